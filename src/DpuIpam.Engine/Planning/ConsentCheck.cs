using DpuIpam.Validation;

namespace DpuIpam.Planning;

/// <summary>Holds up what would renumber or drop live allocations without consent, and what is wrong with or without
/// it.</summary>
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
            var changes = plan.Content.Changes;
            if (changes.MovedCount > 0 && !consent.AllowRenumber) obstacles.Add(Renumbering(plan));
            if (changes.Dropped.Count > 0 && !consent.AllowDrop) obstacles.Add(Drop(plan));
        }

        foreach (var pool in removed)
            if (pool.Allocated > 0 && !consent.AllowDrop) obstacles.Add(Drop(pool));
        return obstacles;
    }

    private static Finding Renumbering(Plan plan)
    {
        var moved = plan.Changes.Where(static change => change.Change == AllocationChange.Moved).ToArray();
        return plan.Content.Find(Rules.RenumberingRefused,
            $"{PoolFindings.Count(moved.Length, "node")} would be renumbered:"
            + $" {PoolFindings.List([.. moved.Select(static change => $"{change.NodeName} {change.Previous} -> {change.Current}")])}.",
            nodeName: moved.Length == 1 ? moved[0].NodeName : null);
    }

    private static Finding Drop(Plan plan)
    {
        var dropped = plan.Changes.Where(static change => change.Change == AllocationChange.Dropped).ToArray();
        return plan.Content.Find(Rules.DropRefused,
            $"{PoolFindings.Count(dropped.Length, "node")} would lose {(dropped.Length == 1 ? "its" : "their")} allocation:"
            + $" {PoolFindings.List([.. dropped.Select(static change => $"{change.NodeName} {change.Previous}")])}.",
            nodeName: dropped.Length == 1 ? dropped[0].NodeName : null);
    }

    private static Finding Drop(Pool pool)
    {
        var nodes = pool.Allocations.Select(static allocation => allocation.ToString()).ToArray();
        return new Finding(Rules.DropRefused,
            $"The {pool.Kind} would be deleted, and {PoolFindings.Count(nodes.Length, "node")} would lose"
            + $" {(nodes.Length == 1 ? "its" : "their")} allocation: {PoolFindings.List(nodes)}.")
        {
            Cluster = pool.Cluster,
            Namespace = pool.Namespace,
            Pool = pool.Pool,
        };
    }
}
