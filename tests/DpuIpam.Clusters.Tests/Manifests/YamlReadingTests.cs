namespace DpuIpam.Clusters.Tests.Manifests;

public class YamlReadingTests
{
    [Theory]
    [InlineData("a: {x: 1, y2: 2}\nb: [1, {c: d},]\n", """{"a":{"x":1,"y2":2},"b":[1,{"c":"d"}]}""")]
    [InlineData("a:\n- 1\n- - 2\n  - 3\n-\n  x: 1\n", """{"a":[1,[2,3],{"x":1}]}""")]
    [InlineData("? a\n: 1\n? b\n", """{"a":1,"b":null}""")]
    [InlineData("a: x\n  y\n\n  z\n", """{"a":"x y\nz"}""")]
    [InlineData("a: |\n  x\n   y\n\nb: >-\n  x\n  y\nc: |+\n  x\n\n", """{"a":"x\n y\n","b":"x y","c":"x\n\n"}""")]
    [InlineData("a: b#c\nd: e #f\n", """{"a":"b#c","d":"e"}""")]
    [InlineData("a: \"x\\u00e9\\U0001F600\\n\"\n", """{"a":"xé😀\n"}""")]
    [InlineData("a: 50%\nb: x@y\nc: -x\nd: a:b:c\n", """{"a":"50%","b":"x@y","c":"-x","d":"a:b:c"}""")]
    [InlineData("a:\nb: {c: , d}\n", """{"a":null,"b":{"c":null,"d":null}}""")]
    [InlineData("{a: b, c: [1]}", """{"a":"b","c":[1]}""")]
    [InlineData("{\"a\": yes, 'b': 010}", """{"a":true,"b":8}""")]
    [InlineData("{\"a\": [1, 2,],}", """{"a":[1,2]}""")]
    [InlineData("a: 1\r\nb: |\r\n  x\r\n  y\r\n", """{"a":1,"b":"x\ny\n"}""")]
    [InlineData("\uFEFFa: 1\n", """{"a":1}""")]
    [InlineData("%YAML 1.1\n---\na: 1\n...\n", """{"a":1}""")]
    [InlineData("# before\n\n--- # here\na: 1\n", """{"a":1}""")]
    [InlineData("--- {a: b}\n", """{"a":"b"}""")]
    public void A_tree_reads_as_kubectl_reads_it(string text, string json) => Reading.AssertTree(json, Reading.One(text));

    [Theory]
    [InlineData("b: &b {x: 1, z: 2}\nk: {<<: *b, x: 9}\n", """{"b":{"x":1,"z":2},"k":{"x":9,"z":2}}""")]
    [InlineData("b: &b {x: 1}\nk:\n  x: 9\n  <<: *b\n", """{"b":{"x":1},"k":{"x":1}}""")]
    [InlineData("b: &b {x: 1}\nc: &c {x: 3, z: 4}\nk: {<<: [*b, *c]}\n", """{"b":{"x":1},"c":{"x":3,"z":4},"k":{"x":1,"z":4}}""")]
    [InlineData("k:\n  <<: {a: 1}\n  <<: {a: 2, b: 1}\n", """{"k":{"a":2,"b":1}}""")]
    [InlineData("k:\n  !!merge <<: {a: 1}\n", """{"k":{"a":1}}""")]
    [InlineData("k:\n  \"<<\": {a: 1}\n", """{"k":{"<<":{"a":1}}}""")]
    [InlineData("a: &x 12\nb: *x\nc: [*x, *x]\n", """{"a":12,"b":12,"c":[12,12]}""")]
    [InlineData("a: &x foo\n*x : 2\n", """{"a":"foo","foo":2}""")]
    [InlineData("a: &x 1\nb: &x 2\nc: *x\n", """{"a":1,"b":2,"c":2}""")]
    [InlineData("a: &x\nb: *x\n", """{"a":null,"b":null}""")]
    [InlineData("a: &a {p: 1}\nb: &b {<<: *a, q: 2}\nc: {<<: *b}\n", """{"a":{"p":1},"b":{"p":1,"q":2},"c":{"p":1,"q":2}}""")]
    public void Anchors_aliases_and_merge_keys_work_as_in_kubectl(string text, string json) =>
        Assert.Equal(json, Reading.Json(Reading.One(text)));

    [Theory]
    [InlineData("a: 1\nb: *zz\n", 2, 4, "*zz")]
    [InlineData("a: &a\n  k: *a\n", 2, 6, "contains itself")]
    [InlineData("a: &a\n  <<: *a\n", 2, 7, "contains itself")]
    [InlineData("k:\n  <<: 1\n", 2, 7, "merge key")]
    [InlineData("b: &b [{x: 1}]\nk:\n  <<: *b\n", 3, 7, "merge key")]
    [InlineData("a: 1\nb:\n  c: 1\n  d: 2\n  c: 3\n", 5, 3, "\"c\" is there twice, first in line 3")]
    [InlineData("1: a\n'1': b\n", 2, 1, "\"1\" is there twice, first in line 1")]
    [InlineData("a: 1\na: {<<: {b: 1}}\n", 2, 1, "\"a\" is there twice")]
    [InlineData("a: [1,\n2\nb: 3\n", 2, 1, "bracket")]
    [InlineData("a:\n\tb: 1\n", 2, 1, "tab")]
    [InlineData("a: 1\n b: 2\n", 2, 3, "not valid YAML")]
    [InlineData("a: x: y\n", 1, 5, "not valid YAML")]
    [InlineData("a: \"x\u0001\"\n", 1, 6, "U+0001")]
    [InlineData("a: é\0b\nc: 1\n", 1, 5, "U+0000")]
    [InlineData("- a\n- b\n", 1, 1, "must be a map")]
    [InlineData("\n\nhello\n", 3, 1, "must be a map")]
    [InlineData("k:\n  a *b: 1\n", 2, 3, "quote it")]
    public void What_is_wrong_is_named_with_its_place(string text, int line, int column, string message)
    {
        var error = Reading.Error(text);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.StartsWith($"pools.yaml:{line}:{column}: ", error.Message, StringComparison.Ordinal);
        Assert.Equal(("pools.yaml", line, column), (error.File, error.Line, error.Column));
    }

    [Fact]
    public void A_document_that_bad_indentation_cuts_short_is_not_delivered()
    {
        var result = Reading.Of("kind: Node\nmetadata:\n  name: a\n] rest\n---\nb: 1\n");
        Assert.Equal("""{"b":1}""", Reading.Json(Assert.Single(result.Documents)));
        Assert.Equal(4, Assert.Single(result.Errors).Line);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n \n")]
    [InlineData("# only a comment\n")]
    [InlineData("---\n---\n...\n---\nnull\n--- ~\n")]
    [InlineData("\uFEFF")]
    public void Empty_documents_are_passed_over(string text)
    {
        var result = Reading.Of(text);
        Assert.Empty(result.Documents);
        Assert.Empty(result.Errors);
    }
}
