using System.Buffers;
using System.Text.Json;

namespace DpuIpam.Clusters.Api;

/// <summary>What a delete says: which object is meant, and that what it owns may go after it.</summary>
internal static class DeleteOptions
{
    public static ReadOnlyMemory<byte> Of(Preconditions preconditions)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("apiVersion", "v1");
            writer.WriteString("kind", "DeleteOptions");
            writer.WriteString("propagationPolicy", "Background");
            writer.WriteStartObject("preconditions");
            if (preconditions.Uid.Length > 0) writer.WriteString("uid", preconditions.Uid);
            if (preconditions.ResourceVersion is { } version) writer.WriteString("resourceVersion", version);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }
}
