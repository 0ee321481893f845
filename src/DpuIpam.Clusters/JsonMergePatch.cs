using System.Buffers;
using System.Text.Json;
using DpuIpam.Clusters.Manifests;

namespace DpuIpam.Clusters;

/// <summary>JSON merge patch (RFC 7386): fields given replace, null takes away, lists replace as a whole.</summary>
internal static class JsonMergePatch
{
    /// <summary>The target with the patch; fields keep their order, new ones come last.</summary>
    public static JsonElement Apply(JsonElement target, JsonElement patch)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, JsonTree.WriterOptions)) Merge(target, patch, writer);
        return JsonTree.Parse(buffer.WrittenSpan, ManifestLimits.Default);
    }

    private static void Merge(JsonElement target, JsonElement patch, Utf8JsonWriter writer)
    {
        if (patch.ValueKind != JsonValueKind.Object)
        {
            patch.WriteTo(writer);
            return;
        }

        var isMap = target.ValueKind == JsonValueKind.Object;
        writer.WriteStartObject();
        if (isMap)
        {
            foreach (var field in target.EnumerateObject())
            {
                if (!patch.TryGetProperty(field.Name, out var change)) field.WriteTo(writer);
                else Field(field.Name, field.Value, change, writer);
            }
        }

        foreach (var field in patch.EnumerateObject())
            if (!isMap || !target.TryGetProperty(field.Name, out _)) Field(field.Name, default, field.Value, writer);
        writer.WriteEndObject();
    }

    private static void Field(string name, JsonElement target, JsonElement change, Utf8JsonWriter writer)
    {
        if (change.ValueKind == JsonValueKind.Null) return;
        writer.WritePropertyName(name);
        Merge(target, change, writer);
    }
}
