using System.Buffers;
using System.Text;
using System.Text.Json;
using DpuIpam.Clusters.Manifests;

namespace DpuIpam.Clusters.Folder;

/// <summary>Writes an object of a JSON text anew, laid out like the one before.</summary>
internal static class JsonEdit
{
    /// <summary>Behind the closing brace of an object that begins here; -1 if it is not JSON.</summary>
    public static int FindEnd(string text, int start)
    {
        var depth = 0;
        var isString = false;
        for (var i = start; i < text.Length; i++)
        {
            var c = text[i];
            if (isString)
            {
                if (c == '\\') i++;
                else if (c == '"') isString = false;
                continue;
            }

            if (c == '"') isString = true;
            else if (c is '{' or '[') depth++;
            else if (c is '}' or ']' && --depth == 0) return IsJson(text.AsMemory(start, i + 1 - start)) ? i + 1 : -1;
        }

        return -1;
    }

    /// <summary>The text with another object in the place of one.</summary>
    public static string Replace(string text, int start, int end, JsonElement changed)
    {
        var isOneLine = !text.AsSpan(start..end).Contains('\n');
        var written = isOneLine ? changed.GetRawText() : Lines(text, start, end, changed);
        return string.Concat(text.AsSpan(0, start), written, text.AsSpan(end));
    }

    private static string Lines(string text, int start, int end, JsonElement changed)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, JsonTree.WriterOptions with { Indented = true }))
            changed.WriteTo(writer);
        var lineStart = text.LastIndexOf('\n', start) + 1;
        var outer = text[lineStart..end];
        outer = outer[..(outer.Length - outer.TrimStart(' ', '\t').Length)];
        var step = StepOf(text[start..end], outer);
        var lineBreak = YamlEdit.LineBreakOf(text);
        var written = new StringBuilder();

        // Strings have no line breaks in JSON, so each line begins with two spaces a level.
        foreach (var line in Encoding.UTF8.GetString(buffer.WrittenSpan).AsSpan().EnumerateLines())
        {
            if (written.Length > 0) written.Append(lineBreak).Append(outer);
            var content = line.TrimStart(' ');
            for (var level = (line.Length - content.Length) / 2; level > 0; level--) written.Append(step);
            written.Append(content);
        }

        return written.ToString();
    }

    /// <summary>By what the first line inside the object is moved in.</summary>
    private static string StepOf(string text, string outer)
    {
        var first = text[(text.IndexOf('\n', StringComparison.Ordinal) + 1)..];
        var blanks = first[..(first.Length - first.TrimStart(' ', '\t').Length)];
        return blanks.Length > outer.Length && blanks.StartsWith(outer, StringComparison.Ordinal) ? blanks[outer.Length..] : "  ";
    }

    private static bool IsJson(ReadOnlyMemory<char> text)
    {
        try
        {
            using var parsed = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 1000 });
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
