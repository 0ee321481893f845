using System.Text.Json;
using DpuIpam.Clusters.Manifests;

namespace DpuIpam.Clusters.Tests.Manifests;

public class WriterTests
{
    [Fact]
    public void Yaml_has_the_shape_that_kubectl_prints()
    {
        var tree = Reading.Tree("""
            {"apiVersion":"v1","kind":"IPPool","metadata":{"name":"p","labels":{},"annotations":{"note":"a\nb\n"}},
             "spec":{"subnet":"10.0.0.0/16","exclusions":[{"startIP":"10.0.0.1","endIP":"10.0.0.2"},{"startIP":"x","list":[]}],
             "matrix":[[1,2],[[true]],[{"a":null,"b":[3]}]],"factor":1.5,"empty":""}}
            """);
        Assert.Equal("""
            apiVersion: v1
            kind: IPPool
            metadata:
              name: p
              labels: {}
              annotations:
                note: |
                  a
                  b
            spec:
              subnet: 10.0.0.0/16
              exclusions:
              - startIP: 10.0.0.1
                endIP: 10.0.0.2
              - startIP: x
                list: []
              matrix:
              - - 1
                - 2
              - - - true
              - - a: null
                  b:
                  - 3
              factor: 1.5
              empty: ""

            """.ReplaceLineEndings("\n"), ManifestWriter.Write([tree], ManifestFormat.Yaml));
    }

    [Theory]
    [InlineData("plain text", "plain text")]
    [InlineData("10.0.0.1", "10.0.0.1")]
    [InlineData("10.0.0.0/8", "10.0.0.0/8")]
    [InlineData("fd00::1", "fd00::1")]
    [InlineData("a:b", "a:b")]
    [InlineData("a#b", "a#b")]
    [InlineData("-x", "-x")]
    [InlineData("x[0] {y}, 'z'", "x[0] {y}, 'z'")]
    [InlineData("héllo wörld 😀", "héllo wörld 😀")]
    [InlineData("", "\"\"")]
    [InlineData("true", "\"true\"")]
    [InlineData("on", "\"on\"")]
    [InlineData("y", "\"y\"")]
    [InlineData("Null", "\"Null\"")]
    [InlineData("~", "\"~\"")]
    [InlineData("012", "\"012\"")]
    [InlineData("08", "\"08\"")]
    [InlineData("0x1F", "\"0x1F\"")]
    [InlineData("1_000", "\"1_000\"")]
    [InlineData("1e3", "\"1e3\"")]
    [InlineData("1e400", "\"1e400\"")]
    [InlineData(".5", "\".5\"")]
    [InlineData(".inf", "\".inf\"")]
    [InlineData("2024-01-01", "\"2024-01-01\"")]
    [InlineData("12:30", "\"12:30\"")]
    [InlineData("<<", "\"<<\"")]
    [InlineData("=", "\"=\"")]
    [InlineData(" x", "\" x\"")]
    [InlineData("x ", "\"x \"")]
    [InlineData("a: b", "\"a: b\"")]
    [InlineData("a:", "\"a:\"")]
    [InlineData("a #b", "\"a #b\"")]
    [InlineData("---", "\"---\"")]
    [InlineData("...", "\"...\"")]
    [InlineData("- a", "\"- a\"")]
    [InlineData("*a", "\"*a\"")]
    [InlineData("a *b", "\"a *b\"")]
    [InlineData("{a}", "\"{a}\"")]
    [InlineData("%x", "\"%x\"")]
    [InlineData("'a'", "\"'a'\"")]
    [InlineData("{\"a\": \"b\\\\c\"}", "'{\"a\": \"b\\\\c\"}'")]
    [InlineData("\"it's\"", "\"\\\"it's\\\"\"")]
    [InlineData("a\tb", "\"a\\tb\"")]
    [InlineData("a\r\nb", "\"a\\r\\nb\"")]
    [InlineData("a\0\u0085\u2028\uFEFF\u00A0b", "\"a\\u0000\\u0085\\u2028\\uFEFF\\u00A0b\"")]
    [InlineData("\U000E0001", "\"\\U000E0001\"")]
    [InlineData("\n", "\"\\n\"")]
    [InlineData("a\n\n", "\"a\\n\\n\"")]
    [InlineData(" a\nb", "\" a\\nb\"")]
    [InlineData("a \nb", "\"a \\nb\"")]
    [InlineData("a\nb", "|-\n  a\n  b")]
    [InlineData("a\n\n  b\n\tc\n", "|\n  a\n\n    b\n  \tc")]
    public void A_string_is_quoted_exactly_when_it_would_read_as_something_else(string value, string written)
    {
        var tree = Tree(w => w.WriteString("k", value));
        Assert.Equal($"k: {written}\n", ManifestWriter.Write([tree], ManifestFormat.Yaml));
        Assert.Equal(value, Reading.One($"k: {written}\n").Root.GetProperty("k").GetString());
    }

