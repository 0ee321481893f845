using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace DpuIpam.Clusters.Tests.Servers.InProcess.Serving;

/// <summary>Label and field selectors in the form of kubectl.</summary>
internal static partial class Selector
{
    /// <exception cref="Refusal">The selector can't be read.</exception>
    public static bool Matches(JsonObject item, string? labels, string? fields)
    {
        foreach (var requirement in Split(labels))
            if (!MatchesLabel(item["metadata"]?["labels"] as JsonObject, requirement)) return false;
        foreach (var requirement in Split(fields))
        {
            var match = FieldForm().Match(requirement);
            if (!match.Success) throw Refusal.BadRequest($"invalid field selector: {requirement}");
            JsonNode? value = item;
            foreach (var name in match.Groups["path"].Value.Split('.')) value = value?[name];
            if (((string?)value ?? "") == match.Groups["value"].Value == (match.Groups["op"].Value == "!=")) return false;
        }

        return true;
    }

    private static bool MatchesLabel(JsonObject? labels, string requirement)
    {
        if (SetForm().Match(requirement) is { Success: true } set)
        {
            var isListed = labels?[set.Groups["key"].Value] is { } value
                && set.Groups["values"].Value.Split(',').Select(static text => text.Trim()).Contains((string)value!);
            return isListed == (set.Groups["op"].Value == "in");
        }

        if (EqualForm().Match(requirement) is { Success: true } equal)
            return ((string?)labels?[equal.Groups["key"].Value] == equal.Groups["value"].Value) == (equal.Groups["op"].Value != "!=");
        if (KeyForm().Match(requirement) is { Success: true } key)
            return (labels?[key.Groups["key"].Value] is not null) == (key.Groups["not"].Length == 0);
        throw Refusal.BadRequest($"unable to parse requirement: {requirement}");
    }

    /// <summary>Splits at the commas outside of parentheses.</summary>
    private static string[] Split(string? selector) => string.IsNullOrEmpty(selector)
        ? []
        : [.. Comma().Split(selector).Select(static part => part.Trim())];

    [GeneratedRegex(@",(?![^(]*\))")]
    private static partial Regex Comma();

    [GeneratedRegex(@"^(?<key>[\w./-]+)\s+(?<op>in|notin)\s*\((?<values>[^)]*)\)$")]
    private static partial Regex SetForm();

    [GeneratedRegex(@"^(?<key>[\w./-]+)\s*(?<op>==|=|!=)\s*(?<value>[\w.-]*)$")]
    private static partial Regex EqualForm();

    [GeneratedRegex(@"^(?<not>!?)\s*(?<key>[\w./-]+)$")]
    private static partial Regex KeyForm();

    [GeneratedRegex(@"^(?<path>[\w.]+)(?<op>==|=|!=)(?<value>.*)$")]
    private static partial Regex FieldForm();
}
