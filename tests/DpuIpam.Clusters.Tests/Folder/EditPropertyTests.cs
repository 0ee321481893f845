using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using DpuIpam.Clusters.Folder;
using DpuIpam.Clusters.Manifests;

namespace DpuIpam.Clusters.Tests.Folder;

/// <summary>Any change to any object, in any layout that occurs, gives that object and leaves the others alone.</summary>
public class EditPropertyTests
{
    private static readonly string[] Words = ["a", "b", "c", "d", "e"];

    private static readonly string[] Texts =
        ["x", "10.0.0.1", "no", "two words", "# no comment", "two\nlines\n", "", "- x", "é: 😀"];

    private static readonly Gen<JsonNode?> Leaves = Gen.Frequency<JsonNode?>(
        (3, Gen.Int[0, Texts.Length - 1].Select(i => (JsonNode?)JsonValue.Create(Texts[i]))),
        (2, Gen.Int[0, 20].Select(n => (JsonNode?)JsonValue.Create(n))),
        (1, Gen.Bool.Select(b => (JsonNode?)JsonValue.Create(b))),
        (1, Gen.Const((JsonNode?)null)));

    private static readonly Gen<JsonElement> Pools = Map(3).Select(Pool);

    private static Gen<JsonNode?> Values(int depth) => depth == 0 ? Leaves : Gen.Frequency<JsonNode?>(
        (3, Leaves),
        (2, Values(depth - 1).Array[0, 4].Select(items => (JsonNode?)new JsonArray([.. items.Select(static i => i?.DeepClone())]))),
        (2, Map(depth - 1).Select(static map => (JsonNode?)map)));

    private static Gen<JsonObject> Map(int depth) =>
        Gen.Select(Gen.Int[0, Words.Length - 1].Select(static i => Words[i]), Values(depth)).Array[0, 4].Select(static fields =>
        {
            var map = new JsonObject();
            foreach (var (name, value) in fields) map[name] = value?.DeepClone();
            return map;
        });

    [Fact]
    public void Any_object_can_become_any_other_and_the_rest_stays() =>
        Gen.Select(Pools.Array[3], Pools, Gen.Int[0, 2], Gen.Int[0, 6], Gen.Int).Sample((old, changed, which, layout, seed) =>
        {
            changed = Renamed(changed, which);
            var named = old.Select(static (pool, i) => Renamed(pool, i)).ToArray();
            var text = Write(named, layout, seed);
            var file = FolderFile.Parse("/x/pools.yaml", "pools.yaml", Encoding.UTF8.GetBytes(text), default);
            Assert.Empty(file.Bad);
            Assert.Equal(3, file.Objects.Count);

            var ordered = FieldOrder.Keep(file.Objects[which].Root, changed);
            var replaced = FolderFileEdit.Replace(file.Objects[which], ordered, default);
            Assert.NotNull(replaced);
            AssertOthersStay(file, replaced, text, which, layout);
            Assert.True(CanonicalJson.AreEqual(changed, replaced.Objects[which].Root), text);

            var removed = FolderFileEdit.Remove(file.Objects[which], default);
            Assert.NotNull(removed);
            Assert.Equal(2, removed.Objects.Count);
        }, iter: 1_500, print: static t => $"{t.Item1[0]} {t.Item1[1]} {t.Item1[2]}\n-> {t.Item2}\n{t.Item3} {t.Item4} {t.Item5}");

    [Fact]
    public void A_change_and_its_reverse_give_the_same_object_and_keep_comments_of_fields_that_stay() =>
        Gen.Select(Pools, Pools, Gen.Int).Sample((old, changed, seed) =>
        {
            var text = "# first\n" + Comment(Yaml(Renamed(old, 0)), seed, 1);
            var file = FolderFile.Parse("/x/pools.yaml", "pools.yaml", Encoding.UTF8.GetBytes(text), default);
            var there = FolderFileEdit.Replace(file.Objects[0], FieldOrder.Keep(file.Objects[0].Root, Renamed(changed, 0)), default)!;
            var back = FolderFileEdit.Replace(there.Objects[0], FieldOrder.Keep(there.Objects[0].Root, file.Objects[0].Root), default)!;
            Assert.Equal(file.Objects[0].Version, back.Objects[0].Version);
            Assert.StartsWith("# first\n", Encoding.UTF8.GetString(back.Bytes), StringComparison.Ordinal);
        }, iter: 1_000);

    private static void AssertOthersStay(FolderFile before, FolderFile after, string text, int which, int layout)
    {
        for (var i = 0; i < 3; i++)
            if (i != which) Assert.Equal(before.Objects[i].Version, after.Objects[i].Version);
        if (layout is not (0 or 1 or 2)) return;
        Assert.Equal(3, after.Chunks.Count);
        for (var i = 0; i < 3; i++)
            if (i != which) Assert.True(before.TextOf(i) == after.TextOf(i), text);
    }

    private static string Write(JsonElement[] pools, int layout, int seed)
    {
        var text = layout switch
        {
            0 => string.Join("---\n", pools.Select(Yaml)),
            1 => "# top\n" + string.Join("--- # next\n", pools.Select((pool, i) => Comment(Yaml(pool), seed, i + 1))) + "# end\n",
            2 => string.Join("...\n---\n", pools.Select(static pool => pool.GetRawText() + "\n")),
            3 => "kind: List\napiVersion: v1\nitems:\n" + string.Concat(pools.Select(Item)),
            4 => "kind: List\nitems: [" + string.Join(",\n ", pools.Select(static pool => pool.GetRawText())) + "]\n",
            5 => ManifestWriter.Write(pools, ManifestFormat.Json),
            _ => "apiVersion: v1\nitems:\n  # in\n" + string.Concat(pools.Select(static pool => Indent(Item(pool)))) + "kind: List\n",
        };
        return seed % 3 == 0 ? text.Replace("\n", "\r\n", StringComparison.Ordinal) : text;
    }

    private static string Yaml(JsonElement pool) => ManifestWriter.Write([pool], ManifestFormat.Yaml);

    private static string Item(JsonElement pool)
    {
        var text = new StringBuilder();
        YamlEmitter.WriteItem(pool, 0, text);
        return text.ToString();
    }

    private static string Indent(string text) =>
        string.Concat(text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => $"  {line}\n"));

    /// <summary>Adds comments above keys, behind values and at the end, where they can't be part of a text.</summary>
    private static string Comment(string text, int seed, int number)
    {
        var random = new Random(unchecked((seed * 31) + number));
        var commented = new StringBuilder();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var isKey = !line.Contains("lines", StringComparison.Ordinal) && !line.Contains("two", StringComparison.Ordinal);
            if (isKey && random.Next(4) == 0) commented.Append(CultureInfo.InvariantCulture, $"{new string(' ', random.Next(4))}# {line.Trim()}\n");
            commented.Append(line);
            if (isKey && !line.EndsWith('|') && random.Next(4) == 0) commented.Append("  # behind");
            commented.Append('\n');
        }

        return commented.ToString();
    }

    private static JsonElement Pool(JsonObject spec) => Lab.Tree(new JsonObject
    {
        ["apiVersion"] = "nv-ipam.nvidia.com/v1alpha1",
        ["kind"] = "IPPool",
        ["metadata"] = new JsonObject { ["name"] = "x" },
        ["spec"] = spec.DeepClone(),
    }.ToJsonString());

    private static JsonElement Renamed(JsonElement pool, int number) =>
        JsonMergePatch.Apply(pool, Lab.Tree($$$"""{"metadata":{"name":"p{{{number}}}"}}"""));
}
