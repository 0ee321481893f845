using System.Globalization;
using System.Numerics;

namespace DpuIpam.Engine.Tests.Reference;

/// <summary>Addresses as text by docs/upstream.md, 3, the long way round: split, look at every part, join.</summary>
internal static class ReferenceText
{
    private static readonly BigInteger MappedBase = new BigInteger(0xffff) << 32;

    /// <summary>An address; a v4-mapped one is the IPv4 address.</summary>
    public static (BigInteger Value, bool IsV4)? ParseAddress(string text)
    {
        if (ParseAsWritten(text) is not { } written) return null;
        return !written.IsV4 && written.Value >> 32 == 0xffff ? (written.Value - MappedBase, true) : written;
    }

    /// <summary>A CIDR; a v4-mapped one stays IPv6.</summary>
    public static (BigInteger Value, int Length, bool IsV4)? ParseCidr(string text)
    {
        var parts = text.Split('/');
        if (parts.Length != 2 || ParseAsWritten(parts[0]) is not { } address) return null;
        if (parts[1].Length == 0 || !parts[1].All(char.IsAsciiDigit)) return null;
        var length = BigInteger.Parse(parts[1], CultureInfo.InvariantCulture);
        return length > (address.IsV4 ? 32 : 128) ? null : (address.Value, (int)length, address.IsV4);
    }

    public static string Format(BigInteger value, bool isV4)
    {
        if (isV4) return string.Join('.', Parts(value, 4, 8));
        if (value >> 32 == 0xffff) return "::ffff:" + Format(value - MappedBase, true);
        var groups = Array.ConvertAll(Parts(value, 8, 16), static part => Hex(part, "x"));
        // RFC 5952: the longest run of zero groups goes, the first of equals, but never a single group.
        for (var run = 8; run >= 2; run--)
            for (var begin = 0; begin + run <= 8; begin++)
                if (groups[begin..(begin + run)].All(static group => group == "0"))
                    return string.Join(':', groups[..begin]) + "::" + string.Join(':', groups[(begin + run)..]);
        return string.Join(':', groups);
    }

    /// <summary>All eight groups with four upper-case digits each: the same address in another text.</summary>
    public static string FormatLong(BigInteger value) =>
        string.Join(':', Parts(value, 8, 16).Select(static part => Hex(part, "X4")));

    public static (BigInteger Value, bool IsV4)? ParseAsWritten(string text)
    {
        if (!text.Contains(':', StringComparison.Ordinal)) return ParseV4(text) is { } v4 ? (v4, true) : null;
        if (text.Contains('.', StringComparison.Ordinal))
        {
            var tail = text.LastIndexOf(':') + 1;
            if (ParseV4(text[tail..]) is not { } dotted) return null;
            text = $"{text[..tail]}{Hex((int)(dotted >> 16), "x")}:{Hex((int)(dotted & 0xffff), "x")}";
        }

        var halves = text.Split("::");
        if (halves.Length > 2) return null;
        var groups = halves.Select(static half => half.Length == 0 ? [] : half.Split(':')).ToArray();
        if (!groups.SelectMany(static half => half).All(IsGroup)) return null;
        var count = groups.Sum(static half => half.Length);
        if (halves.Length == 1 ? count != 8 : count > 7) return null;
        var all = halves.Length == 1 ? groups[0] : [.. groups[0], .. Enumerable.Repeat("0", 8 - count), .. groups[1]];
        var value = BigInteger.Zero;
        foreach (var group in all) value = (value << 16) + Convert.ToInt32(group, 16);
        return (value, false);
    }

    private static BigInteger? ParseV4(string text)
    {
        var parts = text.Split('.');
        if (parts.Length != 4) return null;
        var value = BigInteger.Zero;
        foreach (var part in parts)
        {
            if (part.Length is < 1 or > 3 || !part.All(char.IsAsciiDigit)) return null;
            if (part.Length > 1 && part[0] == '0') return null;
            var number = int.Parse(part, CultureInfo.InvariantCulture);
            if (number > 255) return null;
            value = (value << 8) + number;
        }

        return value;
    }

    private static bool IsGroup(string text) => text.Length is >= 1 and <= 4 && text.All(char.IsAsciiHexDigit);

    private static string Hex(int part, string format) => part.ToString(format, CultureInfo.InvariantCulture);

    private static int[] Parts(BigInteger value, int count, int bits) =>
        [.. Enumerable.Range(1, count).Select(i => (int)((value >> (bits * (count - i))) & ((1 << bits) - 1)))];
}
