using System.Buffers;
using System.Text.Json;
using DpuIpam.Clusters.Manifests;
using DpuIpam.Resources;

namespace DpuIpam.Clusters.Api;

/// <summary>Objects as answers hold them.</summary>
internal static class ApiDocuments
{
    /// <summary>The tree of a good answer.</summary>
    /// <exception cref="ClusterException">It is not JSON.</exception>
    public static JsonElement Parse(ApiTransport transport, ApiRequest request, ApiAnswer answer)
    {
        if (!answer.IsJson) throw ServerErrors.Unexpected(transport, request, answer);
        try
        {
            var root = JsonTree.Parse(answer.Body.Span, ManifestLimits.Default);
            if (root.ValueKind == JsonValueKind.Object) return root;
        }
        catch (JsonException)
        {
            // Said below, without the text that the exception may quote.
        }

        throw ServerErrors.Unexpected(transport, request, answer);
    }

    /// <summary>An object, whatever the server left out of its names: items of lists name no kind, metadata another.</summary>
    public static ManifestDocument Of(string cluster, ResourceKind kind, JsonElement root) =>
        new(Named(kind, root), new SourceLocation($"{cluster}: {kind} {NameOf(root)}")) { IsFromServer = true };

    public static ObjectName NameOf(JsonElement root)
    {
        var metadata = Metadata(root);
        return new ObjectName(Text(metadata, "namespace") ?? "", Text(metadata, "name") ?? "");
    }

    public static string? VersionOf(JsonElement root) => Text(Metadata(root), "resourceVersion");

    public static string? UidOf(JsonElement root) => Text(Metadata(root), "uid");

    public static JsonElement Metadata(JsonElement root) => Field(root, "metadata");

    public static JsonElement Field(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) ? value : default;

    public static string? Text(JsonElement parent, string name) =>
        Field(parent, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    /// <summary>The bytes of a tree that somebody made.</summary>
    public static ReadOnlyMemory<byte> Bytes(JsonElement root)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, JsonTree.WriterOptions)) root.WriteTo(writer);
        return buffer.WrittenMemory;
    }

    private static JsonElement Named(ResourceKind kind, JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object) return root;
        if (Text(root, "kind") == kind.Kind && Text(root, "apiVersion") == kind.ApiVersion) return root;
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, JsonTree.WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteString("apiVersion", kind.ApiVersion);
            writer.WriteString("kind", kind.Kind);
            foreach (var property in root.EnumerateObject())
                if (!property.NameEquals("apiVersion") && !property.NameEquals("kind")) property.WriteTo(writer);
            writer.WriteEndObject();
        }

        return JsonTree.Parse(buffer.WrittenSpan, ManifestLimits.Default);
    }
}
