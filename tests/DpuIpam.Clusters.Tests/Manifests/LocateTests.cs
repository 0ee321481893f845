namespace DpuIpam.Clusters.Tests.Manifests;

public class LocateTests
{
    private const string Yaml = """
        # a comment
        apiVersion: v1
        kind: IPPool
        metadata:
          name: é-pool
          labels: {a.b/c: x, "p'q": y}
        spec:
          exclusions:
          - startIP: 10.0.0.1
            endIP: 10.0.0.2
          -   startIP: 10.0.0.5
          - [1, [2, 3]]
          010: octal
          text: |
            startIP: no
          last: 1
        """;

    [Theory]
    [InlineData("", 2, 1)]
    [InlineData("kind", 3, 1)]
    [InlineData("metadata.name", 5, 3)]
    [InlineData("metadata.labels['a.b/c']", 6, 12)]
    [InlineData("metadata.labels['p'q']", 6, 22)]
    [InlineData("metadata.labels['nope']", 6, 3)]
    [InlineData("spec.exclusions", 8, 3)]
    [InlineData("spec.exclusions[0]", 9, 5)]
    [InlineData("spec.exclusions[0].endIP", 10, 5)]
    [InlineData("spec.exclusions[1].startIP", 11, 7)]
    [InlineData("spec.exclusions[1].endIP", 11, 7)]
    [InlineData("spec.exclusions[2][1][1]", 12, 13)]
    [InlineData("spec.exclusions[9].endIP", 8, 3)]
    [InlineData("spec.8", 13, 3)]
    [InlineData("spec.last", 16, 3)]
    [InlineData("spec.kind", 7, 1)]
    [InlineData("status.allocations[3]", 2, 1)]
    [InlineData("kind.sub[1]", 3, 1)]
    public void A_field_of_a_yaml_document_is_found_or_its_nearest_parent(string path, int line, int column)
    {
        var place = Reading.One(Yaml).Locate(path);
        Assert.Equal(("pools.yaml", line, column), (place.File, place.Line, place.Column));
    }

    private const string Json = """
        {
          "kind": "IPPool",
          "metadata": {"name": "é-pool", "labels": {"a.b/c": "x"}},
          "spec": {
            "exclusions": [{"startIP": "10.0.0.1", "endIP": "ü"},
              {"startIP": "10.0.0.5"}, [1, [2, 3]]], "\u006cast": 1
          }
        }
        """;

    [Theory]
    [InlineData("", 1, 1)]
    [InlineData("kind", 2, 3)]
    [InlineData("metadata.labels", 3, 34)]
    [InlineData("metadata.labels['a.b/c']", 3, 45)]
    [InlineData("spec.exclusions[0].endIP", 5, 44)]
    [InlineData("spec.exclusions[1].startIP", 6, 8)]
    [InlineData("spec.exclusions[1].endIP", 6, 7)]
    [InlineData("spec.exclusions[2][1][1]", 6, 40)]
    [InlineData("spec.exclusions[5]", 5, 5)]
    [InlineData("spec.last", 6, 46)]
    [InlineData("status.x", 1, 1)]
    public void A_field_of_a_json_document_is_found_or_its_nearest_parent(string path, int line, int column)
    {
        var place = Reading.One(Json).Locate(path);
        Assert.Equal(("pools.yaml", line, column), (place.File, place.Line, place.Column));
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void Fields_of_list_items_and_later_documents_are_found(string lineEnd)
    {
        var text = "a: 1\n---\n# c\napiVersion: v1\nitems:\n- é: \"ü😀\"\n  spec: {x: 1,\n    z: 2}\n-\n    spec:\n      z: 3 # c\n- {spec: {é: 1, z: 4}}\n- - x\nkind: List\n---\n{\"kind\": \"XList\", \"items\": [{\"é\": 1, \"spec\":\n {\"z\": 5}}]}\n---\nkind: List\nitems: &x\n- spec: {z: 6}\n---\nspec: {z: 7}\n";
        var result = Reading.Of(text.Replace("\n", lineEnd, StringComparison.Ordinal));
        Assert.Equal(13, Assert.Single(result.Errors).Line);
        Assert.Equal(
            ["1:1", "8:5", "11:7", "12:17", "17:3", "21:10", "23:8"],
            result.Documents.Select(d => d.Locate("spec.z")).Select(p => $"{p.Line}:{p.Column}"));
        Assert.Equal(
            ["1:1", "6:3", "10:5", "12:3", "16:29", "21:3", "23:1"],
            result.Documents.Select(d => d.Locate("nope.z")).Select(p => $"{p.Line}:{p.Column}"));
    }

    [Fact]
    public void A_field_behind_an_alias_is_found_at_the_alias()
    {
        var place = Reading.One("a: &a {b: 1}\nc: *a\n").Locate("c.b");
        Assert.Equal((2, 1), (place.Line, place.Column));
    }

    [Fact]
    public void A_document_on_the_line_of_its_separator_is_found() =>
        Assert.Equal(18, Reading.One("--- !!map {b: 1, c: 2}\n").Locate("c").Column);

    [Fact]
    public void Fields_that_a_typed_list_adds_are_at_their_items_beginning()
    {
        var document = Reading.One("kind: NodeList\napiVersion: v1\nitems:\n- metadata: {name: a}\n");
        Assert.Equal((4, 3), (document.Locate("kind").Line, document.Locate("kind").Column));
        Assert.Equal((4, 14), (document.Locate("metadata.name").Line, document.Locate("metadata.name").Column));
    }
}
