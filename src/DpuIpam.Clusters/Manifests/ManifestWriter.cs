using System.Buffers;
using System.Text;
using System.Text.Json;

namespace DpuIpam.Clusters.Manifests;

/// <summary>Writes objects as text that kubectl, and <see cref="ManifestReader"/>, read back the same.</summary>
internal static class ManifestWriter
{
    /// <summary>
    /// YAML: a stream of documents. JSON: one object as it is, any other number as the items of a <c>List</c>. Fields keep
    /// their order; the text ends with a line break.
    /// </summary>
    public static string Write(IEnumerable<JsonElement> documents, ManifestFormat format)
    {
        var all = documents.ToArray();
        foreach (var document in all)
        {
            if (document.ValueKind != JsonValueKind.Object)
                throw new ArgumentException("A manifest must be a JSON object.", nameof(documents));
        }

        return format == ManifestFormat.Json ? Json(all) : Yaml(all);
    }

    private static string Yaml(JsonElement[] documents)
    {
        var text = new StringBuilder();
        for (var i = 0; i < documents.Length; i++)
        {
            if (i > 0) text.Append("---\n");
            YamlEmitter.Write(documents[i], text);
        }

        return text.ToString();
    }

    private static string Json(JsonElement[] documents)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, JsonTree.WriterOptions with { Indented = true }))
        {
            if (documents.Length == 1)
            {
                documents[0].WriteTo(writer);
            }
            else
            {
                writer.WriteStartObject();
                writer.WriteString("apiVersion", "v1");
                writer.WriteString("kind", "List");
                writer.WriteStartArray("items");
                foreach (var document in documents) document.WriteTo(writer);
                writer.WriteEndArray();
                writer.WriteEndObject();
            }
        }

        // The writer breaks lines as the operating system does; inside strings a line break is always an escape.
        return Encoding.UTF8.GetString(buffer.WrittenSpan).ReplaceLineEndings("\n") + "\n";
    }
}
