namespace DpuIpam.Allocation;

/// <summary>Which objects a label selector matches (meta/v1 LabelSelector).</summary>
internal static class LabelMatch
{
    /// <summary>No selector and an empty one match everything; an unknown operator matches nothing.</summary>
    public static bool Matches(LabelSelector? selector, IReadOnlyDictionary<string, string> labels)
    {
        if (selector is null) return true;
        foreach (var (key, value) in selector.MatchLabels)
            if (!labels.TryGetValue(key, out var own) || own != value) return false;
        foreach (var requirement in selector.MatchExpressions)
            if (!Matches(requirement, labels)) return false;
        return true;
    }

    /// <summary>The four operators that label and node selectors share; any other matches nothing.</summary>
    public static bool Matches(SelectorRequirement requirement, IReadOnlyDictionary<string, string> labels)
    {
        var hasLabel = labels.TryGetValue(requirement.Key, out var value);
        return requirement.Operator switch
        {
            "In" => hasLabel && requirement.Values.Contains(value!, StringComparer.Ordinal),
            "NotIn" => !hasLabel || !requirement.Values.Contains(value!, StringComparer.Ordinal),
            "Exists" => hasLabel,
            "DoesNotExist" => !hasLabel,
            _ => false,
        };
    }
}
