using System.Globalization;
using DpuIpam.Addressing;
using DpuIpam.Validation;

namespace DpuIpam.Allocation;

/// <summary>Which nodes a pool serves, and in which order (docs/upstream.md, 5).</summary>
internal static class NodeSelection
{
    /// <summary>Names of the nodes that a selector matches, in the byte order in which nv-ipam serves them.</summary>
    /// <param name="nodes">All nodes; a name that occurs twice counts once.</param>
    /// <param name="selector">The selector; null matches all.</param>
    public static string[] Match(IReadOnlyList<Node> nodes, NodeSelector? selector)
    {
        var prepared = selector is null ? null : Prepare(selector);
        var names = new string[nodes.Count];
        var count = 0;
        var sorted = true;
        for (var i = 0; i < nodes.Count; i++)
        {
            var node = nodes[i];
            if (prepared is not null && !Matches(prepared, node)) continue;
            sorted = sorted && (count == 0 || ByteOrder.Compare(names[count - 1], node.NodeName) < 0);
            names[count++] = node.NodeName;
        }

        if (!sorted)
        {
            Array.Sort(names, 0, count, ByteOrder.Instance);
            count = RemoveRepeats(names, count);
        }

        return count == names.Length ? names : names[..count];
    }

    /// <summary>Whether a selector matches a node. Of a node without known labels only the name is asked.</summary>
    public static bool Matches(NodeSelector? selector, Node node) =>
        selector is null || Matches(Prepare(selector), node);

    /// <summary>How many nodes match only since their labels are not known.</summary>
    public static int CountAssumed(NodeSelector? selector, IReadOnlyList<Node> nodes)
    {
        if (selector is null) return 0;
        List<NodeSelectorTerm>? terms = null;
        var count = 0;
        for (var i = 0; i < nodes.Count; i++)
            if (nodes[i].Labels is null && IsAssumed(terms ??= Prepare(selector), nodes[i].NodeName)) count++;
        return count;
    }

    /// <summary>Whether a selector can match any node at all: an empty term matches none.</summary>
    public static bool CanMatch(NodeSelector? selector) => selector is null || Prepare(selector).Count > 0;

    /// <summary>Terms that can match at all: one unusable requirement spoils its term, and no other.</summary>
    private static List<NodeSelectorTerm> Prepare(NodeSelector selector)
    {
        var usable = new List<NodeSelectorTerm>(selector.Terms.Count);
        foreach (var term in selector.Terms)
            if (term.MatchExpressions.Count + term.MatchFields.Count > 0 && term.MatchExpressions.All(IsUsable))
                usable.Add(term);
        return usable;
    }

    private static bool IsUsable(SelectorRequirement requirement)
    {
        foreach (var value in requirement.Values)
            if (!Labels.IsValue(value)) return false;
        return requirement.Operator is not ("Gt" or "Lt")
            || (requirement.Values.Count == 1 && TryParseInteger(requirement.Values[0], out _));
    }

    private static bool Matches(List<NodeSelectorTerm> terms, Node node)
    {
        foreach (var term in terms)
        {
            if (MatchesFields(term, node.NodeName) && (node.Labels is not { } labels || MatchesLabels(term, labels)))
                return true;
        }

        return false;
    }

    /// <summary>Whether no term matches a name by itself, and one does if the labels are right.</summary>
    private static bool IsAssumed(List<NodeSelectorTerm> terms, string nodeName)
    {
        var isAssumed = false;
        foreach (var term in terms)
        {
            if (!MatchesFields(term, nodeName)) continue;
            if (term.MatchExpressions.Count == 0) return false;
            isAssumed = true;
        }

        return isAssumed;
    }

    private static bool MatchesLabels(NodeSelectorTerm term, IReadOnlyDictionary<string, string> labels)
    {
        foreach (var requirement in term.MatchExpressions)
            if (!MatchesLabel(requirement, labels)) return false;
        return true;
    }

    private static bool MatchesFields(NodeSelectorTerm term, string nodeName)
    {
        foreach (var requirement in term.MatchFields)
            if (!MatchesField(requirement, nodeName)) return false;
        return true;
    }

    private static bool MatchesLabel(SelectorRequirement requirement, IReadOnlyDictionary<string, string> labels) =>
        requirement.Operator is "Gt" or "Lt"
            ? labels.TryGetValue(requirement.Key, out var value)
                && Compare(value, requirement.Values[0]) == (requirement.Operator == "Gt" ? 1 : -1)
            : LabelMatch.Matches(requirement, labels);

    private static bool MatchesField(SelectorRequirement requirement, string nodeName) =>
        requirement.Key == "metadata.name" && requirement.Values.Count == 1 && requirement.Operator switch
        {
            "In" => nodeName == requirement.Values[0],
            "NotIn" => nodeName != requirement.Values[0],
            _ => false,
        };

    /// <summary>Compares a label with a threshold; 0, which neither Gt nor Lt takes, when the label is no number.</summary>
    private static int Compare(string label, string threshold) =>
        TryParseInteger(label, out var a) && TryParseInteger(threshold, out var b) ? Math.Sign(a.CompareTo(b)) : 0;

    private static bool TryParseInteger(string text, out long value) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);

    private static int RemoveRepeats(string[] names, int count)
    {
        var kept = Math.Min(count, 1);
        for (var i = 1; i < count; i++)
            if (names[i] != names[kept - 1]) names[kept++] = names[i];
        return kept;
    }
}
