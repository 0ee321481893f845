using System.Text.Json.Nodes;

namespace DpuIpam.Clusters.Tests.Servers.InProcess.Fields;

/// <summary>Lays an applied configuration over an object, and takes fields out of it.</summary>
internal static class FieldMerge
{
    /// <summary>A new object with the fields of both; the applied ones win.</summary>
    public static JsonNode? Merge(JsonNode? live, JsonNode? applied, FieldSchema schema, bool isRoot = false)
    {
        switch (live, applied)
        {
            case (JsonObject old, JsonObject map) when !schema.IsAtomicMap:
                var merged = old.DeepClone().AsObject();
                foreach (var (name, value) in map)
                    merged[name] = Merge(old[name], value, schema.Field(name, isRoot));
                return merged;
            case (JsonArray old, JsonArray list) when schema.Keys is { } keys:
                return MergeItems(old, list, item => FieldPath.Key("", item!.AsObject(), keys), schema);
            case (JsonArray old, JsonArray list) when schema.IsSet:
                return MergeItems(old, list, static item => FieldPath.Value("", item), schema);
            default:
                return applied?.DeepClone();
        }
    }

    /// <summary>Takes a field out, and what it leaves empty.</summary>
    /// <param name="item">The object.</param>
    /// <param name="path">The field.</param>
    /// <param name="isHeld">Whether something stays though it is empty.</param>
    public static void Remove(JsonObject item, string path, Predicate<string> isHeld)
    {
        var elements = path.Split('\n');
        JsonNode? holder = item;
        foreach (var element in elements[..^1]) holder = Child(holder, element);
        var last = elements[^1];
        if (holder is JsonObject map) map.Remove(last[2..]);
        else if (holder is JsonArray list && Child(list, last) is { } entry) list.Remove(entry);
        if (FieldPath.Parent(path) is not { } parent || !parent.Contains('\n') || isHeld(parent)) return;
        if (holder is JsonObject { Count: 0 } or JsonArray { Count: 0 }) Remove(item, parent, isHeld);
    }

    private static JsonArray MergeItems(JsonArray old, JsonArray applied, Func<JsonNode?, string> keyOf, FieldSchema schema)
    {
        var merged = new List<JsonNode?>(old);
        foreach (var item in applied)
        {
            var at = merged.FindIndex(other => keyOf(other) == keyOf(item));
            if (at < 0) merged.Add(item);
            else merged[at] = Merge(merged[at], item, schema.Items);
        }

        return new JsonArray([.. merged.Select(static item => item?.DeepClone())]);
    }

    private static JsonNode? Child(JsonNode? node, string element) => (node, element[0]) switch
    {
        (JsonObject map, 'f') => map[element[2..]],
        (JsonArray list, 'k') => list.FirstOrDefault(item => HasKey(item, JsonNode.Parse(element[2..])!.AsObject())),
        (JsonArray list, 'v') => list.FirstOrDefault(item => FieldPath.Text(item) == element[2..]),
        _ => null,
    };

    private static bool HasKey(JsonNode? item, JsonObject key) =>
        key.All(pair => JsonNode.DeepEquals(item?[pair.Key], pair.Value));
}
