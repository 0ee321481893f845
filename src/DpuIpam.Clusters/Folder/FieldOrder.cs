using System.Text.Json;
using System.Text.Json.Nodes;
using DpuIpam.Clusters.Manifests;

namespace DpuIpam.Clusters.Folder;

/// <summary>Keeps the order in which the author of a manifest wrote the fields.</summary>
internal static class FieldOrder
{
    /// <summary>
    /// The changed tree with the fields of the old one in their old order; a new field stands behind the one that it follows
    /// in the changed tree.
    /// </summary>
    public static JsonElement Keep(JsonElement old, JsonElement changed) =>
        JsonTree.ToElement(Node(old, changed));

    private static JsonNode? Node(JsonElement old, JsonElement changed)
    {
        if (old.ValueKind == JsonValueKind.Object && changed.ValueKind == JsonValueKind.Object) return Map(old, changed);
        if (old.ValueKind != JsonValueKind.Array || changed.ValueKind != JsonValueKind.Array) return JsonTree.ToNode(changed);
        var list = new JsonArray();
        for (var i = 0; i < changed.GetArrayLength(); i++)
            list.Add(i < old.GetArrayLength() ? Node(old[i], changed[i]) : JsonTree.ToNode(changed[i]));
        return list;
    }

    private static JsonObject Map(JsonElement old, JsonElement changed)
    {
        var order = new List<string>();
        foreach (var field in old.EnumerateObject())
            if (changed.TryGetProperty(field.Name, out _)) order.Add(field.Name);
        var at = 0;
        foreach (var field in changed.EnumerateObject())
        {
            if (old.TryGetProperty(field.Name, out _)) at = order.IndexOf(field.Name) + 1;
            else order.Insert(at++, field.Name);
        }

        var map = new JsonObject();
        foreach (var name in order)
        {
            var value = changed.GetProperty(name);
            map[name] = old.TryGetProperty(name, out var before) ? Node(before, value) : JsonTree.ToNode(value);
        }

        return map;
    }
}
