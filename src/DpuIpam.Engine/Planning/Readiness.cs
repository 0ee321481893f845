using DpuIpam.Addressing;
using DpuIpam.Resources;
using DpuIpam.Validation;

namespace DpuIpam.Planning;

/// <summary>What keeps an object from being ready: its controller has seen its newest spec, every selected DPU cluster has
/// exactly its pool, and every selected node a valid allocation inside its cluster's share.</summary>
/// <remarks>DPF calls an object ready as soon as each pool has one allocation (docs/upstream.md, C.6).</remarks>
internal static class Readiness
{
    /// <param name="ipam">The object as it is now.</param>
    /// <param name="plans">Its plans with all pools and nodes as they are now.</param>
    /// <param name="reports">What nv-ipam says about pools as they are now. It only explains what is wrong.</param>
    /// <param name="isObserved">Whether somebody else is to act on the object, and says so in its status.</param>
    /// <param name="left">Pools of the object that are to go away.</param>
    public static List<Finding> Reasons(
        ServiceIpamResource ipam, IReadOnlyList<Plan> plans, IReadOnlyList<PoolReport> reports, bool isObserved,
        IReadOnlyList<Pool>? left = null)
    {
        var reasons = new List<Finding>();
        if (isObserved && ipam.Generation is { } generation && (ipam.ObservedGeneration ?? 0) < generation)
        {
            reasons.Add(new Finding(Rules.NotObserved,
                $"DPF has not acted on generation {generation} yet (its status is of {ipam.ObservedGeneration ?? 0}).")
            {
                Namespace = ipam.Namespace,
                Object = ipam.Name,
            });
        }

        foreach (var plan in plans)
        {
            var count = reasons.Count;
            Collect(plan, reasons);
            if (reasons.Count == count) continue;
            foreach (var report in reports)
            {
                if (report.IsAbout(plan))
                    reasons.Add(report.ToFinding());
            }
        }

        foreach (var pool in left ?? [])
        {
            reasons.Add(new Finding(Rules.PoolLeft, $"The {pool.Kind} {pool.Pool} is still there.")
            {
                Cluster = pool.Cluster,
                Namespace = pool.Namespace,
                Pool = pool.Pool,
            });
        }

        if (reasons.Count > 0 && isObserved) AddConditions(ipam, reasons);
        return reasons;
    }

    /// <summary>Whether nv-ipam serves another namespace of a cluster, and not that of a pool: it writes a status, be it an
    /// empty one, for every pool that it looks at (docs/upstream.md, 8.2).</summary>
    /// <param name="pool">The pool.</param>
    /// <param name="others">All pools of its cluster.</param>
    public static bool IsInUnwatchedNamespace(Pool pool, IReadOnlyList<Pool> others) =>
        !pool.Resource.HasAllocations
        && others.Any(other => other.Resource.HasAllocations && other.Namespace != pool.Namespace)
        && !others.Any(other => other.Resource.HasAllocations && other.Namespace == pool.Namespace);

    private static void AddConditions(ServiceIpamResource ipam, List<Finding> reasons)
    {
        foreach (var condition in ipam.Conditions)
        {
            if (condition.Status == "True" || condition.Message.Length == 0 || condition.Type == "Ready") continue;
            reasons.Add(new Finding(Rules.ConditionReported, $"{condition.Type} is {condition.Status}: {condition.Message}")
            {
                Namespace = ipam.Namespace,
                Object = ipam.Name,
                Field = "status.conditions",
            });
        }
    }

    /// <summary>Allocations of a live pool that lie in another cluster's share.</summary>
    public static IEnumerable<Finding> OutsideShare(Plan plan)
    {
        var content = plan.Content;
        if (content.Live is not { } live || content.Served.IsEmpty) yield break;
        foreach (var allocation in live.Allocations)
        {
            if (!Address.TryParse(allocation.StartIP ?? "", out var start)
                || !Address.TryParse(allocation.EndIP ?? "", out var end)) continue;
            if (start.Family != content.Scope.Family || content.Served.Covers(new Interval(start.Value, end.Value))) continue;
            yield return content.Find(Rules.AllocationOutsideShare,
                $"{allocation.NodeName} has {Text(allocation)}, outside the cluster's share"
                + $" {PoolFindings.List([.. plan.Share.Select(static range => range.ToString())])}.",
                "status.allocations", allocation.NodeName);
        }
    }

    private static void Collect(Plan plan, List<Finding> reasons)
    {
        var content = plan.Content;
        reasons.AddRange(plan.Findings.Where(static finding => finding.Severity == FindingSeverity.Error));
        if (content.Live is not { } live)
        {
            // Without a pool to be made, the errors above, or no selected cluster, say all there is to say.
            if (content.HasPool) reasons.Add(content.Find(Rules.PoolMissing, $"There is no {plan.Kind} {plan.Pool} yet."));
            return;
        }

        var differences = PoolComparison.Compare(content.Pool, live.Resource);
        if (differences.Count > 0)
        {
            reasons.Add(content.Find(Rules.PoolDiffers,
                $"The {plan.Kind} differs in {PoolFindings.List([.. differences.Select(static field => field.Path)])}.",
                differences[0].Path));
        }

        reasons.AddRange(OutsideShare(plan));
        foreach (var change in plan.Changes)
        {
            reasons.Add(content.Find(Rules.NodeNotServed, change.Change switch
            {
                AllocationChange.Dropped => $"{change.NodeName} still has {change.Previous}.",
                AllocationChange.Moved => $"{change.NodeName} has {change.Previous}, and will get {Text(change)}.",
                _ => $"{change.NodeName} has no allocation yet.",
            }, nodeName: change.NodeName));
        }

        foreach (var node in plan.UnallocatedNodes)
            reasons.Add(content.Find(Rules.NodeUnallocated, $"{node} gets nothing: the pool is exhausted.", nodeName: node));
    }

    private static string Text(NodeAllocation allocation) =>
        allocation.Prefix ?? $"{allocation.StartIP}-{allocation.EndIP}";
}
