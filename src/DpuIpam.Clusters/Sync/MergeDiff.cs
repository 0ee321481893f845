using System.Text.Json;
using System.Text.Json.Nodes;
using DpuIpam.Resources;

namespace DpuIpam.Clusters.Sync;

/// <summary>The JSON merge patch (RFC 7386) that makes one tree of another: what is equal is not in it.</summary>
internal static class MergeDiff
{
    /// <param name="from">The tree as it is.</param>
    /// <param name="to">The tree as it should be.</param>
    /// <returns>Null when they are equal.</returns>
    public static JsonObject? Of(JsonElement from, JsonElement to)
    {
        var patch = new JsonObject();
        foreach (var member in to.EnumerateObject())
        {
            if (!from.TryGetProperty(member.Name, out var old))
            {
                // A null in a manifest is no field.
                if (member.Value.ValueKind != JsonValueKind.Null) patch[member.Name] = DocumentTree.CopyValue(member.Value);
            }
            else if (old.ValueKind == JsonValueKind.Object && member.Value.ValueKind == JsonValueKind.Object)
            {
                if (Of(old, member.Value) is { } inner) patch[member.Name] = inner;
            }
            else if (!JsonNode.DeepEquals(DocumentTree.CopyValue(old), DocumentTree.CopyValue(member.Value)))
            {
                patch[member.Name] = DocumentTree.CopyValue(member.Value);
            }
        }

        foreach (var member in from.EnumerateObject())
            if (!to.TryGetProperty(member.Name, out _)) patch[member.Name] = null;
        return patch.Count == 0 ? null : patch;
    }
}
