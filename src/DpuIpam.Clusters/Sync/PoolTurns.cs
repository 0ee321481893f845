using DpuIpam.Planning;
using DpuIpam.Resources;

namespace DpuIpam.Clusters.Sync;

/// <summary>Whose turn comes first among the pools of one object: a cluster gets addresses only after the cluster that
/// still shows them has given them up.</summary>
internal static class PoolTurns
{
    /// <summary>For each plan, the plans of other clusters whose live pools show addresses of its share.</summary>
    public static Dictionary<Plan, IReadOnlyList<Plan>> Find(ServiceIpamResource ipam, IReadOnlyList<Plan> plans)
    {
        var shown = plans
            .Where(static plan => plan.Content.Live is not null)
            .Select(plan => (Plan: plan, Held: HeldShare.Of(ipam, plan.Content.Live!)))
            .Where(static entry => entry.Held is not null)
            .ToArray();
        return plans.ToDictionary(static plan => plan, plan => (IReadOnlyList<Plan>)[.. shown
            .Where(entry => entry.Plan != plan && entry.Held!.Ranges.Overlaps(plan.Content.ShareRanges))
            .Select(static entry => entry.Plan)]);
    }

    /// <summary>Whether a pool's status has an allocation in a share.</summary>
    public static bool HasAllocationIn(PoolResource pool, Plan plan) =>
        new Pool(pool, null).Allocations.Any(allocation =>
            Addressing.Address.TryParse(allocation.StartIP ?? "", out var start)
            && Addressing.Address.TryParse(allocation.EndIP ?? "", out var end)
            && plan.Content.ShareRanges.Overlaps(new Addressing.Interval(start.Value, end.Value)));
}
