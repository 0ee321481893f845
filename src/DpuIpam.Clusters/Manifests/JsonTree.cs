using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DpuIpam.Clusters.Manifests;

/// <summary>
/// How trees are held: compact, unescaped where JSON allows it, and as deep as the limits let them be.
/// </summary>
internal static class JsonTree
{
    public static readonly JsonWriterOptions WriterOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    /// <summary>Two levels more than an object may have, since an object in a list lies two levels deeper.</summary>
    public static int TextDepth(ManifestLimits limits) => limits.Depth + 2;

    /// <summary>The tree of a valid text, in memory of its own size.</summary>
    public static JsonElement Parse(ReadOnlySpan<byte> utf8, ManifestLimits limits)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = TextDepth(limits) });
        return JsonElement.ParseValue(ref reader);
    }

    /// <summary>The tree as nodes, for changing it.</summary>
    public static JsonNode? ToNode(JsonElement tree) => tree.ValueKind switch
    {
        JsonValueKind.Object => JsonObject.Create(tree),
        JsonValueKind.Array => JsonArray.Create(tree),
        JsonValueKind.Null => null,
        _ => JsonValue.Create(tree),
    };

    /// <summary>The tree of changed nodes.</summary>
    public static JsonElement ToElement(JsonNode? node)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
        {
            if (node is null) writer.WriteNullValue();
            else node.WriteTo(writer);
        }

        return Parse(buffer.WrittenSpan, ManifestLimits.Default);
    }
}
