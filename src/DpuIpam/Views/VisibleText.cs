using System.Globalization;
using System.Text;

namespace DpuIpam.Views;

/// <summary>Text of manifests and servers where people read it: a terminal acts on control characters, and marks of direction
/// show another text than is there, so they are shown as escapes. Objects keep their text as it is.</summary>
internal static class VisibleText
{
    /// <summary>A value, which has one line.</summary>
    public static string Line(string text) => Escape(text, keepsLayout: false);

    /// <summary>A message, which may have several lines.</summary>
    public static string Lines(string text) => Escape(text, keepsLayout: true);

    /// <summary>JSON text whose layout is line feeds and blanks: what hides stands in strings only, and stays the same text.</summary>
    public static string Json(string text)
    {
        if (IndexOfHidden(text, 0, keepsLayout: true) < 0) return text;
        var shown = new StringBuilder(text.Length + 16);
        foreach (var character in text)
        {
            // Half a pair by half: JSON has no longer escape.
            if (character is '\n' or (>= ' ' and <= '~') || (!char.IsSurrogate(character) && !IsHidden(char.GetUnicodeCategory(character))))
                shown.Append(character);
            else shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:X4}");
        }

        return shown.ToString();
    }

    private static string Escape(string text, bool keepsLayout)
    {
        var first = IndexOfHidden(text, 0, keepsLayout);
        if (first < 0) return text;
        var shown = new StringBuilder(text.Length + 16);
        var done = 0;
        for (var at = first; at >= 0; at = IndexOfHidden(text, done, keepsLayout))
        {
            shown.Append(text, done, at - done);
            done = at + Append(shown, text, at);
        }

        return shown.Append(text, done, text.Length - done).ToString();
    }

    private static int IndexOfHidden(string text, int start, bool keepsLayout)
    {
        for (var i = start; i < text.Length; i++)
        {
            var character = text[i];
            if (character is >= ' ' and <= '~' || (keepsLayout && IsLayout(text, i))) continue;
            if (!char.IsSurrogate(character))
            {
                if (IsHidden(char.GetUnicodeCategory(character))) return i;
            }
            else if (Rune.TryGetRuneAt(text, i, out var rune) && !IsHidden(Rune.GetUnicodeCategory(rune))) i++;
            else return i;
        }

        return -1;
    }

    /// <summary>A carriage return alone goes back over what the line says.</summary>
    private static bool IsLayout(string text, int i) =>
        text[i] is '\n' or '\t' || (text[i] == '\r' && i + 1 < text.Length && text[i + 1] == '\n');

    private static bool IsHidden(UnicodeCategory category) => category is UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate;

    /// <summary>Writes a character as manifests and JSON write it.</summary>
    /// <returns>How many characters of the text that was.</returns>
    private static int Append(StringBuilder shown, string text, int at)
    {
        if (Rune.TryGetRuneAt(text, at, out var rune) && !rune.IsBmp)
        {
            shown.Append(CultureInfo.InvariantCulture, $"\\U{rune.Value:x8}");
            return rune.Utf16SequenceLength;
        }

        _ = text[at] switch
        {
            '\n' => shown.Append("\\n"),
            '\r' => shown.Append("\\r"),
            '\t' => shown.Append("\\t"),
            var other => shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)other:x4}"),
        };
        return 1;
    }
}
