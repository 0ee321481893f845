using DpuIpam.Validation;

namespace DpuIpam.Clusters.Sync;

/// <summary>What stands in the way of allocating to nodes: nv-ipam does it where it runs, and a status that somebody else has
/// written is taken over only by consent.</summary>
internal static class AllocationGate
{
    public static IEnumerable<Finding> Obstacles(SyncUnit unit, SyncPlan sync)
    {
        if (!sync.Allocates) yield break;
        foreach (var plan in unit.PoolPlans)
        {
            var nvIpam = sync.Member(plan.Cluster)?.NvIpam;
            if (nvIpam is { State: NvIpamState.Running })
            {
                yield return plan.Content.Find(Rules.NvIpamAllocates,
                    $"nv-ipam gives addresses to the nodes here ({nvIpam.Reason}), so -Allocate is refused.");
            }
            else if (sync.Options.TakeOverStatus)
            {
                continue;
            }
            else if (nvIpam is { State: NvIpamState.Seen })
            {
                yield return plan.Content.Find(Rules.StatusOfOthers,
                    $"{nvIpam.Reason}, and nothing shows that it still runs.", "status.allocations");
            }
            else if (plan.Content.Live is { } live && sync.AllocatesIn(plan) && OtherOf(live.Resource.Root) is { } other)
            {
                yield return plan.Content.Find(Rules.StatusOfOthers,
                    $"The status of {live.Kind} {live.Pool} was written by {other}, which is no running nv-ipam.", "status.allocations");
            }
        }
    }

    /// <summary>Who else has written the allocations of a pool; null where nobody has.</summary>
    public static string? OtherOf(System.Text.Json.JsonElement pool) =>
        ManagedFields.HoldersOf(pool, "status.allocations") is { Count: > 0 } others ? string.Join(" and ", others) : null;
}
