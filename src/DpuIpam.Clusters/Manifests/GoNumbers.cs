using System.Globalization;

namespace DpuIpam.Clusters.Manifests;

/// <summary>
/// Numbers as Go's strconv and encoding/json read and print them, since kubectl reads manifests with those.
/// </summary>
internal static class GoNumbers
{
    /// <summary>
    /// An integer in Go's notation: sign, then decimal, or <c>0x</c>, <c>0o</c>, <c>0</c> (octal) or <c>0b</c>. Signed
    /// 64-bit; beyond it, unsigned 64-bit without a sign.
    /// </summary>
    public static bool TryParseInteger(ReadOnlySpan<char> text, out bool negative, out ulong magnitude)
    {
        magnitude = 0;
        negative = text is ['-', ..];
        var signed = text is ['-' or '+', ..];
        var digits = signed ? text[1..] : text;
        if (digits.IsEmpty) return false;
        uint radix = 10;
        if (digits[0] == '0')
        {
            radix = digits.Length < 3 ? 8u : (digits[1] | 0x20) switch { 'b' => 2, 'o' => 8, 'x' => 16, _ => 8u };
            digits = digits.Length >= 3 && (digits[1] | 0x20) is 'b' or 'o' or 'x' ? digits[2..] : digits[1..];
        }
        else if (!char.IsAsciiDigit(digits[0]))
        {
            return false;
        }

        if (!TryParseDigits(digits, radix, out magnitude)) return false;
        return Fits(signed, negative, magnitude);
    }

    /// <summary>Binary digits with a sign of their own: what is left of <c>0b-1</c>, which Go takes for -1.</summary>
    public static bool TryParseBinary(ReadOnlySpan<char> text, out bool negative, out ulong magnitude)
    {
        magnitude = 0;
        negative = text is ['-', ..];
        var signed = text is ['-' or '+', ..];
        var digits = signed ? text[1..] : text;
        return !digits.IsEmpty && TryParseDigits(digits, 2, out magnitude) && Fits(signed, negative, magnitude);
    }

    /// <summary>Whether a text is a decimal number with an optional fraction and exponent.</summary>
    public static bool IsDecimal(ReadOnlySpan<char> text)
    {
        var i = text is ['-' or '+', ..] ? 1 : 0;
        var whole = SkipDigits(text, ref i);
        var fraction = 0;
        if (i < text.Length && text[i] == '.')
        {
            i++;
            fraction = SkipDigits(text, ref i);
        }

        if (whole + fraction == 0) return false;
        if (i < text.Length && text[i] is 'e' or 'E')
        {
            i++;
            if (i < text.Length && text[i] is '-' or '+') i++;
            if (SkipDigits(text, ref i) == 0) return false;
        }

        return i == text.Length;
    }

    /// <summary>The nearest double; false beyond the range, where Go reports an error instead of infinity.</summary>
    public static bool TryParseDouble(ReadOnlySpan<char> text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);

    /// <summary>As encoding/json prints: plain from 1e-6 up to 1e21, with an exponent outside.</summary>
    public static string FormatJson(double value)
    {
        var magnitude = Math.Abs(value);
        var exponential = magnitude != 0 && magnitude is < 1e-6 or >= 1e21;
        return Format(value.ToString("R", CultureInfo.InvariantCulture), exponential, 1);
    }

    /// <summary>As a map key: Go prints the nearest single, with an exponent from a million on.</summary>
    public static string FormatKey(double value)
    {
        if (double.IsNaN(value)) return ".nan";
        var single = (float)value;
        if (float.IsInfinity(single)) return single > 0 ? ".inf" : "-.inf";
        var text = single.ToString("R", CultureInfo.InvariantCulture);
        Decompose(text, out _, out _, out var point);
        // strconv's 'g' with the shortest digits turns to an exponent below 1e-4 and from 1e6 on.
        return Format(text, single != 0 && (point - 1 < -4 || point - 1 >= 6), 2);
    }

    private static string Format(string shortest, bool exponential, int exponentDigits)
    {
        Decompose(shortest, out var negative, out var digits, out var point);
        var sign = negative ? "-" : "";
        if (exponential)
        {
            var exponent = point - 1;
            var fraction = digits.Length > 1 ? "." + digits[1..] : "";
            var number = Math.Abs(exponent).ToString("D" + exponentDigits, CultureInfo.InvariantCulture);
            return $"{sign}{digits[0]}{fraction}e{(exponent < 0 ? '-' : '+')}{number}";
        }

        if (point <= 0) return digits == "0" ? sign + "0" : $"{sign}0.{new string('0', -point)}{digits}";
        if (digits.Length <= point) return sign + digits + new string('0', point - digits.Length);
        return $"{sign}{digits[..point]}.{digits[point..]}";
    }

    /// <summary>Splits .NET's shortest form into its digits and the place of the decimal point among them.</summary>
    private static void Decompose(string shortest, out bool negative, out string digits, out int point)
    {
        negative = shortest[0] == '-';
        var number = shortest.AsSpan(negative ? 1 : 0);
        var e = number.IndexOf('E');
        var exponent = e < 0
            ? 0
            : int.Parse(number[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var mantissa = e < 0 ? number : number[..e];
        var dot = mantissa.IndexOf('.');
        var all = dot < 0 ? mantissa.ToString() : string.Concat(mantissa[..dot], mantissa[(dot + 1)..]);
        var significant = all.TrimStart('0');
        point = (dot < 0 ? mantissa.Length : dot) + exponent - (all.Length - significant.Length);
        digits = significant.TrimEnd('0');
        if (digits.Length != 0) return;
        digits = "0";
        point = 0;
    }

    private static bool TryParseDigits(ReadOnlySpan<char> digits, uint radix, out ulong value)
    {
        value = 0;
        foreach (var c in digits)
        {
            var digit = char.IsAsciiDigit(c) ? (uint)(c - '0') : char.IsAsciiHexDigit(c) ? (uint)((c | 0x20) - 'a' + 10) : 99;
            if (digit >= radix) return false;
            var next = (UInt128)value * radix + digit;
            if (next > ulong.MaxValue) return false;
            value = (ulong)next;
        }

        return true;
    }

    private static bool Fits(bool signed, bool negative, ulong magnitude) =>
        negative ? magnitude <= (ulong)long.MaxValue + 1 : !signed || magnitude <= long.MaxValue;

    private static int SkipDigits(ReadOnlySpan<char> text, ref int i)
    {
        var start = i;
        while (i < text.Length && char.IsAsciiDigit(text[i])) i++;
        return i - start;
    }
}
