using DpuIpam.Addressing;
using DpuIpam.Planning;
using DpuIpam.Resources;
using DpuIpam.Validation;

namespace DpuIpam.Clusters.Sync;

/// <summary>Clusters of which nobody knows what they hand out of an object's range: they can't be read, and no share is stored
/// for them, although the object has been served before.</summary>
/// <remarks>
/// They are new, or their shares are lost: in a restored status, or with a DPF that stored none. Until they can be read no
/// cluster gets addresses that it has not had, and no share is stored for them.
/// </remarks>
internal static class UnknownShares
{
    /// <param name="ipam">The object as it would be.</param>
    /// <param name="plans">Its plans.</param>
    /// <param name="inventory">What the clusters hold.</param>
    public static DpuClusterState[] Find(ServiceIpamResource ipam, Plan[] plans, Inventory inventory)
    {
        var known = StoringOf(ipam, inventory);
        // With one share the others are stored as well: then a cluster that is not selected has none.
        return !IsServed(known, inventory) ? [] : [.. inventory.Members.Where(member => member is { Error: not null, Key: { } key }
            && !Array.Exists(known.Shares, share => share.DpuCluster == key)
            && (known.Shares.Length == 0 || Array.Exists(plans, plan => plan.Cluster == key)))];
    }

    /// <summary>What holds an object up whose other clusters would get more than they have.</summary>
    public static IEnumerable<Finding> Obstacles(SyncUnit unit, Inventory inventory)
    {
        var known = StoringOf(unit.Ipam, inventory);
        var fresh = unit.PoolPlans.FirstOrDefault(plan => unit.Unknown.All(member => member.Key != plan.Cluster) && GetsMore(plan, known));
        if (fresh is null) yield break;
        foreach (var member in unit.Unknown)
        {
            yield return new Finding(Rules.ClusterUnreachable,
                $"It can't be read, and no stored share says what it hands out, so {fresh.Cluster} gets nothing of it:"
                + $" {member.Error!.Message}")
            {
                Cluster = member.Key,
                Namespace = unit.Ipam.Namespace,
                Object = unit.Ipam.Name,
            };
        }
    }

    /// <summary>The object that tells of the shares: an edit need not bring them.</summary>
    private static ServiceIpamResource StoringOf(ServiceIpamResource ipam, Inventory inventory) =>
        ipam.Shares.Length > 0 ? ipam : inventory.ServiceIpams.FirstOrDefault(live => live.Key == ipam.Key) ?? ipam;

    private static bool IsServed(ServiceIpamResource ipam, Inventory inventory) =>
        ipam.Shares.Length > 0 || ipam.Conditions.Length > 0
        || inventory.Members.Any(member => member.Pools.Any(pool => HeldShare.IsOwned(ipam, pool)));

    /// <summary>Whether a cluster would get addresses that neither its stored share nor its pool shows. Static prefixes are
    /// given to nobody else.</summary>
    private static bool GetsMore(Plan plan, ServiceIpamResource ipam)
    {
        var had = plan.Cluster is { } key && HeldShare.OfStored(ipam, key) is { } stored ? stored.Ranges : IntervalSet.Empty;
        if (plan.Content.Live is { } live && HeldShare.Of(ipam, live) is { } shown) had = had.Union(shown.Ranges);
        foreach (var text in ipam.Allocations.Values)
            if (Prefix.TryParse(text, out var prefix)) had = had.Union(IntervalSet.Of(new Interval(prefix.First, prefix.Last)));
        return !plan.Content.ShareRanges.Subtract(had).IsEmpty;
    }
}
