using DpuIpam.Addressing;
using DpuIpam.Allocation;
using DpuIpam.Resources;

namespace DpuIpam.Clusters.Sync;

/// <summary>Looks, once the Lease is held, whether what a sync was planned on is still so: between planning and writing somebody
/// was asked, or another sync had its turn.</summary>
/// <remarks>
/// Other syncs leave their traces in the objects, so only those are read again. A pool that was changed shows when it is
/// written, by its version.
/// </remarks>
internal static class PlanRecheck
{
    /// <summary>Reports the units that no longer hold as failed.</summary>
    /// <returns>The others.</returns>
    /// <exception cref="ClusterException">DPF holds the pools by now, or the host cluster can't be read.</exception>
    public static async Task<List<SyncUnit>> RunAsync(
        SyncPlan plan, IReadOnlyList<SyncUnit> units, SyncReport results, CancellationToken cancellation)
    {
        var now = await InventoryReader.ReadAsync(
            plan.Session, InventoryParts.Host, plan.Options.ThrottleLimit, cancellation).ConfigureAwait(false);
        if ((plan with { Inventory = now }).IsBesideDpf)
        {
            throw new ClusterException(ClusterFailure.Conflict, plan.Session.Name,
                $"DPF holds the pools since this sync was planned ({now.Dpf.Reason}). Nothing was written; sync again, beside it.");
        }

        var current = new List<SyncUnit>();
        foreach (var unit in units)
        {
            var ipam = now.ServiceIpams.FirstOrDefault(ipam => ipam.Key == unit.Ipam.Key);
            if (ChangeOf(unit.Ipam, ipam, plan.Inventory, now) is not { } change)
            {
                // With its newest version: labels or conditions may have changed.
                current.Add(unit with { Ipam = ipam! });
                continue;
            }

            var error = new ClusterException(ClusterFailure.Conflict, plan.Session.Name,
                $"{unit.Ipam}: {change} since this sync was planned. Nothing was written of it; sync again.");
            foreach (var pool in unit.PoolPlans) results.Fail(pool, error, default);
            foreach (var pool in unit.Removals) results.Fail(pool, error, default);
        }

        return current;
    }

    /// <summary>What has changed of all that an object was planned on; null when nothing has.</summary>
    private static string? ChangeOf(ServiceIpamResource planned, ServiceIpamResource? ipam, Inventory then, Inventory now)
    {
        if (ipam is null) return "it is gone";
        if (!IsSame(planned, ipam)) return "it was changed";
        if (!Targets(planned, then).SequenceEqual(Targets(ipam, now))) return "the DPU clusters that it selects have changed";
        foreach (var other in now.ServiceIpams)
        {
            if (other.Key == ipam.Key || !Meets(other, ipam)) continue;
            if (then.ServiceIpams.FirstOrDefault(one => one.Key == other.Key) is not { } before || !IsSame(before, other))
                return $"{other}, whose range meets this one's, was changed";
        }

        return null;
    }

    private static bool IsSame(ServiceIpamResource planned, ServiceIpamResource current) =>
        ServiceIpamWriter.IsSameSpec(planned, current) && ShareStore.AreSame(planned.Shares, current.Shares);

    private static IEnumerable<(string Key, string Uid)> Targets(ServiceIpamResource ipam, Inventory inventory) => inventory.DpuClusters
        .Where(cluster => LabelMatch.Matches(ipam.ClusterSelector, cluster.Labels))
        .Select(static cluster => (cluster.Key, cluster.Uid));

    private static bool Meets(ServiceIpamResource one, ServiceIpamResource other) =>
        Prefix.TryParse(one.Network, out var range) && Prefix.TryParse(other.Network, out var its)
        && range.Family == its.Family && range.First <= its.Last && its.First <= range.Last;
}
