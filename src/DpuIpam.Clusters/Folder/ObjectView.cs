using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DpuIpam.Clusters.Manifests;

namespace DpuIpam.Clusters.Folder;

/// <summary>Objects as a server would hand them out: with uid and version, which are not written into files.</summary>
internal static class ObjectView
{
    /// <summary>Changes with everything that the object says, whoever changed it; the order of fields does not count.</summary>
    public static string VersionOf(JsonElement root) =>
        Convert.ToHexString(SHA256.HashData(CanonicalJson.Of(root)).AsSpan(0, 16)).ToLowerInvariant();

    /// <summary>The object with its namespace, uid and version.</summary>
    /// <param name="root">The object as it is stored.</param>
    /// <param name="kind">Its kind.</param>
    /// <param name="name">Its name.</param>
    /// <param name="version">Its version.</param>
    /// <param name="metadataOnly">Whether no more than the metadata is wanted.</param>
    public static JsonElement Of(
        JsonElement root, ResourceKind kind, ObjectName name, string version, bool metadataOnly = false)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, JsonTree.WriterOptions))
        {
            writer.WriteStartObject();
            foreach (var field in root.EnumerateObject())
            {
                if (field.NameEquals("metadata") && field.Value.ValueKind == JsonValueKind.Object)
                    WriteMetadata(field.Value, kind, name, version, writer);
                else if (!metadataOnly || field.Name is "apiVersion" or "kind") field.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        return JsonTree.Parse(buffer.WrittenSpan, ManifestLimits.Default);
    }

    private static void WriteMetadata(
        JsonElement metadata, ResourceKind kind, ObjectName name, string version, Utf8JsonWriter writer)
    {
        var hasNamespace = false;
        var hasUid = false;
        writer.WriteStartObject("metadata");
        foreach (var field in metadata.EnumerateObject())
        {
            if (field.NameEquals("resourceVersion")) continue;
            hasNamespace |= field.NameEquals("namespace");
            hasUid |= field.NameEquals("uid");
            field.WriteTo(writer);
        }

        if (!hasNamespace && kind.IsNamespaced) writer.WriteString("namespace", name.Namespace);
        if (!hasUid) writer.WriteString("uid", UidOf(kind, name));
        writer.WriteString("resourceVersion", version);
        writer.WriteEndObject();
    }

    /// <summary>The same for every object of a name, since a file without one knows of no other time.</summary>
    private static string UidOf(ResourceKind kind, ObjectName name)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{kind.Group}/{kind.Kind}/{name.Namespace}/{name.Name}"));
        var bytes = hash.AsSpan(0, 16);
        // Version 8, variant 1: a uid made by rules of one's own (RFC 9562).
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }
}
