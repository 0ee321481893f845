using DpuIpam.Clusters.Manifests;

namespace DpuIpam.Clusters.Tests.Manifests;

public class ListTests
{
    private const string YamlList = """
        apiVersion: v1
        items:
        - apiVersion: v1
          kind: Node
          metadata:
            name: a
        # between
        - {apiVersion: v1, kind: Node,
           metadata: {name: é}}
        - kind: Node
          metadata: {name: c}
        kind: List
        metadata:
          resourceVersion: ""
        """;

    private const string JsonList = """
        {
          "apiVersion": "v1",
          "items": [
            {"kind": "Node", "metadata": {"name": "a"}},
            {
              "kind": "Node", "metadata": {"name": "é"}}, {"kind": "Node", "metadata": {"name": "c"}}
          ],
          "kind": "List"
        }
        """;

    [Fact]
    public void A_yaml_list_is_taken_apart_and_each_item_has_its_place()
    {
        var result = Reading.Of(YamlList);
        Assert.Equal(["a", "é", "c"], Reading.Names(result));
        Assert.Equal(["3:3", "8:3", "10:3"], result.Documents.Select(d => $"{d.Location.Line}:{d.Location.Column}"));
    }

    [Fact]
    public void A_json_list_is_taken_apart_and_each_item_has_its_place()
    {
        var result = Reading.Of(JsonList);
        Assert.Equal(["a", "é", "c"], Reading.Names(result));
        Assert.Equal(["4:5", "5:5", "6:51"], result.Documents.Select(d => $"{d.Location.Line}:{d.Location.Column}"));
    }

    [Theory]
    [InlineData("apiVersion: nv-ipam.nvidia.com/v1alpha1\nkind: IPPoolList\nitems:\n- metadata: {name: a}\n- kind: Other\n  apiVersion: v2\n")]
    [InlineData("items:\n- metadata: {name: a}\n- {kind: Other, apiVersion: v2}\nkind: IPPoolList\napiVersion: nv-ipam.nvidia.com/v1alpha1\n")]
    [InlineData("""{"items": [{"metadata": {"name": "a"}}, {"kind": "Other", "apiVersion": "v2"}], "kind": "IPPoolList", "apiVersion": "nv-ipam.nvidia.com/v1alpha1"}""")]
    public void Items_of_a_typed_list_get_its_kind_and_version_where_they_have_none(string text)
    {
        var result = Reading.Of(text);
        Assert.Empty(result.Errors);
        var first = result.Documents[0].Root;
        Assert.Equal("nv-ipam.nvidia.com/v1alpha1", first.GetProperty("apiVersion").GetString());
        Assert.Equal("IPPool", first.GetProperty("kind").GetString());
        Assert.Equal("a", first.GetProperty("metadata").GetProperty("name").GetString());
        Assert.Equal("Other", result.Documents[1].Root.GetProperty("kind").GetString());
        Assert.Equal("v2", result.Documents[1].Root.GetProperty("apiVersion").GetString());
    }

    [Fact]
    public void Items_of_a_plain_list_get_nothing() =>
        Assert.Equal("""{"a":1}""", Reading.Json(Reading.One("apiVersion: v1\nkind: List\nitems: [{a: 1}]\n")));

    [Theory]
    [InlineData("kind: List\nitems: null\n")]
    [InlineData("kind: List\nitems: []\n")]
    [InlineData("kind: NodeList\nitems:\n")]
    [InlineData("""{"kind": "NodeList", "items": null}""")]
    [InlineData("""{"kind": "NodeList", "items": []}""")]
    public void A_list_without_items_is_empty(string text)
    {
        var result = Reading.Of(text);
        Assert.Empty(result.Documents);
        Assert.Empty(result.Errors);
    }

    [Theory]
    [InlineData("kind: AllowList\nentries: [1]\n", """{"kind":"AllowList","entries":[1]}""")]
    [InlineData("items:\n- a: 1\n- 2\n", """{"items":[{"a":1},2]}""")]
    [InlineData("kind: null\nitems: [{a: 1}]\n", """{"kind":null,"items":[{"a":1}]}""")]
    [InlineData("kind: ''\nitems: {a: 1}\n", """{"kind":"","items":{"a":1}}""")]
    [InlineData("""{"items":[{"a":1},2],"kind":5}""", """{"items":[{"a":1},2],"kind":5}""")]
    public void What_only_looks_like_a_list_stays_whole(string text, string json) =>
        Assert.Equal(json, Reading.Json(Reading.One(text)));

    [Theory]
    [InlineData("kind: Pools\napiVersion: v1\nitems:\n- a: 1\n- {kind: Node, apiVersion: v2}\n")]
    [InlineData("items:\n- a: 1\n- {kind: Node, apiVersion: v2}\nkind: Pools\napiVersion: v1\n")]
    [InlineData("<<: {items: [{a: 1}, {kind: Node, apiVersion: v2}]}\nkind: Pools\napiVersion: v1\n")]
    [InlineData("""{"items":[{"a":1},{"kind":"Node","apiVersion":"v2"}],"kind":"Pools","apiVersion":"v1"}""")]
    public void What_has_items_and_a_kind_is_a_list_whatever_the_kind_is_called(string text)
    {
        var result = Reading.Of(text);
        Assert.Empty(result.Errors);
        Reading.AssertTree("""{"apiVersion":"v1","kind":"Pools","a":1}""", result.Documents[0]);
        Reading.AssertTree("""{"kind":"Node","apiVersion":"v2"}""", result.Documents[1]);
    }

