using DpuIpam.Addressing;
using DpuIpam.Allocation;
using DpuIpam.Planning;
using DpuIpam.Resources;

namespace DpuIpam.Clusters.Sync;

/// <summary>Whose turn comes first among the pools of one object: a cluster gets addresses only after the cluster that
/// still has them has given them up.</summary>
internal static class PoolTurns
{
    /// <summary>The turns of plans, in their order. What a write gives nobody waits for nobody.</summary>
    public static List<PoolTurn> Find(SyncPlan sync, ServiceIpamResource ipam, IReadOnlyList<Plan> plans)
    {
        var live = plans
            .Where(static plan => plan.Content.Live is not null)
            .Select(plan => (
                Plan: plan, Shown: HeldShare.Of(ipam, plan.Content.Live!)?.Ranges ?? IntervalSet.Empty,
                Offered: HeldShare.OfferedBy(ipam, plan.Content.Live!)?.Ranges ?? IntervalSet.Empty,
                Allocated: AllocatedIn(plan.Content.Live!.Resource, plan.Content.Scope.Family, ipam)))
            .ToArray();
        var turns = new List<PoolTurn>(plans.Count);
        foreach (var plan in plans)
        {
            if (!Gives(sync, plan))
            {
                turns.Add(new PoolTurn(plan, [], []));
                continue;
            }

            var (share, added) = (plan.Content.ShareRanges, NewIn(plan));
            var wanted = share.Union(added);
            turns.Add(new PoolTurn(
                plan, Others(entry => entry.Allocated.Overlaps(wanted) || entry.Shown.Overlaps(share)),
                Others(entry => entry.Offered.Overlaps(added))));

            Plan[] Others(Func<(Plan Plan, IntervalSet Shown, IntervalSet Offered, IntervalSet Allocated), bool> has) =>
                [.. live.Where(entry => entry.Plan != plan && has(entry)).Select(static entry => entry.Plan)];
        }

        return turns;
    }

    /// <summary>Whether a pool's status has an allocation of what a plan would give.</summary>
    public static bool HasAllocationOf(ServiceIpamResource ipam, PoolResource pool, Plan plan) =>
        AllocatedIn(pool, plan.Content.Scope.Family, ipam).Overlaps(Wanted(plan));

    /// <summary>A cluster that has been served before, can't be read, and may have given a node what a plan would give to
    /// another: static prefixes cross the shares.</summary>
    /// <returns>Null where there is none.</returns>
    public static DpuClusterState? FindUnread(SyncPlan sync, ServiceIpamResource ipam, Plan plan) =>
        Gives(sync, plan) && GetsByStatic(ipam, plan)
            ? sync.Inventory.Members.FirstOrDefault(member => member.Error is not null && member.Key != plan.Cluster
                && Array.Exists(ipam.Shares, share => share.DpuCluster == member.Key))
            : null;

    /// <summary>Whether anything of a pool is written that may give addresses to nodes.</summary>
    private static bool Gives(SyncPlan sync, Plan plan) => plan.Content.Live is null || PoolState.Differs(plan)
        || (sync.Allocates && plan.Content.Changes is { AddedCount: > 0 } or { MovedCount: > 0 });

    /// <summary>The share, and what nodes get beside it: static prefixes.</summary>
    private static IntervalSet Wanted(Plan plan) => plan.Content.ShareRanges.Union(NewIn(plan));

    private static IntervalSet NewIn(Plan plan)
    {
        var content = plan.Content;
        var assignments = content.Result.Assignments.Span;
        var found = new List<Interval>();
        for (var i = 0; i < assignments.Length; i++)
            if (content.Changes.Changes[i] != AllocationChange.Kept) found.Add(content.Scope.WholeOf(assignments[i].First));
        return IntervalSet.Of([.. found]);
    }

    /// <summary>What a pool's nodes have by its status.</summary>
    /// <param name="pool">The pool.</param>
    /// <param name="family">The family that counts.</param>
    /// <param name="staying">The object whose static prefixes are left out where they stay with their nodes: whoever has the
    /// share around them gives them to nobody.</param>
    private static IntervalSet AllocatedIn(PoolResource pool, AddressFamily family, ServiceIpamResource? staying = null)
    {
        var recorded = RecordedAllocations.Of(pool);
        var ranges = new List<Interval>(recorded.Count);
        for (var i = 0; i < recorded.Count; i++)
        {
            if (recorded.TryRange(i, family, out var range)
                && (staying is null || !IsStatic(staying, recorded.NodeName(i), range))) ranges.Add(range);
        }

        return IntervalSet.Of([.. ranges]);
    }

    private static bool IsStatic(ServiceIpamResource ipam, string node, Interval range) =>
        ipam.Allocations.TryGetValue(node, out var text) && Prefix.TryParse(text, out var prefix)
        && new Interval(prefix.First, prefix.Last) == range;

    /// <summary>Whether a pool would get addresses that another cluster may have by a static prefix: a prefix that is static
    /// for a node of its own now, or one in its share that was static for a node and is not any more. What its own nodes had
    /// before is no news, nor what the live pool promises already.</summary>
    private static bool GetsByStatic(ServiceIpamResource ipam, Plan plan)
    {
        if (plan.Content.Pool is not CidrPoolResource) return false;
        var live = plan.Content.Live?.Resource as CidrPoolResource;
        var own = live is null ? IntervalSet.Empty : AllocatedIn(live, plan.Content.Scope.Family);
        var promised = new HashSet<(string, Interval)>();
        foreach (var entry in live?.StaticAllocations ?? [])
        {
            if (!Prefix.TryParse(entry.Prefix, out var prefix)) continue;
            var range = new Interval(prefix.First, prefix.Last);
            promised.Add((entry.NodeName, range));
            if (!IsStatic(ipam, entry.NodeName, range) && plan.Content.ShareRanges.Overlaps(range) && !own.Covers(range)) return true;
        }

        foreach (var assignment in plan.Content.Result.Assignments.Span)
        {
            var range = plan.Content.Scope.WholeOf(assignment.First);
            if (IsStatic(ipam, assignment.NodeName, range) && !own.Covers(range) && !promised.Contains((assignment.NodeName, range)))
                return true;
        }

        return false;
    }
}

/// <summary>Whom a pool waits for.</summary>
/// <param name="Plan">The pool to write.</param>
/// <param name="Holders">Plans of other clusters whose live pools show addresses of its share, or have allocations of what
/// it would give.</param>
/// <param name="Offering">Those whose live pools may still give to a node what is to become a static prefix here. Where two
/// wait for each other by this alone, neither does.</param>
internal sealed record PoolTurn(Plan Plan, IReadOnlyList<Plan> Holders, IReadOnlyList<Plan> Offering);
