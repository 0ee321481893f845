namespace DpuIpam.Clusters.Tests.Manifests;

public class JsonReadingTests
{
    [Theory]
    [InlineData("""{"a": 1.50, "b": [true, null, "x\u0026\ud83d\ude00"], "c": {}}""")]
    [InlineData("""{"a": 123456789012345678901234567890, "b": 1e5}""")]
    public void Json_is_kept_as_it_is(string json) => Assert.Equal(json, Reading.Json(Reading.One(json + "\n")));

    [Fact]
    public void Objects_may_follow_one_another_with_and_without_separator()
    {
        var result = Reading.Of("{\"a\":1}{\"b\":2}\n# c\n{\"c\":3}\n---\n{\"d\":4}\n---\ne: 5\n");
        Assert.Empty(result.Errors);
        Assert.Equal(["""{"a":1}""", """{"b":2}""", """{"c":3}""", """{"d":4}""", """{"e":5}"""], result.Documents.Select(Reading.Json));
        Assert.Equal(["1:1", "1:8", "3:1", "5:1", "7:1"], result.Documents.Select(d => $"{d.Location.Line}:{d.Location.Column}"));
    }

    [Theory]
    [InlineData("{\n  \"a\": 1,\n  \"b\": {\"c\": 1, \"d\": 2, \"c\": 3}\n}", 3, 25, "\"c\" is there twice")]
    [InlineData("""{"a": 1, "\u0061": 2}""", 1, 10, "\"a\" is there twice")]
    [InlineData("""{"\u0061": 1, "a": 2}""", 1, 15, "\"a\" is there twice")]
    [InlineData("""{"a": "\ud83d"}""", 1, 7, "surrogate")]
    [InlineData("""{"\ud83d": "a"}""", 1, 2, "surrogate")]
    [InlineData("""{"é": 1e400}""", 1, 7, "too large")]
    [InlineData("{\"a\": 1\n \"b\": 2}", 2, 2, "not valid JSON")]
    [InlineData("{\"a\": [1, 2\n", 2, 1, "not valid JSON")]
    [InlineData("{\"a\": 1, // c\n \"b\": 2}", 1, 10, "not valid JSON")]
    [InlineData("{a: b, c: [}", 1, 12, "not valid YAML")]
    [InlineData("{\"a\": x, b: {", 1, 14, "not valid YAML")]
    public void What_is_wrong_is_named_in_the_language_it_was_written_in(string text, int line, int column, string message)
    {
        var error = Reading.Error(text);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Equal(("pools.yaml", line, column), (error.File, error.Line, error.Column));
        Assert.DoesNotContain("LineNumber", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_follows_an_object_on_its_line_is_an_error_and_the_object_stays()
    {
        var result = Reading.Of("{\"a\": 1} x\n---\n{\"b\": 2}");
        Assert.Equal(2, result.Documents.Count);
        Assert.Equal((1, 10), (result.Errors[0].Line, result.Errors[0].Column));
    }

    [Fact]
    public void An_object_of_many_keys_finds_the_second_of_two_equal_ones()
    {
        var keys = string.Join(',', Enumerable.Range(0, 500).Select(i => $"\"k{i}\": {i}"));
        Assert.Equal(500, Reading.One($"{{{keys}}}").Root.EnumerateObject().Count());
        Assert.Contains("\"k300\" is there twice", Reading.Error($"{{{keys}, \"k300\": 0}}").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Equal_keys_in_different_objects_are_no_duplicates() =>
        Assert.Equal(2, Reading.One("""{"a": {"a": {"a": 1}}, "b": [{"a": 1}, {"a": 2}]}""").Root.EnumerateObject().Count());
}
