using DpuIpam.Resources;

namespace DpuIpam.Validation;

/// <summary>What DPF's webhook lets pass without a look, and on which its controller then fails in every pass: selectors of
/// DPU clusters that can't be read, and labels and annotations that the API server of a DPU cluster refuses on the
/// pool.</summary>
internal static class ControllerRules
{
    public static List<DpfViolation> Check(ServiceIpamResource ipam)
    {
        var violations = new List<DpfViolation>();
        if (ipam.ClusterSelector is { } selector) CheckSelector(selector, violations);
        foreach (var (key, value) in Sorted(ipam.PoolLabels))
        {
            if (Labels.CheckKey(key) is [var error, ..])
                Add(Rules.PoolLabelInvalid, $"spec.metadata.labels['{key}']", $"{Text(key)} is no label key: {error}");
            else if (!Labels.IsValue(value))
                Add(Rules.PoolLabelInvalid, $"spec.metadata.labels['{key}']", $"'{value}' is no label value");
        }

        foreach (var (key, _) in Sorted(ipam.PoolAnnotations))
        {
            if (Labels.CheckKey(key.ToLowerInvariant()) is [var error, ..])
                Add(Rules.PoolLabelInvalid, $"spec.metadata.annotations['{key}']", $"{Text(key)} is no annotation key: {error}");
        }

        return violations;

        void Add(Rule rule, string field, string message) => violations.Add(new DpfViolation(rule, field, message));
    }

    private static void CheckSelector(LabelSelector selector, List<DpfViolation> violations)
    {
        foreach (var (key, value) in Sorted(selector.MatchLabels))
            CheckRequirement($"matchLabels['{key}']", new SelectorRequirement(key, "In", value), violations);
        for (var i = 0; i < selector.MatchExpressions.Count; i++)
            CheckRequirement($"matchExpressions[{i}]", selector.MatchExpressions[i], violations);
    }

    private static void CheckRequirement(string field, SelectorRequirement requirement, List<DpfViolation> violations)
    {
        var count = requirement.Values.Count;
        var message = requirement.Operator switch
        {
            _ when Labels.CheckKey(requirement.Key) is [var error, ..] => $"{Text(requirement.Key)} is no label key: {error}",
            "In" or "NotIn" when count == 0 => $"{requirement.Operator} needs values",
            "Exists" or "DoesNotExist" when count > 0 => $"{requirement.Operator} takes no values",
            "In" or "NotIn" or "Exists" or "DoesNotExist" =>
                requirement.Values.FirstOrDefault(static value => !Labels.IsValue(value)) is { } bad ? $"'{bad}' is no label value" : null,
            _ => $"{Text(requirement.Operator)} is no operator",
        };
        if (message is not null)
            violations.Add(new DpfViolation(Rules.ClusterSelectorInvalid, $"spec.dpuClusterSelector.{field}", message));
    }

    private static string Text(string text) => text.Length == 0 ? "an empty text" : text;

    private static IEnumerable<KeyValuePair<string, string>> Sorted(IReadOnlyDictionary<string, string> map) =>
        map.OrderBy(static entry => entry.Key, StringComparer.Ordinal);
}
