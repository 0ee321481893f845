using System.Buffers;

namespace DpuIpam.Validation;

/// <summary>Syntax of label keys, label values and DNS names, as Kubernetes checks them.</summary>
internal static class Labels
{
    private const int MaxNameLength = 63;
    private const int MaxSubdomainLength = 253;

    private const string NameRegex = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";

    private const string NameText =
        "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character"
        + " (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '" + NameRegex + "')";

    private const string SubdomainText =
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and"
        + " end with an alphanumeric character (e.g. 'example.com', regex used for validation is"
        + " '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");

    private static readonly SearchValues<char> LabelCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    /// <summary>Whether a text can be the value of a label: empty, or up to 63 characters of the name syntax.</summary>
    public static bool IsValue(string value) => value.Length == 0 || (value.Length <= MaxNameLength && IsName(value));

    /// <summary>What is wrong with a label key, in Kubernetes' words; empty when nothing is.</summary>
    public static List<string> CheckKey(string key)
    {
        var errors = new List<string>();
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        var name = key;
        if (slash >= 0)
        {
            name = key[(slash + 1)..];
            if (name.Contains('/', StringComparison.Ordinal))
            {
                errors.Add("a valid label key " + NameText
                    + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')");
                return errors;
            }

            if (slash == 0)
                errors.Add("prefix part must be non-empty");
            else
                foreach (var error in CheckSubdomain(key[..slash])) errors.Add("prefix part " + error);
        }

        if (name.Length == 0) errors.Add("name part must be non-empty");
        else if (name.Length > MaxNameLength) errors.Add("name part must be no more than 63 characters");
        if (!IsName(name)) errors.Add("name part " + NameText);
        return errors;
    }

    /// <summary>What is wrong with a DNS-1123 subdomain, in Kubernetes' words; empty when nothing is.</summary>
    public static List<string> CheckSubdomain(string name)
    {
        var errors = new List<string>();
        if (name.Length > MaxSubdomainLength) errors.Add("must be no more than 253 characters");
        if (!IsSubdomain(name)) errors.Add(SubdomainText);
        return errors;
    }

    private static bool IsName(ReadOnlySpan<char> text) =>
        !text.IsEmpty
        && char.IsAsciiLetterOrDigit(text[0])
        && char.IsAsciiLetterOrDigit(text[^1])
        && !text.ContainsAnyExcept(NameCharacters);

    private static bool IsSubdomain(ReadOnlySpan<char> text)
    {
        while (true)
        {
            var dot = text.IndexOf('.');
            var label = dot < 0 ? text : text[..dot];
            if (label.IsEmpty || label[0] == '-' || label[^1] == '-' || label.ContainsAnyExcept(LabelCharacters))
                return false;
            if (dot < 0) return true;
            text = text[(dot + 1)..];
        }
    }
}
