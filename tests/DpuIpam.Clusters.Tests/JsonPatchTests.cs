using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;

namespace DpuIpam.Clusters.Tests;

public class JsonPatchTests
{
    private static readonly Gen<JsonNode?> Leaves = Gen.Frequency<JsonNode?>(
        (2, Gen.Int[0, 3].Select(static n => (JsonNode?)JsonValue.Create(n))),
        (1, Gen.Bool.Select(static b => (JsonNode?)JsonValue.Create(b))));

    private static readonly Gen<JsonElement> Trees = Values(3).Select(static node => JsonSerializer.SerializeToElement(node));

    private static Gen<JsonNode?> Values(int depth) => depth == 0 ? Leaves : Gen.Frequency<JsonNode?>(
        (1, Leaves),
        (1, Values(depth - 1).Array[0, 3].Select(static items => (JsonNode?)new JsonArray([.. items.Select(static i => i?.DeepClone())]))),
        (3, Gen.Select(Gen.Int[0, 4], Values(depth - 1)).Array[0, 4].Select(static fields =>
        {
            var map = new JsonObject();
            foreach (var (name, value) in fields) map[Name(name)] = value?.DeepClone();
            return (JsonNode?)map;
        })));

    // What a JSON pointer has to escape comes along.
    private static string Name(int number) => number switch { 0 => "a/b", 1 => "~", 2 => "", _ => $"n{number}" };

    // The examples of RFC 6902, appendix A, as far as they are about the four operations.
    [Theory]
    [InlineData("""{"foo":"bar"}""", """[{"op":"add","path":"/baz","value":"qux"}]""", """{"baz":"qux","foo":"bar"}""")]
    [InlineData("""{"foo":["bar","baz"]}""", """[{"op":"add","path":"/foo/1","value":"qux"}]""", """{"foo":["bar","qux","baz"]}""")]
    [InlineData("""{"baz":"qux","foo":"bar"}""", """[{"op":"remove","path":"/baz"}]""", """{"foo":"bar"}""")]
    [InlineData("""{"foo":["bar","qux","baz"]}""", """[{"op":"remove","path":"/foo/1"}]""", """{"foo":["bar","baz"]}""")]
    [InlineData("""{"baz":"qux","foo":"bar"}""", """[{"op":"replace","path":"/baz","value":"boo"}]""", """{"baz":"boo","foo":"bar"}""")]
    [InlineData("""{"baz":"qux","foo":["a",2,"c"]}""", """[{"op":"test","path":"/baz","value":"qux"},{"op":"test","path":"/foo/1","value":2.0}]""", """{"baz":"qux","foo":["a",2,"c"]}""")]
    [InlineData("""{"foo":"bar"}""", """[{"op":"add","path":"/child","value":{"grandchild":{}}}]""", """{"foo":"bar","child":{"grandchild":{}}}""")]
    [InlineData("""{"foo":"bar"}""", """[{"op":"add","path":"/baz","value":"qux","xyz":123}]""", """{"foo":"bar","baz":"qux"}""")]
    [InlineData("""{"/":9,"~1":10}""", """[{"op":"test","path":"/~01","value":10}]""", """{"/":9,"~1":10}""")]
    [InlineData("""{"foo":["bar"]}""", """[{"op":"add","path":"/foo/-","value":["abc","def"]}]""", """{"foo":["bar",["abc","def"]]}""")]
    [InlineData("""{"a":1}""", """[{"op":"replace","path":"","value":[1]}]""", "[1]")]
    [InlineData("""{"a":null}""", """[{"op":"test","path":"/a","value":null}]""", """{"a":null}""")]
    public void Operations_do_what_the_rfc_says(string target, string operations, string result) =>
        AssertSame(result, JsonPatch.Apply(JsonElement.Parse(target), JsonElement.Parse(operations)));

    [Theory]
    [InlineData("""[{"op":"test","path":"/baz","value":"bar"}]""", true)]
    [InlineData("""[{"op":"test","path":"/a","value":"1"}]""", true)]
    [InlineData("""[{"op":"test","path":"/l/2","value":1}]""", true)]
    [InlineData("""[{"op":"remove","path":"/none"}]""", true)]
    [InlineData("""[{"op":"replace","path":"/none","value":1}]""", true)]
    [InlineData("""[{"op":"add","path":"/none/x","value":1}]""", true)]
    [InlineData("""[{"op":"add","path":"/l/3","value":1}]""", true)]
    [InlineData("""[{"op":"add","path":"/l/01","value":1}]""", true)]
    [InlineData("""[{"op":"move","from":"/a","path":"/b"}]""", false)]
    [InlineData("""[{"op":"add","path":"a","value":1}]""", false)]
    [InlineData("""[{"op":"add","path":"/a"}]""", false)]
    [InlineData("""[{"path":"/a"}]""", false)]
    [InlineData("""[5]""", false)]
    [InlineData("""{"op":"remove","path":"/a"}""", false)]
    public void What_cannot_be_done_is_refused_with_the_place(string operations, bool isFailedTest)
    {
        var error = Assert.Throws<JsonPatchException>(() =>
            JsonPatch.Apply(JsonElement.Parse("""{"a":1,"l":[1,2]}"""), JsonElement.Parse(operations)));
        Assert.Equal(isFailedTest, error.IsFailedTest);
    }