    [Fact]
    public void Keys_follow_the_same_rule_and_stay_on_one_line()
    {
        var tree = Reading.Tree("""{"y":1,"a b":2,"010":3,"x\ny":4,"":5,"app.kubernetes.io/name":6,"- a":7}""");
        Assert.Equal(
            "\"y\": 1\na b: 2\n\"010\": 3\n\"x\\ny\": 4\n\"\": 5\napp.kubernetes.io/name: 6\n\"- a\": 7\n",
            ManifestWriter.Write([tree], ManifestFormat.Yaml));
    }

    [Fact]
    public void A_key_too_long_for_a_line_of_its_own_reads_back()
    {
        var key = new string('k', 5000);
        var tree = Tree(w =>
        {
            w.WriteString(key, "v");
            w.WriteStartArray("list");
            w.WriteStartObject();
            w.WriteStartArray(key);
            w.WriteNumberValue(1);
            w.WriteEndArray();
            w.WriteStartObject(key + "2");
            w.WriteNumber("b", 1);
            w.WriteEndObject();
            w.WriteEndObject();
            w.WriteEndArray();
        });
        var back = Reading.One(ManifestWriter.Write([tree], ManifestFormat.Yaml));
        Assert.True(JsonElement.DeepEquals(tree, back.Root));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("9223372036854775807")]
    [InlineData("18446744073709551615")]
    [InlineData("1.5")]
    [InlineData("0.000001")]
    [InlineData("1e-7")]
    [InlineData("1e+21")]
    [InlineData("-1.7976931348623157e+308")]
    public void Numbers_keep_their_text(string number)
    {
        var text = ManifestWriter.Write([Reading.Tree($$"""{"k":{{number}}}""")], ManifestFormat.Yaml);
        Assert.Equal($"k: {number}\n", text);
        Assert.Equal(number, Reading.One(text).Root.GetProperty("k").GetRawText());
    }

    [Fact]
    public void Several_documents_are_a_stream_in_yaml_and_a_list_in_json()
    {
        var trees = new[] { Reading.Tree("""{"a":"<&>é"}"""), Reading.Tree("{}"), Reading.Tree("""{"b":2}""") };
        Assert.Equal("a: <&>é\n---\n{}\n---\nb: 2\n", ManifestWriter.Write(trees, ManifestFormat.Yaml));
        Assert.Equal(
            "{\n  \"apiVersion\": \"v1\",\n  \"kind\": \"List\",\n  \"items\": [\n    {\n      \"a\": \"<&>é\"\n    },\n    {},\n    {\n      \"b\": 2\n    }\n  ]\n}\n",
            ManifestWriter.Write(trees, ManifestFormat.Json));
        Assert.Equal("{\n  \"b\": 2\n}\n", ManifestWriter.Write([trees[2]], ManifestFormat.Json));
        Assert.Equal("", ManifestWriter.Write([], ManifestFormat.Yaml));
        Assert.Empty(Reading.Of(ManifestWriter.Write([], ManifestFormat.Json)).Errors);
    }

    [Fact]
    public void What_could_not_be_read_back_is_not_written()
    {
        Assert.Throws<ArgumentException>(() => ManifestWriter.Write([Reading.Tree("[1]")], ManifestFormat.Yaml));
        Assert.Throws<ArgumentException>(() => ManifestWriter.Write([Reading.Tree("{\"a\":1e400}")], ManifestFormat.Yaml));
        var deep = JsonElement.Parse(
            "{\"a\":" + new string('[', 200) + new string(']', 200) + "}", new JsonDocumentOptions { MaxDepth = 1000 });
        Assert.Throws<ArgumentException>(() => ManifestWriter.Write([deep], ManifestFormat.Yaml));
    }

    private static JsonElement Tree(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        return JsonElement.Parse(stream.ToArray());
    }
}
