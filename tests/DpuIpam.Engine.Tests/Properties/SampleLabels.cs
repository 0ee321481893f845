using DpuIpam.Addressing;
using DpuIpam.Allocation;

namespace DpuIpam.Engine.Tests.Properties;

/// <summary>What a sample is an example of: properties say little about what the samples never contain.</summary>
internal static class SampleLabels
{
    /// <summary>What must turn up among the samples of either kind.</summary>
    public static readonly string[] Common =
    [
        "invalid", "absent status", "empty status", "changed", "unchanged", "changes again", "unserved", "no room left",
        "nothing usable", "kept", "moved", "excluded blocks", "excluded with per-node exclusions", "selector",
        "/31", "/32", "/127", "/128", "first of all", "last of all",
    ];

    public static IEnumerable<string> Of(Scenario scenario, PassResult result)
    {
        yield return result.Errors.Count > 0 ? "invalid" : "valid";
        if (result.Layout is not { } layout) yield break;
        if (scenario.Recorded.Count == 0) yield return scenario.Recorded.Exists ? "empty status" : "absent status";
        yield return result.StatusChanged ? "changed" : "unchanged";
        if (result.MayChangeAgain) yield return "changes again";
        if (result.Unserved.Count > 0) yield return "unserved";
        else if (result.Free == 0) yield return "no room left";

        var served = result.Assignments.ToArray()
            .ToLookup(static item => item.RecordedIndex >= 0, static item => item.NodeName);
        if (served[true].Any()) yield return "kept";
        if (result.Discards.Any(item => served[false].Contains(scenario.Recorded.NodeName(item.RecordedIndex))))
            yield return "moved";
        foreach (var reason in result.Discards.Select(static item => item.Reason).Distinct()) yield return $"{reason}";

        if (layout.UsableBlocks == 0) yield return "nothing usable";
        else if (!layout.Excluded.IsEmpty)
            yield return layout.PerNode.IsEmpty ? "excluded blocks" : "excluded with per-node exclusions";
        if (scenario.Spec.Selector is not null) yield return "selector";
        yield return $"/{layout.Network.Length}";
        if (layout.Network.First == 0) yield return "first of all";
        if (layout.Network.Last == Address.LastOf(layout.Network.Family)) yield return "last of all";
    }
}
