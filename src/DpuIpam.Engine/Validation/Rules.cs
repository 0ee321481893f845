using static DpuIpam.FindingSeverity;

namespace DpuIpam.Validation;

/// <summary>Every rule that a finding can come from. Ids are fixed: scripts and pipelines refer to them.</summary>
internal static partial class Rules
{
    private static Rule[]? _all;

    /// <summary>All rules, by id. Collected on first use: the rules of the other files may not be there before.</summary>
    public static IReadOnlyList<Rule> All => _all ??= Collect();

    private static Rule[] Collect()
    {
        var rules = typeof(Rules)
            .GetFields(System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.Static)
            .Select(static field => field.GetValue(null))
            .OfType<Rule>()
            .ToArray();
        Array.Sort(rules, static (a, b) => string.CompareOrdinal(a.RuleId, b.RuleId));
        return rules;
    }

    private static Rule NvIpam(string id, string description, string advice, string reference) =>
        new(id, FindingSource.NvIpam, Error, description, advice, "nv-ipam " + reference);

    private static Rule NvIpam(
        string id, FindingSeverity severity, string description, string advice, string reference) =>
        new(id, FindingSource.NvIpam, severity, description, advice, "nv-ipam " + reference);

    private static Rule Ours(
        string id, FindingSeverity severity, string description, string advice, string reference) =>
        new(id, FindingSource.DpuIpam, severity, description, advice, reference);
}
