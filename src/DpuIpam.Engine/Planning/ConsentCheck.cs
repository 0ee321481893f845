using DpuIpam.Validation;

namespace DpuIpam.Planning;

/// <summary>The gate of all writes: holds up what would renumber or drop live allocations without consent, and what is wrong
/// with or without it.</summary>
internal static class ConsentCheck
{
    /// <summary>The findings that hold the write up; none means that it may be done.</summary>
    /// <param name="plans">The plans that the write carries out.</param>
    /// <param name="removed">Pools that the write deletes.</param>
    /// <param name="consent">What was allowed.</param>
    public static List<Finding> Judge(IReadOnlyList<Plan> plans, IReadOnlyList<Pool> removed, Consent consent)
    {
        var obstacles = new List<Finding>();
        foreach (var plan in plans)
        {
            // On an invalid spec upstream clears the status; we refuse.
            obstacles.AddRange(plan.Findings.Where(static finding => finding.Severity == FindingSeverity.Error));
        }

        obstacles.AddRange(FindLosses(plans, removed, consent, LiveChanges.None));
        return obstacles;
    }

    /// <summary>The losses of live allocations that lack consent.</summary>
    /// <param name="plans">The plans that the write carries out.</param>
    /// <param name="removed">Pools that the write deletes.</param>
    /// <param name="consent">What was allowed.</param>
    /// <param name="pending">What happens without the write just the same, and needs no consent to it.</param>
    public static IEnumerable<Finding> FindLosses(
        IReadOnlyList<Plan> plans, IReadOnlyList<Pool> removed, Consent consent, LiveChanges pending)
    {
        foreach (var plan in plans)
        {
            var changes = LiveChanges.Of([plan], []).Except(pending);
            if (changes.Moved.Count > 0 && !consent.AllowRenumber) yield return Renumbering(plan, changes.Moved);
            if (changes.Dropped.Count > 0 && !consent.AllowDrop) yield return Drop(plan, changes.Dropped);
        }

        foreach (var pool in removed)
        {
            var dropped = LiveChanges.Of([], [pool]).Except(pending).Dropped;
            if (dropped.Count > 0 && !consent.AllowDrop) yield return Drop(pool, dropped);
        }
    }

    /// <summary>Whether a finding says that consent is missing.</summary>
    public static bool IsAboutConsent(Finding finding) =>
        finding.Rule == Rules.RenumberingRefused || finding.Rule == Rules.DropRefused;

    private static Finding Renumbering(Plan plan, IReadOnlyList<NodeAllocation> moved) => plan.Content.Find(
        Rules.RenumberingRefused,
        $"{PoolFindings.Count(moved.Count, "node")} would be renumbered:"
        + $" {PoolFindings.List([.. moved.Select(static change => $"{change.NodeName} {change.Previous} -> {change.Current}")])}.",
        nodeName: moved.Count == 1 ? moved[0].NodeName : null);

    private static Finding Drop(Plan plan, IReadOnlyList<NodeAllocation> dropped) => plan.Content.Find(
        Rules.DropRefused,
        $"{PoolFindings.Count(dropped.Count, "node")} would lose {(dropped.Count == 1 ? "its" : "their")} allocation:"
        + $" {Names(dropped)}.",
        nodeName: dropped.Count == 1 ? dropped[0].NodeName : null);

    private static Finding Drop(Pool pool, IReadOnlyList<NodeAllocation> dropped) => new(
        Rules.DropRefused,
        $"The {pool.Kind} would be deleted, and {PoolFindings.Count(dropped.Count, "node")} would lose"
        + $" {(dropped.Count == 1 ? "its" : "their")} allocation: {Names(dropped)}.")
    {
        Cluster = pool.Cluster,
        Namespace = pool.Namespace,
        Pool = pool.Pool,
    };

    private static string Names(IReadOnlyList<NodeAllocation> dropped) =>
        PoolFindings.List([.. dropped.Select(static change => $"{change.NodeName} {change.Previous}")]);
}
