using System.Globalization;
using System.Text;

namespace DpuIpam.Planning;

/// <summary>Any text as a constant argument of a PowerShell line, so that a line which is pasted runs nothing but what it
/// shows, whoever wrote the text.</summary>
internal static class ArgumentText
{
    /// <summary>PowerShell ends a string in single quotes with each of these, and reads two of them as one that is meant.</summary>
    private const string Quotes = "'\u2018\u2019\u201A\u201B";

    /// <summary>The text as it is where PowerShell takes it so, else in single quotes, inside which nothing is expanded.</summary>
    /// <param name="text">The text; one that <see cref="IsPrintable"/> says no of can't be shown on a line.</param>
    public static string Quote(string text)
    {
        if (IsBare(text)) return text;
        var quoted = new StringBuilder("'", text.Length + 2);
        foreach (var character in text)
        {
            quoted.Append(character);
            if (Quotes.Contains(character, StringComparison.Ordinal)) quoted.Append(character);
        }

        return quoted.Append('\'').ToString();
    }

    /// <summary>Whether all of a text can be seen: a terminal that a line is pasted into acts on control characters before
    /// PowerShell sees them, and marks of direction show another text than runs.</summary>
    public static bool IsPrintable(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            // What is no whole character, such as half a surrogate pair, comes as the replacement character.
            if (rune == Rune.ReplacementChar || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator) return false;
        }

        return true;
    }

    /// <summary>Letters, digits and what addresses, names and paths are made of; not a parameter's dash in front.</summary>
    private static bool IsBare(string text)
    {
        if (text.Length == 0 || text[0] is '-') return false;
        foreach (var character in text)
            if (!char.IsAsciiLetterOrDigit(character) && character is not ('.' or '/' or '-' or '_' or ':')) return false;
        return true;
    }
}
