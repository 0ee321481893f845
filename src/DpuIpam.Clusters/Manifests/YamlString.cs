using System.Buffers;
using System.Globalization;
using System.Text;

namespace DpuIpam.Clusters.Manifests;

/// <summary>Chooses how a string is written: as it is, as a block of lines, or in quotes.</summary>
internal static class YamlString
{
    /// <summary>Of a time, which YAML 1.1 takes for a number to the base 60.</summary>
    private static readonly SearchValues<char> TimeCharacters = SearchValues.Create("0123456789_:+-.");

    /// <summary>A key, always on one line.</summary>
    public static string Key(string key)
    {
        if (IsPlain(key)) return key;
        var text = new StringBuilder(key.Length + 2);
        Quote(key, text);
        return text.ToString();
    }

    /// <param name="value">The string.</param>
    /// <param name="indent">The parent's column.</param>
    /// <param name="text">Where to write; without the line break at the end.</param>
    public static void Append(string value, int indent, StringBuilder text)
    {
        if (IsPlain(value)) text.Append(value);
        else if (IsBlock(value)) Block(value, indent + 2, text);
        else Quote(value, text);
    }

    private static bool IsPlain(string value)
    {
        if (value.Length == 0 || value[0] == ' ' || value[^1] is ' ' or ':') return false;
        if (value[0] is '?' or ':' or ',' or '[' or ']' or '{' or '}' or '#' or '&' or '*' or '!' or '|' or '>' or '\''
            or '"' or '%' or '@' or '`' or '=') return false;
        if (value[0] == '-' && (value.Length == 1 || value[1] is ' ' or '-')) return false;
        if (value == "<<" || value.StartsWith("...", StringComparison.Ordinal)) return false;
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] == ':' && value[i + 1] == ' ') return false;
            if (value[i] is '#' or '*' && value[i - 1] == ' ') return false;
            if (MustEscape(value, ref i)) return false;
        }

        return YamlScalar.Resolve(value).Kind == ScalarKind.String && !LooksLikeNumber(value);
    }

    /// <summary>
    /// What kubectl reads as a string but other YAML readers as a date, a time or an infinite number.
    /// </summary>
    private static bool LooksLikeNumber(string value)
    {
        if (!char.IsAsciiDigit(value[0]) && value[0] is not ('-' or '+' or '.')) return false;
        return YamlScalar.LooksLikeDate(value)
            || value.Contains(':') && !value.AsSpan().ContainsAnyExcept(TimeCharacters)
            || GoNumbers.IsDecimal(value);
    }

    /// <summary>
    /// Whether a block of lines gives the string back exactly, and survives an editor that trims lines.
    /// </summary>
    private static bool IsBlock(string value)
    {
        var end = value.IndexOf('\n');
        if (end < 0 || value[0] is '\n' or ' ' or '\t' || value.EndsWith("\n\n", StringComparison.Ordinal)) return false;
        if (value[^1] is ' ' or '\t') return false;
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] is '\n' && value[i - 1] is ' ' or '\t') return false;
            if (value[i] is not ('\n' or '\t') && MustEscape(value, ref i)) return false;
        }

        return true;
    }

    private static void Block(string value, int indent, StringBuilder text)
    {
        var endsWithBreak = value[^1] == '\n';
        text.Append(endsWithBreak ? "|" : "|-");
        foreach (var line in value.AsSpan(0, value.Length - (endsWithBreak ? 1 : 0)).EnumerateLines())
        {
            text.Append('\n');
            if (line.Length > 0) text.Append(' ', indent).Append(line);
        }
    }

    private static void Quote(string value, StringBuilder text)
    {
        // Much JSON stands in annotations, and is easier on the eye without a backslash before each of its quotes.
        if (!value.Contains('\'') && value.AsSpan().ContainsAny('"', '\\') && !MustEscape(value))
        {
            text.Append('\'').Append(value).Append('\'');
            return;
        }

        text.Append('"');
        for (var i = 0; i < value.Length; i++)
        {
            var start = i;
            if (MustEscape(value, ref i)) Escape(value, start, text);
            else if (value[start] is '"' or '\\') text.Append('\\').Append(value[start]);
            else text.Append(value, start, i - start + 1);
        }

        text.Append('"');
    }

    private static bool MustEscape(string value)
    {
        for (var i = 0; i < value.Length; i++)
        {
            if (MustEscape(value, ref i)) return true;
        }

        return false;
    }

    /// <summary>
    /// Whether the character here is a control, a line break or otherwise invisible; moves to its second half.
    /// </summary>
    private static bool MustEscape(string value, ref int i)
    {
        var c = value[i];
        if (c is >= ' ' and < '\x7f') return false;
        if (char.IsSurrogate(c))
        {
            var category = CharUnicodeInfo.GetUnicodeCategory(value, i);
            i++;
            return category == UnicodeCategory.Format;
        }

        return c is '\u00A0' or '\uFEFF' or '\uFFFE' or '\uFFFF' || CharUnicodeInfo.GetUnicodeCategory(c) is
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator;
    }

    private static void Escape(string value, int i, StringBuilder text)
    {
        var escape = value[i] switch
        {
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            _ => null,
        };
        if (escape is not null) text.Append(escape);
        else if (char.IsHighSurrogate(value[i])) text.Append("\\U").Append(Hex(char.ConvertToUtf32(value, i), 8));
        else text.Append("\\u").Append(Hex(value[i], 4));
    }

    private static string Hex(int value, int digits) => value.ToString("X" + digits, CultureInfo.InvariantCulture);
}
