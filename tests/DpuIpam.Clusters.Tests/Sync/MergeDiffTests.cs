using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using DpuIpam.Clusters.Sync;

namespace DpuIpam.Clusters.Tests.Sync;

/// <summary>Merge patches that make one tree of another.</summary>
public sealed class MergeDiffTests
{
    private static readonly Gen<JsonNode> AnyValue = Gen.OneOf(
        Gen.Int[0, 3].Select(static number => (JsonNode)JsonValue.Create(number)),
        Gen.Int[0, 2].Array[0, 3].Select(static items => (JsonNode)new JsonArray([.. items.Select(static item => JsonValue.Create(item))])),
        Gen.OneOf("a", "b", "").Select(static text => (JsonNode)JsonValue.Create(text)));

    [Theory]
    [InlineData("""{"a":1,"b":2}""", """{"a":1,"b":2}""", null)]
    [InlineData("""{"a":1,"b":2}""", """{"b":2,"a":1}""", null)]
    [InlineData("""{"a":1}""", """{"a":2}""", """{"a":2}""")]
    [InlineData("""{"a":1,"b":2}""", """{"b":2}""", """{"a":null}""")]
    [InlineData("""{"a":1}""", """{"a":null,"b":null}""", """{"a":null}""")]
    [InlineData("""{"s":{"x":1,"y":[1,2]} }""", """{"s":{"x":1,"y":[1,3]} }""", """{"s":{"y":[1,3]} }""")]
    [InlineData("""{"ipv4Network":{"p":1} }""", """{"network":{"p":1} }""", """{"network":{"p":1},"ipv4Network":null}""")]
    public void Only_what_differs_is_in_it(string from, string to, string? patch)
    {
        var diff = MergeDiff.Of(Parse(from), Parse(to));

        if (patch is null) Assert.Null(diff);
        else Assert.True(JsonNode.DeepEquals(JsonNode.Parse(patch), diff), diff?.ToJsonString());
    }

    [Fact]
    public void Applied_it_makes_the_other_tree() => Gen.Select(AnyTree(2), AnyTree(2)).Sample(static (from, to) =>
    {
        var (before, after) = (Parse(from.ToJsonString()), Parse(to.ToJsonString()));
        var patch = MergeDiff.Of(before, after);
        var result = patch is null ? before : JsonMergePatch.Apply(before, Parse(patch.ToJsonString()));
        return JsonNode.DeepEquals(JsonNode.Parse(result.GetRawText()), JsonNode.Parse(after.GetRawText()));
    });

    private static Gen<JsonObject> AnyTree(int depth)
    {
        var value = depth == 0 ? AnyValue : Gen.OneOf(AnyValue, AnyTree(depth - 1).Select(static tree => (JsonNode)tree));
        return Gen.Select(Gen.OneOf("p", "q", "r", "s"), value).Array[0, 4].Select(static members =>
        {
            var tree = new JsonObject();
            foreach (var (name, member) in members) tree[name] = member.DeepClone();
            return tree;
        });
    }

    private static JsonElement Parse(string json) => JsonDocument.Parse(json).RootElement;
}
