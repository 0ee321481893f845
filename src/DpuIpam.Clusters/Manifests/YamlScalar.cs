using System.Text;

namespace DpuIpam.Clusters.Manifests;

internal enum ScalarKind
{
    Null,
    Boolean,
    Integer,
    Float,
    String,
}

/// <summary>What a scalar means; <see cref="Text"/> is the string itself, or the value as JSON writes it.</summary>
internal readonly record struct ScalarValue(ScalarKind Kind, string Text, double Number = 0)
{
    public static ScalarValue Of(string text) => new(ScalarKind.String, text);
}

/// <summary>
/// Gives scalars the meaning they have for kubectl, which reads YAML with a fork of go-yaml v2: YAML 1.1 booleans and
/// octals, Go's integers, no timestamps.
/// </summary>
/// <remarks>
/// The writer asks the same rule whether a string needs quotes, so what we write reads back the same.
/// </remarks>
internal static class YamlScalar
{
    public const string TagPrefix = "tag:yaml.org,2002:";

    private static readonly Dictionary<string, ScalarValue> Words = MakeWords();

    /// <param name="value">The text, with quotes and escapes resolved.</param>
    /// <param name="tag">The explicit tag, expanded; null for none.</param>
    /// <param name="plain">Whether the text stood without quotes.</param>
    /// <param name="result">What the scalar means.</param>
    /// <returns>null, or what is wrong.</returns>
    public static string? Resolve(string value, string? tag, bool plain, out ScalarValue result)
    {
        if (tag is null)
        {
            result = plain ? Resolve(value) : ScalarValue.Of(value);
            return null;
        }

        result = ScalarValue.Of(value);
        var known = tag.StartsWith(TagPrefix, StringComparison.Ordinal) ? tag[TagPrefix.Length..] : "";
        switch (known)
        {
            case "null": return Tagged(value, known, ScalarKind.Null, ref result);
            case "bool": return Tagged(value, known, ScalarKind.Boolean, ref result);
            case "int": return Tagged(value, known, ScalarKind.Integer, ref result);
            case "float": return TaggedFloat(value, ref result);
            case "timestamp": return LooksLikeDate(value) ? null : Mismatch(value, known);
            case "binary": return Decode(value, ref result);
            default: return null;
        }
    }

    /// <summary>What a scalar without quotes and tag means.</summary>
    public static ScalarValue Resolve(string value)
    {
        if (value.Length == 0) return Words[""];
        switch (value[0])
        {
            case 'y' or 'Y' or 'n' or 'N' or 't' or 'T' or 'f' or 'F' or 'o' or 'O' or '~':
                return value.Length <= 5 && Words.TryGetValue(value, out var word) ? word : ScalarValue.Of(value);
            case '.':
                return Words.TryGetValue(value, out var special) ? special : ResolveFraction(value);
            case '-' or '+':
                return Words.TryGetValue(value, out var signed) ? signed : ResolveNumber(value);
            case >= '0' and <= '9':
                return ResolveNumber(value);
            default:
                return ScalarValue.Of(value);
        }
    }

    /// <summary>A date is a string to kubectl, but a date to other YAML readers.</summary>
    public static bool LooksLikeDate(string value) =>
        value.Length >= 6 && value[4] == '-' && char.IsAsciiDigit(value[5])
        && !value.AsSpan(0, 4).ContainsAnyExceptInRange('0', '9');

    private static ScalarValue ResolveNumber(string value)
    {
        var plain = value.Contains('_') ? value.Replace("_", "", StringComparison.Ordinal) : value;
        if (GoNumbers.TryParseInteger(plain, out var negative, out var magnitude)) return Integer(negative, magnitude);
        if (GoNumbers.IsDecimal(plain) && GoNumbers.TryParseDouble(plain, out var number)) return Float(number);
        if (plain.StartsWith("0b", StringComparison.Ordinal)
            && GoNumbers.TryParseBinary(plain.AsSpan(2), out negative, out magnitude))
            return Integer(negative, magnitude);
        return ScalarValue.Of(value);
    }

    /// <summary>
    /// A text that begins with a dot goes to Go's float parser as it is, which wants a digit on both sides of
    /// <c>_</c>.
    /// </summary>
    private static ScalarValue ResolveFraction(string value)
    {
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] == '_'
                && !(char.IsAsciiDigit(value[i - 1]) && i + 1 < value.Length && char.IsAsciiDigit(value[i + 1])))
                return ScalarValue.Of(value);
        }

        var plain = value.Replace("_", "", StringComparison.Ordinal);
        return GoNumbers.IsDecimal(plain) && GoNumbers.TryParseDouble(plain, out var number)
            ? Float(number) : ScalarValue.Of(value);
    }

    private static string? Tagged(string value, string tag, ScalarKind wanted, ref ScalarValue result)
    {
        var resolved = Resolve(value);
        if (resolved.Kind != wanted) return Mismatch(value, tag);
        result = resolved;
        return null;
    }

    private static string? TaggedFloat(string value, ref ScalarValue result)
    {
        var resolved = Resolve(value);
        if (resolved.Kind == ScalarKind.Float) result = resolved;
        else if (resolved.Kind == ScalarKind.Integer && long.TryParse(resolved.Text, out var whole)) result = Float(whole);
        else return Mismatch(value, "float");
        return null;
    }

    private static string? Decode(string value, ref ScalarValue result)
    {
        // .NET passes over blanks inside, Go over line breaks only.
        var bytes = new byte[value.Length];
        if (value.AsSpan().ContainsAny(' ', '\t') || !Convert.TryFromBase64String(value, bytes, out var length))
            return "!!binary needs base64; write the value as a quoted string";
        result = ScalarValue.Of(Encoding.UTF8.GetString(bytes.AsSpan(0, length)));
        return null;
    }

    private static string Mismatch(string value, string tag) =>
        $"\"{(value.Length <= 40 ? value : value[..37] + "...")}\" is no !!{tag}; correct it or take the tag away";

    private static ScalarValue Integer(bool negative, ulong magnitude)
    {
        var text = magnitude.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return new ScalarValue(ScalarKind.Integer, negative && magnitude != 0 ? "-" + text : text);
    }

    private static ScalarValue Float(double number) => new(ScalarKind.Float, GoNumbers.FormatJson(number), number);

    private static Dictionary<string, ScalarValue> MakeWords()
    {
        var words = new Dictionary<string, ScalarValue>(StringComparer.Ordinal);
        Add(new ScalarValue(ScalarKind.Boolean, "true"), "y Y yes Yes YES true True TRUE on On ON");
        Add(new ScalarValue(ScalarKind.Boolean, "false"), "n N no No NO false False FALSE off Off OFF");
        Add(new ScalarValue(ScalarKind.Null, "null"), "~ null Null NULL");
        Add(new ScalarValue(ScalarKind.Float, ".nan", double.NaN), ".nan .NaN .NAN");
        Add(new ScalarValue(ScalarKind.Float, ".inf", double.PositiveInfinity), ".inf .Inf .INF +.inf +.Inf +.INF");
        Add(new ScalarValue(ScalarKind.Float, "-.inf", double.NegativeInfinity), "-.inf -.Inf -.INF");
        words[""] = words["~"];
        return words;

        void Add(ScalarValue value, string spellings)
        {
            foreach (var spelling in spellings.Split(' ')) words.Add(spelling, value);
        }
    }
}
