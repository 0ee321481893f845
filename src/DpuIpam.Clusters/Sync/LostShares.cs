using DpuIpam.Planning;
using DpuIpam.Resources;
using DpuIpam.Validation;

namespace DpuIpam.Clusters.Sync;

/// <summary>Objects that have been served and store no share any more, as after a restored status, while a cluster can't be
/// read: what it hands out is known to nobody, and may be given to nobody.</summary>
/// <remarks>Shares of clusters that can be read are told by their pools. With any share stored all are, since they are written
/// as one list: a cluster without one is new. An object that never had one says so by an empty list.</remarks>
internal static class LostShares
{
    /// <param name="ipam">The object as it would be.</param>
    /// <param name="inventory">What the clusters hold.</param>
    /// <returns>What holds the object up: a finding for each cluster that may have had a share.</returns>
    public static IEnumerable<Finding> Obstacles(ServiceIpamResource ipam, Inventory inventory)
    {
        // An edit need not bring the status along.
        var live = inventory.ServiceIpams.FirstOrDefault(one => one.Key == ipam.Key) ?? ipam;
        if (ipam.Shares.Length > 0 || live.HasShareList || !IsServed(live, inventory)) yield break;
        foreach (var member in inventory.Members)
        {
            if (member is not { Error: { } error, Key: { } key }) continue;
            yield return new Finding(Rules.ClusterUnreachable,
                $"It can't be read, and the shares of the object are lost: what it hands out is not known, and nothing is given"
                + $" away. {error.Message}")
            {
                Cluster = key,
                Namespace = ipam.Namespace,
                Object = ipam.Name,
            };
        }
    }

    /// <summary>Whether an object shows any sign of having been served.</summary>
    public static bool IsServed(ServiceIpamResource ipam, Inventory inventory) => ipam.Conditions.Length > 0
        || inventory.Members.Concat(inventory.Departed).Any(member => member.Pools.Any(pool => HeldShare.IsOwned(ipam, pool)));
}
