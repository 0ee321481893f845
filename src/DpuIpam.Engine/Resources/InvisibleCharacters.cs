using System.Globalization;
using System.Text;

namespace DpuIpam.Resources;

/// <summary>Finds characters that nobody sees and that make a text another: an address with one is none.</summary>
internal static class InvisibleCharacters
{
    /// <summary>The first of a text with its place, such as <c>the invisible character U+200B (zero width space) at its end</c>;
    /// null without any.</summary>
    public static string? Describe(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~')) return null;
        var at = 0;
        foreach (var character in text.EnumerateRunes())
        {
            if (IsInvisible(character))
            {
                var place = at == 0 ? "at its beginning"
                    : at + character.Utf16SequenceLength == text.Length ? "at its end"
                    : $"as character {at + 1}";
                return $"the invisible character U+{character.Value:X4}{Name(character.Value)} {place}";
            }

            at += character.Utf16SequenceLength;
        }

        return null;
    }

    private static bool IsInvisible(Rune character) => character.Value != ' ' && (Rune.GetUnicodeCategory(character) switch
    {
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.SpaceSeparator
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => true,
        // Fillers, joiners and variation selectors, which are letters or marks to Unicode.
        _ => character.Value is 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or 0x180B or 0x180C or 0x180D or 0x3164 or 0xFFA0
            or (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF),
    });

    private static string Name(int character) => character switch
    {
        0x09 => " (tab)",
        0x0A => " (line feed)",
        0x0D => " (carriage return)",
        0x1B => " (escape)",
        0xA0 => " (no-break space)",
        0xAD => " (soft hyphen)",
        0x200B => " (zero width space)",
        0x200C => " (zero width non-joiner)",
        0x200D => " (zero width joiner)",
        0x200E or 0x200F or 0x061C or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) => " (a mark of direction)",
        0x202F => " (narrow no-break space)",
        0x2060 => " (word joiner)",
        0xFEFF => " (byte order mark)",
        _ => "",
    };
}