    [Theory]
    [InlineData("kind: NodeList\napiVersion: v1\nitems: [{kind: Node}]\n", """{"kind":"Node"}""")]
    [InlineData("kind: NodeList\napiVersion: v1\nitems: [{apiVersion: v1}]\n", """{"apiVersion":"v1"}""")]
    public void An_item_that_names_one_of_the_two_gets_nothing_from_its_list(string text, string json) =>
        Assert.Equal(json, Reading.Json(Reading.One(text)));

    [Theory]
    [InlineData("kind: AllowList\nitems: {a: 1}\n", 2, 1)]
    [InlineData("kind: Pool\nitems: 5\n", 2, 1)]
    [InlineData("{\"kind\": \"Pool\",\n \"items\": \"x\"}", 2, 2)]
    public void Items_that_are_no_list_are_refused_as_kubectl_refuses_them(string text, int line, int column)
    {
        var error = Reading.Error(text);
        Assert.Equal(("items", line, column), (error.Field, error.Line, error.Column));
    }

    [Theory]
    [InlineData("kind: List\nitems:\n- kind: NodeList\n  items: [{metadata: {name: a}}, {metadata: {name: b}}]\n- metadata: {name: c}\n")]
    [InlineData("""{"kind":"List","items":[{"kind":"NodeList","items":[{"metadata":{"name":"a"}},{"metadata":{"name":"b"}}]},{"metadata":{"name":"c"}}]}""")]
    public void Lists_in_lists_are_taken_apart_too(string text)
    {
        var result = Reading.Of(text);
        Assert.Equal(["a", "b", "c"], Reading.Names(result));
        Assert.Equal("Node", result.Documents[1].Root.GetProperty("kind").GetString());
    }

    [Theory]
    [InlineData("kind: List\nitems:\n- metadata: {name: a}\n- metadata: {name: b, name: c}\n- 5\n- metadata: {name: d}\n", 4, 5)]
    [InlineData("{\"kind\": \"List\", \"items\": [{\"metadata\": {\"name\": \"a\"}},\n{\"metadata\": {\"name\": \"b\", \"name\": 1}},\n5, {\"metadata\": {\"name\": \"d\"}}]}", 2, 3)]
    public void A_bad_item_costs_only_itself(string text, int first, int second)
    {
        var result = Reading.Of(text);
        Assert.Equal(["a", "d"], Reading.Names(result));
        Assert.Equal([first, second], result.Errors.Select(e => e.Line));
    }

    [Fact]
    public void Anchors_reach_from_one_item_of_a_list_into_the_next()
    {
        var result = Reading.Of("x: &x {l: 1}\nkind: List\nitems:\n- &i\n  metadata: {name: a, labels: *x}\n- metadata: {name: b}\n- *i\n- <<: *i\n  z: 2\n");
        Assert.Empty(result.Errors);
        Assert.Equal(["a", "b", "a", "a"], Reading.Names(result));
        Assert.Equal("""{"metadata":{"name":"a","labels":{"l":1}},"z":2}""", Reading.Json(result.Documents[3]));
    }

    [Fact]
    public void Items_that_come_by_alias_or_with_an_anchor_are_items_as_well()
    {
        var result = Reading.Of("kind: List\nlist: &l\n- metadata: {name: a}\n- metadata: {name: b}\nitems: *l\n---\nkind: List\nitems: &m\n- metadata: {name: c}\n");
        Assert.Equal(["a", "b", "c"], Reading.Names(result));
        Assert.Equal((9, 3), (result.Documents[2].Location.Line, result.Documents[2].Location.Column));
    }

    [Fact]
    public void The_size_of_an_object_counts_for_each_item_alone()
    {
        var limits = new ManifestLimits { ObjectBytes = 100 };
        var items = string.Concat(Enumerable.Range(0, 50).Select(i => $"- metadata: {{name: n{i}}}\n"));
        var large = $"- metadata: {{name: {new string('x', 100)}}}\n";
        var result = Reading.Of($"kind: List\nitems:\n{items}{large}{items}", limits);
        Assert.Equal(100, result.Documents.Count);
        Assert.Equal(53, Assert.Single(result.Errors).Line);

        var json = string.Join(",", Enumerable.Repeat("{\"a\": {\"b\": 1}}", 50));
        Assert.Equal(50, Reading.Of($"{{\"kind\": \"List\", \"items\": [{json}]}}", limits).Documents.Count);
        Assert.Equal(50, Reading.Of($"{{\"items\": [{json}], \"kind\": \"Pools\"}}", limits).Documents.Count);
        Assert.Contains("larger than", Reading.Error($"{{\"items\": [{json}]}}", limits).Message, StringComparison.Ordinal);
    }
}
