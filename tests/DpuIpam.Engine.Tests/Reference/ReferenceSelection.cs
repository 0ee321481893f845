using System.Globalization;
using System.Text;

namespace DpuIpam.Engine.Tests.Reference;

/// <summary>Which nodes a pool serves, and in which order: docs/upstream.md, 5.</summary>
internal static class ReferenceSelection
{
    public static string[] SelectedNames(NodeSelector? selector, IReadOnlyList<Node> nodes) =>
    [
        .. nodes
            .Where(node => selector is null || selector.Terms.Any(term => Matches(term, node)))
            .Select(static node => node.NodeName)
            .Order(Comparer<string>.Create(static (a, b) =>
                Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b)))),
    ];

    private static bool Matches(NodeSelectorTerm term, Node node)
    {
        var requirements = term.MatchExpressions.Concat(term.MatchFields).ToArray();
        return requirements.Length > 0
            && requirements.All(IsUsable)
            && term.MatchExpressions.All(requirement => Holds(requirement, node))
            && term.MatchFields.All(requirement =>
                requirement.Values[0] == node.NodeName == (requirement.Operator == "In"));
    }

    private static bool Holds(SelectorRequirement requirement, Node node)
    {
        var label = node.Labels!.TryGetValue(requirement.Key, out var value) ? value : null;
        return requirement.Operator switch
        {
            "In" => label is not null && requirement.Values.Contains(label),
            "NotIn" => label is null || !requirement.Values.Contains(label),
            "Exists" => label is not null,
            "DoesNotExist" => label is null,
            "Gt" => Integer(label) > Integer(requirement.Values[0]),
            _ => Integer(label) < Integer(requirement.Values[0]),
        };
    }

    /// <summary>One unusable requirement keeps the whole term from matching, whatever it would say.</summary>
    private static bool IsUsable(SelectorRequirement requirement) =>
        requirement.Values.All(IsLabelValue)
        && (requirement.Operator is not ("Gt" or "Lt") || Integer(requirement.Values[0]) is not null);

    private static bool IsLabelValue(string value) => value.Length == 0
        || (value.Length <= 63
            && char.IsAsciiLetterOrDigit(value[0])
            && char.IsAsciiLetterOrDigit(value[^1])
            && value.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'));

    private static long? Integer(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
}
