using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DpuIpam.Resources;

/// <summary>Trees of documents as they are read, changed and made anew, all to the same depth.</summary>
internal static class DocumentTree
{
    /// <summary>How deeply maps and lists of one object may be nested: what a text may hold, every change and copy of it
    /// must hold too.</summary>
    public const int Depth = 100;

    /// <summary>Levels above an object: it may be an item of a list, or the value of a patch.</summary>
    private const int Outer = 4;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = Depth + Outer };

    /// <summary>The tree of a text that is known to be JSON, in memory of its own.</summary>
    public static JsonElement Parse(ReadOnlyMemory<byte> utf8)
    {
        using var parsed = JsonDocument.Parse(utf8, Options);
        return parsed.RootElement.Clone();
    }

    /// <summary>A tree that nobody can change any more.</summary>
    public static JsonElement Of(JsonNode tree)
    {
        using var parsed = JsonDocument.Parse(tree.ToJsonString(), Options);
        return parsed.RootElement.Clone();
    }

    /// <summary>A map of what is written into it.</summary>
    public static JsonElement Write(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return Parse(buffer.WrittenMemory);
    }

    /// <summary>The compact text of a tree.</summary>
    public static string Text(JsonElement tree)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer)) tree.WriteTo(json);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>A text in double quotes, with the escapes of JSON.</summary>
    public static string Quote(string text) =>
        $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";

    /// <summary>A copy of a map that can be changed.</summary>
    public static JsonObject Copy(JsonElement map) => JsonObject.Create(map.Clone())!;

    /// <summary>A copy that can be changed; null for a JSON null.</summary>
    public static JsonNode? CopyValue(JsonElement value) =>
        JsonNode.Parse(value.GetRawText(), documentOptions: Options);

    /// <summary>A field of a map; undefined when it is not there, or the map is none.</summary>
    public static JsonElement Field(JsonElement map, string name) =>
        map.ValueKind == JsonValueKind.Object && map.TryGetProperty(name, out var value) ? value : default;
}
