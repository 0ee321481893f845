using System.Globalization;

namespace DpuIpam.Addressing;

/// <summary>Addresses as text, in both directions, by the rules of Go's <c>net</c> package (docs/upstream.md, 3).</summary>
/// <remarks>
/// .NET's own parser takes short forms (<c>10.1</c>), hexadecimal and octal parts, brackets and zones, and its formatter
/// prints dotted parts inside some IPv6 addresses. Upstream does neither, and some of its decisions compare text.
/// </remarks>
internal static class AddressText
{
    /// <summary>Longest canonical text: eight groups of four digits and seven colons.</summary>
    public const int MaxLength = 45;

    private const int GroupCount = 8;

    /// <summary>Reads the number and the family as written; a v4-mapped text is IPv6 here.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out UInt128 value, out AddressFamily family)
    {
        if (TryParseV4(text, out var v4))
        {
            value = v4;
            family = AddressFamily.IPv4;
            return true;
        }

        family = AddressFamily.IPv6;
        return TryParseV6(text, out value);
    }

    /// <summary>Whether a text that parsed is the one that upstream prints for the address.</summary>
    public static bool IsCanonical(ReadOnlySpan<char> text, UInt128 value, AddressFamily family)
    {
        // The IPv4 parser takes one form only.
        if (family == AddressFamily.IPv4) return !text.Contains(':');
        Span<char> canonical = stackalloc char[MaxLength];
        return text.SequenceEqual(canonical[..Format(value, family, canonical)]);
    }

    /// <summary>The canonical text.</summary>
    public static string Format(UInt128 value, AddressFamily family)
    {
        Span<char> buffer = stackalloc char[MaxLength];
        return new string(buffer[..Format(value, family, buffer)]);
    }

    /// <summary>Writes the canonical text and returns its length.</summary>
    public static int Format(UInt128 value, AddressFamily family, Span<char> destination)
    {
        if (family == AddressFamily.IPv4) return FormatV4((uint)value, destination);
        if (!Address.IsMapped(value)) return FormatV6(value, destination);
        "::ffff:".CopyTo(destination);
        return 7 + FormatV4((uint)value, destination[7..]);
    }

    private static bool TryParseV4(ReadOnlySpan<char> text, out uint value)
    {
        value = 0;
        if (text.Length is < 7 or > 15) return false;
        var position = 0;
        for (var part = 0; part < 4; part++)
        {
            if (part > 0 && (position == text.Length || text[position++] != '.')) return false;
            var begin = position;
            var number = 0;
            while (position < text.Length && char.IsAsciiDigit(text[position]))
            {
                number = (number * 10) + (text[position++] - '0');
                if (number > 255) return false;
            }

            var digits = position - begin;
            if (digits == 0 || (digits > 1 && text[begin] == '0')) return false;
            value = (value << 8) | (uint)number;
        }

        return position == text.Length;
    }

    private static bool TryParseV6(ReadOnlySpan<char> text, out UInt128 value)
    {
        value = 0;
        var count = 0;
        var ellipsis = -1;
        if (text.StartsWith("::"))
        {
            ellipsis = 0;
            text = text[2..];
        }

        while (!text.IsEmpty)
        {
            if (count == GroupCount) return false;
            var digits = 0;
            uint group = 0;
            while (digits < text.Length && char.IsAsciiHexDigit(text[digits]))
            {
                if (digits == 4) return false;
                group = (group << 4) | (uint)HexValue(text[digits++]);
            }

            if (digits == 0) return false;
            if (digits < text.Length && text[digits] == '.')
            {
                // A dotted tail stands for the last two groups and must end the text.
                if ((ellipsis < 0 && count != 6) || count > 6 || !TryParseV4(text, out var tail)) return false;
                value = (value << 32) | tail;
                count += 2;
                break;
            }

            value = (value << 16) | group;
            count++;
            text = text[digits..];
            if (text.IsEmpty) break;
            if (text[0] != ':' || text.Length == 1) return false;
            text = text[1..];
            if (text[0] != ':') continue;
            if (ellipsis >= 0) return false;
            ellipsis = count;
            text = text[1..];
        }

        if (ellipsis < 0) return count == GroupCount;
        if (count == GroupCount) return false;
        var after = 16 * (count - ellipsis);
        var low = value & ((UInt128.One << after) - 1);
        var high = ellipsis == 0 ? 0 : (value >> after) << (16 * (GroupCount - ellipsis));
        value = high | low;
        return true;
    }

    private static int HexValue(char digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;

    private static int FormatV4(uint value, Span<char> destination)
    {
        var position = 0;
        for (var shift = 24; shift >= 0; shift -= 8)
        {
            var part = (value >> shift) & 0xff;
            if (part >= 100) destination[position++] = (char)('0' + (part / 100));
            if (part >= 10) destination[position++] = (char)('0' + (part / 10 % 10));
            destination[position++] = (char)('0' + (part % 10));
            if (shift > 0) destination[position++] = '.';
        }

        return position;
    }

    private static int FormatV6(UInt128 value, Span<char> destination)
    {
        var (zeroBegin, zeroLength) = LongestZeroRun(value);
        var position = 0;
        for (var group = 0; group < GroupCount; group++)
        {
            if (group == zeroBegin)
            {
                destination[position++] = ':';
                destination[position++] = ':';
                group += zeroLength - 1;
                continue;
            }

            if (group > 0 && group != zeroBegin + zeroLength) destination[position++] = ':';
            GroupAt(value, group).TryFormat(destination[position..], out var written, "x", CultureInfo.InvariantCulture);
            position += written;
        }

        return position;
    }

    /// <summary>RFC 5952: the longest run of at least two zero groups, the first of equals.</summary>
    private static (int Begin, int Length) LongestZeroRun(UInt128 value)
    {
        var best = (Begin: -1, Length: 1);
        var begin = -1;
        for (var group = 0; group < GroupCount; group++)
        {
            if (GroupAt(value, group) != 0)
            {
                begin = -1;
                continue;
            }

            if (begin < 0) begin = group;
            if (group - begin + 1 > best.Length) best = (begin, group - begin + 1);
        }

        return best;
    }

    private static uint GroupAt(UInt128 value, int group) => (uint)(value >> (16 * (GroupCount - 1 - group))) & 0xffff;
}
