using System.Text.Json;
using DpuIpam.Addressing;
using DpuIpam.Resources;

namespace DpuIpam.Planning;

/// <summary>What of a pool is not as wanted: spec, labels and annotations, field by field.</summary>
/// <remarks>
/// Lists count as wholes, in their order; only static allocations have none, since DPF writes them in the random order of
/// a Go map. What Go leaves out when it is empty (null, false, "" and []) is as good as absent.
/// </remarks>
internal static class PoolComparison
{
    private const string StaticAllocations = "staticAllocations";

    /// <summary>The differences of a live pool against a wanted one of the same kind; empty when there is nothing to write.</summary>
    /// <remarks>
    /// Labels and annotations that only the live pool has are others' business, unless <see cref="ApiNames.Manager"/> set
    /// them, or nothing says who did: a folder has no managers.
    /// </remarks>
    public static IReadOnlyList<FieldDifference> Compare(PoolResource wanted, PoolResource live)
    {
        var differences = new List<FieldDifference>();
        CompareMap("labels", wanted.Labels, live.Labels, live, differences);
        CompareMap("annotations", wanted.Annotations, live.Annotations, live, differences);
        CompareValue("spec", Field(wanted.Root, "spec"), Field(live.Root, "spec"), differences);
        return differences;
    }

    private static void CompareMap(
        string field, IReadOnlyDictionary<string, string> wanted, IReadOnlyDictionary<string, string> live,
        PoolResource pool, List<FieldDifference> differences)
    {
        foreach (var (key, value) in Sorted(wanted))
        {
            var found = live.GetValueOrDefault(key);
            if (found != value) differences.Add(new FieldDifference(Path(field, key), value, found));
        }

        foreach (var (key, value) in Sorted(live))
        {
            if (!wanted.ContainsKey(key) && IsOurs(pool, field, key))
                differences.Add(new FieldDifference(Path(field, key), null, value));
        }
    }

    private static void CompareValue(
        string path, JsonElement wanted, JsonElement live, List<FieldDifference> differences)
    {
        if (wanted.ValueKind == JsonValueKind.Object && live.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in wanted.EnumerateObject())
                CompareValue($"{path}.{member.Name}", member.Value, Field(live, member.Name), differences);
            foreach (var member in live.EnumerateObject())
                if (!wanted.TryGetProperty(member.Name, out _)) CompareValue($"{path}.{member.Name}", default, member.Value, differences);
        }
        else if (!AreEqual(wanted, live, path.EndsWith(StaticAllocations, StringComparison.Ordinal)))
        {
            differences.Add(new FieldDifference(path, FieldText.Of(wanted), FieldText.Of(live)));
        }
    }

    private static bool AreEqual(JsonElement wanted, JsonElement live, bool isUnordered)
    {
        if (IsAbsent(wanted) || IsAbsent(live)) return IsAbsent(wanted) && IsAbsent(live);
        return (wanted.ValueKind, live.ValueKind) switch
        {
            (JsonValueKind.Object, JsonValueKind.Object) => AreObjectsEqual(wanted, live),
            (JsonValueKind.Array, JsonValueKind.Array) => AreListsEqual(Items(wanted, isUnordered), Items(live, isUnordered)),
            (JsonValueKind.Number, JsonValueKind.Number) => wanted.GetRawText() == live.GetRawText(),
            var (a, b) when a != b => false,
            (JsonValueKind.String, _) => wanted.ValueEquals(live.GetString()),
            _ => true,
        };
    }

    private static bool AreObjectsEqual(JsonElement wanted, JsonElement live)
    {
        foreach (var member in wanted.EnumerateObject())
            if (!AreEqual(member.Value, Field(live, member.Name), false)) return false;
        foreach (var member in live.EnumerateObject())
            if (!wanted.TryGetProperty(member.Name, out _) && !IsAbsent(member.Value)) return false;
        return true;
    }

    private static bool AreListsEqual(List<JsonElement> wanted, List<JsonElement> live)
    {
        if (wanted.Count != live.Count) return false;
        for (var i = 0; i < wanted.Count; i++)
        {
            // An empty item is an item: of two that are as good as absent, the kinds count.
            if (IsAbsent(wanted[i]) ? wanted[i].ValueKind != live[i].ValueKind : !AreEqual(wanted[i], live[i], false)) return false;
        }

        return true;
    }

    private static List<JsonElement> Items(JsonElement list, bool isUnordered)
    {
        var items = list.EnumerateArray().ToList();
        if (isUnordered) items.Sort(static (a, b) => string.CompareOrdinal(FieldText.Of(a), FieldText.Of(b)));
        return items;
    }

    private static bool IsAbsent(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null or JsonValueKind.False => true,
        JsonValueKind.String => value.ValueEquals(""),
        JsonValueKind.Array => value.GetArrayLength() == 0,
        _ => false,
    };

    /// <summary>Whether a label or annotation is ours to take away.</summary>
    private static bool IsOurs(PoolResource pool, string field, string key)
    {
        var managers = Field(Field(pool.Root, "metadata"), "managedFields");
        if (managers.ValueKind != JsonValueKind.Array) return true;
        foreach (var entry in managers.EnumerateArray())
        {
            if (Field(entry, "manager") is not { ValueKind: JsonValueKind.String } manager || !manager.ValueEquals(ApiNames.Manager)) continue;
            var owned = Field(Field(Field(entry, "fieldsV1"), "f:metadata"), "f:" + field);
            if (Field(owned, "f:" + key).ValueKind != JsonValueKind.Undefined) return true;
        }

        return false;
    }

    private static JsonElement Field(JsonElement tree, string name) =>
        tree.ValueKind == JsonValueKind.Object && tree.TryGetProperty(name, out var value) ? value : default;

    private static string Path(string field, string key) => $"metadata.{field}['{key}']";

    private static IEnumerable<KeyValuePair<string, string>> Sorted(IReadOnlyDictionary<string, string> map) =>
        map.OrderBy(static entry => entry.Key, ByteOrder.Instance);
}
