using System.Text;
using DpuIpam.Clusters.Manifests;

namespace DpuIpam.Clusters.Tests.Manifests;

public class StreamTests
{
    private const string Stream = "a: 1\n---\nb: [1\n---\n# c\nc: 3\n--- \n{\"d\": }}\n---\n{\"e\":5}\n...\n%YAML 1.1\n---\nf: 6\n";

    [Fact]
    public void A_bad_document_does_not_take_the_good_ones_with_it()
    {
        var result = Reading.Of(Stream);
        Assert.Equal(["""{"a":1}""", """{"c":3}""", """{"e":5}""", """{"f":6}"""], result.Documents.Select(Reading.Json));
        Assert.Equal([1, 6, 10, 14], result.Documents.Select(d => d.Location.Line));
        Assert.Equal(2, result.Errors.Count);
        Assert.InRange(result.Errors[0].Line, 3, 4);
        Assert.Equal(8, result.Errors[1].Line);
    }

    [Fact]
    public void A_line_of_dashes_inside_a_text_block_separates_nothing() =>
        Assert.Equal("""{"a":"---\nx\n","b":1}""", Reading.Json(Reading.One("a: |\n  ---\n  x\nb: 1\n")));

    [Fact]
    public void What_only_begins_with_dashes_separates_nothing() =>
        Assert.Equal("""{"---a":1,"----":2}""", Reading.Json(Reading.One("---a: 1\n----: 2\n")));

    [Fact]
    public void Windows_line_ends_separate_and_count_as_one()
    {
        var result = Reading.Of(Stream.Replace("\n", "\r\n", StringComparison.Ordinal));
        Assert.Equal([1, 6, 10, 14], result.Documents.Select(d => d.Location.Line));
    }

    [Fact]
    public void Beyond_some_errors_the_others_are_counted_and_the_good_documents_read()
    {
        var limits = new ManifestLimits { Errors = 10 };
        var result = Reading.Of(string.Concat(Enumerable.Repeat("---\na: [\n", 50)) + "---\nb: 1\n", limits);
        Assert.Equal("""{"b":1}""", Reading.Json(Assert.Single(result.Documents)));
        Assert.Equal(10, result.Errors.Count);
        Assert.Equal((40, false), (result.MoreErrors, result.IsCut));
    }

    [Fact]
    public void A_text_of_nothing_but_errors_is_not_read_to_its_end()
    {
        var limits = new ManifestLimits { Errors = 10, CountedErrors = 20 };
        var result = Reading.Of(string.Concat(Enumerable.Repeat("---\na: [\n", 50)) + "---\nb: 1\n", limits);
        Assert.Empty(result.Documents);
        Assert.Equal((10, 20, true), (result.Errors.Count, result.MoreErrors, result.IsCut));
    }

    [Theory]
    [InlineData("a: 1\n---\n\uFEFFb: 2\n---\nc: 3\n")]
    [InlineData("\uFEFFa: 1\n---\n\uFEFFb: 2\n\uFEFF---\n\uFEFFc: 3\n")]
    [InlineData("\uFEFF---\na: 1\n---\n# x\n\uFEFFb: 2\n---\n\uFEFF\uFEFF# x\nc: 3\n")]
    [InlineData("\uFEFF{\"a\": 1}\n\uFEFF{\"b\": 2}\n---\n\uFEFF{\"c\": 3}\n")]
    [InlineData("a: 1\r\n---\r\n\uFEFFb: 2\r\n...\r\n\uFEFFc: 3\r\n")]
    public void A_byte_order_mark_may_stand_before_any_document(string text)
    {
        var result = Reading.Of(text);
        Assert.Empty(result.Errors);
        Assert.Equal(["""{"a":1}""", """{"b":2}""", """{"c":3}"""], result.Documents.Select(d => Reading.Json(d).Replace(" ", "")));
        Assert.All(result.Documents, static d => Assert.Equal(1, d.Location.Column));
    }

    [Fact]
    public void A_byte_order_mark_inside_a_comment_or_a_text_stays_there() =>
        Reading.AssertTree("{\"a\":\"x\uFEFF\"}", Reading.One("# \uFEFF c\na: x\uFEFF\n"));

    [Theory]
    [InlineData("utf-8", false)]
    [InlineData("utf-8", true)]
    [InlineData("utf-16", true)]
    [InlineData("utf-16BE", true)]
    public void A_file_is_read_in_the_encodings_that_editors_and_shells_write(string name, bool withMark)
    {
        var encoding = Encoding.GetEncoding(name);
        byte[] bytes = [.. withMark ? encoding.GetPreamble() : [], .. encoding.GetBytes("a: é😀\n---\n{\"b\": \"ü\"}\n")];
        var result = ReadBytes(bytes);
        Assert.Empty(result.Errors);
        Assert.Equal("é😀", result.Documents[0].Root.GetProperty("a").GetString());
        Assert.Equal("ü", result.Documents[1].Root.GetProperty("b").GetString());
        Assert.Equal((3, 1), (result.Documents[1].Location.Line, result.Documents[1].Location.Column));
    }

    [Fact]
    public void Bytes_that_are_no_utf_8_are_an_error_with_its_place()
    {
        var error = Assert.Single(ReadBytes([.. "a: 1\nb: é"u8, 0xFF, .. "x\n"u8]).Errors);
        Assert.Equal(("shown.yaml", 2, 5), (error.File, error.Line, error.Column));
        Assert.Contains("UTF-8", error.Message, StringComparison.Ordinal);
        Assert.Single(ReadBytes([0xFF, 0xFE, 0x00]).Errors);
    }

    [Fact]
    public void Half_a_surrogate_pair_in_a_text_is_an_error_with_its_place()
    {
        var error = Reading.Error("a: 1\nb: 😀\uD83D\n");
        Assert.Equal((2, 6), (error.Line, error.Column));
    }

    [Fact]
    public void A_file_beyond_the_limit_is_an_error_before_it_is_read()
    {
        var limits = new ManifestLimits { FileBytes = 1 << 20 };
        var error = Assert.Single(ReadBytes(new byte[(1 << 20) + 1], limits).Errors);
        Assert.Contains("larger than 1 MiB", error.Message, StringComparison.Ordinal);
        Assert.Contains("larger than 1 MiB", Reading.Error(new string('#', (1 << 20) + 1), limits).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_the_file_systems_error() =>
        Assert.Throws<FileNotFoundException>(() => Read(Path.Combine(AppContext.BaseDirectory, "no-such-file.yaml"), null));

    [Fact]
    public void Reading_stops_on_request()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => ManifestReader.Read("a: 1\n", null, null, source.Token));
    }

    private static ManifestReadResult ReadBytes(byte[] bytes, ManifestLimits? limits = null)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, bytes);
            return Read(path, limits);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static ManifestReadResult Read(string path, ManifestLimits? limits) => ManifestReader.ReadFile(path, "shown.yaml", limits);
}
