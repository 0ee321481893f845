using DpuIpam.Validation;

namespace DpuIpam.Clusters.Folder;

/// <summary>
/// Reads label selectors as kubectl takes them: <c>a=b,c!=d,e in (f,g),h notin (i),j,!k</c> (apimachinery, labels.Parse).
/// </summary>
internal sealed class LabelSelectorParser
{
    private readonly string _text;
    private readonly List<string> _tokens = [];
    private int _next;

    private LabelSelectorParser(string text)
    {
        _text = text;
        for (var i = 0; i < text.Length;)
        {
            var length = char.IsWhiteSpace(text[i]) ? 0 : TokenLength(text, i);
            if (length > 0) _tokens.Add(text.Substring(i, length));
            i += Math.Max(length, 1);
        }
    }

    private string? Token => _next < _tokens.Count ? _tokens[_next] : null;

    /// <exception cref="FormatException">It is no selector, or asks for more than equality, sets and presence.</exception>
    public static LabelSelector Parse(string text)
    {
        var parser = new LabelSelectorParser(text);
        var requirements = new List<SelectorRequirement>();
        if (parser.Token is null) return new LabelSelector(new Dictionary<string, string>(), requirements);
        do requirements.Add(parser.Requirement());
        while (parser.Take(","));
        if (parser.Token is not null) throw parser.Unexpected("a comma");
        return new LabelSelector(new Dictionary<string, string>(), requirements);
    }

    private SelectorRequirement Requirement()
    {
        if (Take("!")) return new SelectorRequirement(Key(), "DoesNotExist");
        var key = Key();
        if (Token is null or ",") return new SelectorRequirement(key, "Exists");
        if (Take("=") || Take("==")) return new SelectorRequirement(key, "In", Value());
        if (Take("!=")) return new SelectorRequirement(key, "NotIn", Value());
        if (Take("in")) return new SelectorRequirement(key, "In", Values());
        if (Take("notin")) return new SelectorRequirement(key, "NotIn", Values());
        throw Unexpected("=, !=, in or notin");
    }

    private string Key()
    {
        if (Token is not { } key || IsSpecial(key[0])) throw Unexpected("a label's key");
        if (Labels.CheckKey(key) is [var wrong, ..]) throw Error($"the key \"{key}\": {wrong}");
        _next++;
        return key;
    }

    /// <summary>A value may be empty.</summary>
    private string Value()
    {
        if (Token is not { } value || IsSpecial(value[0])) return "";
        if (!Labels.IsValue(value)) throw Error($"\"{value}\" can't be the value of a label");
        _next++;
        return value;
    }

    private List<string> Values()
    {
        if (!Take("(")) throw Unexpected("an opening parenthesis");
        var values = new List<string>();
        do values.Add(Value());
        while (Take(","));
        if (!Take(")")) throw Unexpected("a closing parenthesis");
        return values;
    }

    private bool Take(string token)
    {
        if (Token != token) return false;
        _next++;
        return true;
    }

    private static int TokenLength(string text, int start)
    {
        if (IsSpecial(text[start]))
            return text.AsSpan(start).StartsWith("==") || text.AsSpan(start).StartsWith("!=") ? 2 : 1;
        var end = start;
        while (end < text.Length && !IsSpecial(text[end]) && !char.IsWhiteSpace(text[end])) end++;
        return end - start;
    }

    private static bool IsSpecial(char c) => c is '=' or '!' or '(' or ')' or ',' or '<' or '>';

    private FormatException Unexpected(string wanted) =>
        Error(Token is null ? $"{wanted} is missing at its end" : $"{wanted} is missing before \"{Token}\"");

    private FormatException Error(string reason) => new($"the label selector \"{_text}\" can't be used: {reason}");
}
