using System.Text.Json;
using DpuIpam.Resources;

namespace DpuIpam.Clusters.Manifests;

/// <summary>Finds fields of a JSON object by going through its text again.</summary>
internal sealed class JsonLocator(SourceText source, SourcePosition start, int end) : IFieldLocator
{
    /// <inheritdoc/>
    public SourceLocation Locate(string fieldPath)
    {
        var text = source.Utf8.Span[start.Offset..end];
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = 1000 });
        var found = 0L;
        reader.Read();
        foreach (var step in FieldPath.Parse(fieldPath))
        {
            var next = step.Name is null ? FindItem(ref reader, step.Index) : FindField(ref reader, step.Name);
            if (next < 0) break;
            found = next;
        }

        return start.Advance(source.Utf8.Span, start.Offset + (int)found).In(source);
    }

    /// <summary>Numbers of JSON are kept as they are written.</summary>
    public string? Written(string fieldPath) => null;

    private static long FindField(ref Utf8JsonReader reader, string name)
    {
        if (reader.TokenType != JsonTokenType.StartObject) return -1;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isIt = reader.ValueTextEquals(name);
            var at = reader.TokenStartIndex;
            reader.Read();
            if (isIt) return at;
            reader.Skip();
        }

        return -1;
    }

    private static long FindItem(ref Utf8JsonReader reader, int index)
    {
        if (reader.TokenType != JsonTokenType.StartArray) return -1;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (index-- == 0) return reader.TokenStartIndex;
            reader.Skip();
        }

        return -1;
    }
}
