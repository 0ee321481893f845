using System.Text;

namespace DpuIpam.Clusters.Api;

/// <summary>Takes out of a server's words the whole objects that it repeats as invalid values: a reader knows the object, and
/// what is wrong with it stands behind.</summary>
internal static class RepeatedObjects
{
    private const string Before = "Invalid value: ";

    public static string Remove(string text)
    {
        var kept = new StringBuilder(text.Length);
        var start = 0;
        while (text.IndexOf(Before, start, StringComparison.Ordinal) is var at and >= 0)
        {
            var value = at + Before.Length;
            var end = EndOf(text, value);
            kept.Append(text, start, (end > value ? at + Before.TrimEnd(' ', ':').Length : value) - start);
            start = end;
        }

        return kept.Append(text, start, text.Length - start).ToString();
    }

    /// <summary>Where an object that begins at a place ends; the place itself where none begins.</summary>
    private static int EndOf(string text, int start)
    {
        var rest = text.AsSpan(start);
        if (rest.StartsWith("\"{")) return StringEnd(text, start);
        if (rest.StartsWith("{")) return BracesEnd(text, start);
        if (!rest.StartsWith("map[")) return start;
        // The type has braces of its own: map[string]interface {}{...}
        var type = text.IndexOf("{}{", start, StringComparison.Ordinal);
        return type < 0 ? text.Length : BracesEnd(text, type + 2);
    }

    /// <summary>Past the quote that ends a string; what was cut has no such quote.</summary>
    private static int StringEnd(string text, int start)
    {
        for (var i = start + 1; i < text.Length; i++)
        {
            if (text[i] == '\\') i++;
            else if (text[i] == '"') return i + 1;
        }

        return text.Length;
    }

    private static int BracesEnd(string text, int start)
    {
        var depth = 0;
        for (var i = start; i < text.Length; i++)
        {
            if (text[i] == '"') i = StringEnd(text, i) - 1;
            else if (text[i] == '{') depth++;
            else if (text[i] == '}' && --depth == 0) return i + 1;
        }

        return text.Length;
    }
}
