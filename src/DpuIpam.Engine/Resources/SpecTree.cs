using System.Text.Json.Nodes;

namespace DpuIpam.Resources;

/// <summary>Parts of a spec as trees for a manifest.</summary>
internal static class SpecTree
{
    public static JsonNode? Of(NodeSelector? selector) => selector is null ? null : new JsonObject
    {
        ["nodeSelectorTerms"] = List(selector.Terms, static term =>
        {
            var tree = new JsonObject();
            if (term.MatchExpressions.Count > 0) tree["matchExpressions"] = List(term.MatchExpressions, Requirement);
            if (term.MatchFields.Count > 0) tree["matchFields"] = List(term.MatchFields, Requirement);
            return tree;
        }),
    };

    public static JsonNode? Of(LabelSelector? selector)
    {
        if (selector is null) return null;
        var tree = new JsonObject();
        if (Map(selector.MatchLabels) is { } labels) tree["matchLabels"] = labels;
        if (selector.MatchExpressions.Count > 0) tree["matchExpressions"] = List(selector.MatchExpressions, Requirement);
        return tree;
    }

    /// <summary>Exclude ranges; null when there are none.</summary>
    public static JsonNode? Ranges(IReadOnlyCollection<IpRange> ranges) => ranges.Count == 0
        ? null
        : List(ranges, static range => new JsonObject { ["startIP"] = range.StartIP, ["endIP"] = range.EndIP });

    /// <summary>Routes; null when there are none.</summary>
    public static JsonNode? Routes(IReadOnlyCollection<string> routes) => routes.Count == 0
        ? null
        : List(routes, static dst => new JsonObject { ["dst"] = dst });

    /// <summary>A map of strings, by key, since the order of a hash table means nothing; null when it is empty.</summary>
    public static JsonNode? Map(IReadOnlyDictionary<string, string> map)
    {
        if (map.Count == 0) return null;
        var tree = new JsonObject();
        foreach (var (key, value) in map.OrderBy(static entry => entry.Key, StringComparer.Ordinal)) tree[key] = value;
        return tree;
    }

    private static JsonObject Requirement(SelectorRequirement requirement)
    {
        var tree = new JsonObject { ["key"] = requirement.Key, ["operator"] = requirement.Operator };
        if (requirement.Values.Count > 0) tree["values"] = List(requirement.Values, static value => JsonValue.Create(value));
        return tree;
    }

    private static JsonArray List<T>(IEnumerable<T> items, Func<T, JsonNode> tree)
    {
        var list = new JsonArray();
        foreach (var item in items) list.Add(tree(item));
        return list;
    }
}
