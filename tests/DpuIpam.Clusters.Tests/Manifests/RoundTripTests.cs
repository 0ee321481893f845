using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using DpuIpam.Clusters.Manifests;

namespace DpuIpam.Clusters.Tests.Manifests;

public class RoundTripTests
{
    private static readonly string[] Pieces =
    [
        "a", "b", "true", "no", "y", "~", "null", "0", "1", "08", "0x1F", "1e3", ".5", "-", ":", " ", "#", "\n", "\t", "\r", "'", "\"",
        "\\", "{", "}", "[", "]", ",", "&", "*", "!", "|", ">", "%", "@", "`", "?", "=", "<<", "---", "...", "\u0085", "\u2028",
        "\u2029", "\uFEFF", "\u00A0", "é", "😀", "\0", "\u0001", "\u001B", "\u007F", "\u200B", "\uE000", "\uFFFD", "\uFFFE",
        "\U000E0001", "\U0010FFFF", "12:30", "2024-01-01", "_", "+", ".", "\n\n", " \n", "\n ", "on", ".inf", "\r\n", "\n---\n", ": ", " #",
    ];

    private static readonly Gen<string> Strings = Gen.Frequency(
        (6, Gen.Int[0, Pieces.Length - 1].Select(i => Pieces[i]).Array[0, 6].Select(string.Concat)),
        (2, Gen.String.Where(IsText)),
        (1, Gen.String.AlphaNumeric),
        (1, Gen.Double.Select(d => d.ToString("R", CultureInfo.InvariantCulture))));

    private static readonly Gen<JsonNode?> Leaves = Gen.Frequency<JsonNode?>(
        (5, Strings.Select(s => (JsonNode?)JsonValue.Create(s))),
        (1, Gen.Long.Select(n => (JsonNode?)JsonValue.Create(n))),
        (1, Gen.ULong.Select(n => (JsonNode?)JsonValue.Create(n))),
        (1, Gen.Double.Where(double.IsFinite).Select(n => (JsonNode?)JsonValue.Create(n))),
        (1, Gen.Bool.Select(b => (JsonNode?)JsonValue.Create(b))),
        (1, Gen.Const((JsonNode?)null)));

    private static readonly Gen<JsonElement> Trees =
        Map(Values(4)).Select(node => JsonSerializer.SerializeToElement(node));

    private static Gen<JsonNode?> Values(int depth) => depth == 0 ? Leaves : Gen.Frequency<JsonNode?>(
        (3, Leaves),
        (1, Values(depth - 1).Array[0, 4].Select(items => (JsonNode?)new JsonArray([.. items.Select(i => i?.DeepClone())]))),
        (2, Map(Values(depth - 1)).Select(map => (JsonNode?)map)));

    private static Gen<JsonObject> Map(Gen<JsonNode?> values) =>
        Gen.Select(Strings, values).Array[0, 4].Select(fields =>
        {
            var map = new JsonObject();
            foreach (var (name, value) in fields) map[name] = value?.DeepClone();
            return map;
        });

    [Fact]
    public void Every_tree_reads_back_from_yaml_as_it_was() => Trees.Sample(tree => ReadsBack([tree], ManifestFormat.Yaml), iter: 20_000);

    [Fact]
    public void Every_tree_reads_back_from_json_as_it_was() => Trees.Sample(tree => ReadsBack([tree], ManifestFormat.Json), iter: 10_000);

    [Fact]
    public void Several_trees_read_back_in_order() =>
        Gen.Select(Trees.Array[2, 4], Gen.Enum<ManifestFormat>()).Sample((trees, format) => ReadsBack(trees, format), iter: 5_000);

    [Fact]
    public void Every_field_is_found_where_it_was_written() =>
        Gen.Select(Trees, Gen.Enum<ManifestFormat>(), Gen.Bool).Sample((tree, format, isSecond) =>
        {
            var text = ManifestWriter.Write(isSecond ? [tree, tree] : [tree], format);
            var lines = text.Split('\n');
            var document = Reading.Of(text).Documents[^1];
            foreach (var property in document.Root.EnumerateObject())
            {
                if (property.Name.Contains("']", StringComparison.Ordinal)) continue;
                var place = document.Locate($"['{property.Name}']");
                var rest = lines[place.Line - 1][(place.Column - 1)..];
                Assert.True(rest.StartsWith('"') || rest.StartsWith('\'') || rest.StartsWith('?')
                    || rest.StartsWith(property.Name, StringComparison.Ordinal), $"{property.Name} at {place}: {rest}");
            }
        }, iter: 5_000);

    private static void ReadsBack(JsonElement[] trees, ManifestFormat format)
    {
        // What looks like a list would be taken apart, rightly.
        if (trees.Any(t => t.TryGetProperty("items", out _))) return;
        var text = ManifestWriter.Write(trees, format);
        var result = Reading.Of(text);
        Assert.Empty(result.Errors);
        Assert.Equal(trees.Length, result.Documents.Count);
        for (var i = 0; i < trees.Length; i++)
            Assert.True(JsonElement.DeepEquals(trees[i], result.Documents[i].Root), $"{trees[i]}\n{text}\n{result.Documents[i].Root}");
    }

    private static bool IsText(string value)
    {
        for (var i = 0; i < value.Length; i++)
        {
            if (!char.IsSurrogate(value[i])) continue;
            if (i + 1 == value.Length || !char.IsSurrogatePair(value[i], value[i + 1])) return false;
            i++;
        }

        return true;
    }
}