    [Fact]
    public void Removing_what_was_added_gives_the_tree_of_before() =>
        Gen.Select(Trees, Trees, Gen.Int).Sample((tree, value, seed) =>
        {
            var pointer = Pick(tree, new Random(seed), "");
            if (pointer is null) return;
            var added = Apply(tree, $$"""[{"op":"add","path":{{Quote(pointer)}},"value":{{value.GetRawText()}}},{"op":"test","path":{{Quote(pointer)}},"value":{{value.GetRawText()}}}]""");
            AssertSame(tree.GetRawText(), Apply(added, $$"""[{"op":"remove","path":{{Quote(pointer)}}}]"""));
        }, iter: 5_000);

    [Fact]
    public void A_merge_patch_of_a_tree_into_nothing_is_the_tree_and_a_second_time_changes_nothing() =>
        Gen.Select(Trees, Trees).Sample((target, patch) =>
        {
            AssertSame(patch.GetRawText(), JsonMergePatch.Apply(default, patch));
            var once = JsonMergePatch.Apply(target, patch);
            AssertSame(once.GetRawText(), JsonMergePatch.Apply(once, patch));
        }, iter: 5_000);

    [Fact]
    public void The_difference_of_two_trees_merged_into_one_gives_the_other() =>
        Gen.Select(Trees, Trees).Sample((from, to) => AssertSame(to.GetRawText(), JsonMergePatch.Apply(from, Difference(from, to))), iter: 5_000);

    // RFC 7386, appendix A.
    [Theory]
    [InlineData("""{"a":"b"}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"b":"c"}""", """{"a":"b","b":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"a":null}""", "{}")]
    [InlineData("""{"a":"b","b":"c"}""", """{"a":null}""", """{"b":"c"}""")]
    [InlineData("""{"a":["b"]}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"c"}""", """{"a":["b"]}""", """{"a":["b"]}""")]
    [InlineData("""{"a":{"b":"c"}}""", """{"a":{"b":"d","c":null}}""", """{"a":{"b":"d"}}""")]
    [InlineData("""{"a":[{"b":"c"}]}""", """{"a":[1]}""", """{"a":[1]}""")]
    [InlineData("""["a","b"]""", """["c","d"]""", """["c","d"]""")]
    [InlineData("""{"a":"b"}""", """["c"]""", """["c"]""")]
    [InlineData("""{"a":"foo"}""", "null", "null")]
    [InlineData("""{"e":null}""", """{"a":1}""", """{"e":null,"a":1}""")]
    [InlineData("[1,2]", """{"a":"b","c":null}""", """{"a":"b"}""")]
    [InlineData("{}", """{"a":{"bb":{"ccc":null}}}""", """{"a":{"bb":{}}}""")]
    public void Merge_patches_do_what_the_rfc_says(string target, string patch, string result) =>
        Assert.Equal(result, JsonMergePatch.Apply(JsonElement.Parse(target), JsonElement.Parse(patch)).GetRawText());

    private static JsonElement Apply(JsonElement tree, string operations) => JsonPatch.Apply(tree, JsonElement.Parse(operations));

    private static string Quote(string pointer) => JsonSerializer.Serialize(pointer);

    /// <summary>A pointer to a field or item that can be added somewhere in a tree.</summary>
    private static string? Pick(JsonElement tree, Random random, string at)
    {
        if (tree.ValueKind == JsonValueKind.Array)
        {
            var i = random.Next(tree.GetArrayLength() + 1);
            return i < tree.GetArrayLength() && random.Next(2) == 0 ? Pick(tree[i], random, $"{at}/{i}") ?? $"{at}/{i}" : $"{at}/{i}";
        }

        if (tree.ValueKind != JsonValueKind.Object) return null;
        foreach (var field in tree.EnumerateObject())
        {
            if (random.Next(2) == 0) continue;
            var name = field.Name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
            if (Pick(field.Value, random, $"{at}/{name}") is { } inside) return inside;
        }

        return $"{at}/new";
    }

    private static JsonElement Difference(JsonElement from, JsonElement to)
    {
        if (from.ValueKind != JsonValueKind.Object || to.ValueKind != JsonValueKind.Object) return to;
        var patch = new JsonObject();
        foreach (var field in from.EnumerateObject())
            if (!to.TryGetProperty(field.Name, out _)) patch[field.Name] = null;
        foreach (var field in to.EnumerateObject())
        {
            patch[field.Name] = JsonNode.Parse((from.TryGetProperty(field.Name, out var before)
                ? Difference(before, field.Value)
                : field.Value).GetRawText());
        }

        return JsonSerializer.SerializeToElement(patch);
    }

    private static void AssertSame(string json, JsonElement tree) =>
        Assert.True(CanonicalJson.AreEqual(JsonElement.Parse(json), tree), $"expected {json}, but found {tree.GetRawText()}");
}
