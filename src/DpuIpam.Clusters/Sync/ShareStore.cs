using System.Text.Json.Nodes;
using DpuIpam.Addressing;
using DpuIpam.Resources;

namespace DpuIpam.Clusters.Sync;

/// <summary>Stores the shares of DPU clusters in an object's status, before any pool is made from them.</summary>
internal static class ShareStore
{
    /// <summary>The shares that a unit leads to, in the byte order of clusters: those planned, and those that clusters keep
    /// which nobody has seen giving them up.</summary>
    public static List<StoredShare> Of(SyncUnit unit)
    {
        var shares = new List<StoredShare>();
        foreach (var plan in unit.PoolPlans)
        {
            // A host cluster that is its own DPU cluster has no key to store a share under.
            if (plan.Cluster is { } cluster)
                shares.Add(new StoredShare(cluster, [.. plan.Share.Select(static range => new RangeText(range.StartIP, range.EndIP))]));
        }

        foreach (var cluster in unit.Retained)
            shares.Add(unit.Ipam.Shares.First(share => share.DpuCluster == cluster));
        shares.Sort(static (a, b) => ByteOrder.Compare(a.DpuCluster, b.DpuCluster));
        return shares;
    }

    /// <summary>Whether the shares that a unit leads to are stored already.</summary>
    public static bool AreStored(SyncUnit unit) => AreSame(unit.Ipam.Shares, Of(unit));

    /// <summary>Stores them, if they are not stored already.</summary>
    /// <param name="host">The host cluster.</param>
    /// <param name="ipam">The object as it was planned.</param>
    /// <param name="shares">The shares.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>The object as it is now.</returns>
    /// <exception cref="ClusterException">The object has changed since it was planned, or its definition knows no shares.</exception>
    public static async Task<ServiceIpamResource> StoreAsync(
        ICluster host, ServiceIpamResource ipam, List<StoredShare> shares, CancellationToken cancellation)
    {
        if (AreSame(ipam.Shares, shares)) return ipam;
        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject { ["resourceVersion"] = ipam.ResourceVersion },
            // The whole list: merged entry by entry, one range could end up with two owners.
            ["status"] = new JsonObject { ["dpuClusterAllocations"] = Tree(shares) },
        };
        var answer = new ServiceIpamResource(await host.MergeAsync(
            ResourceKind.ServiceIpam, new ObjectName(ipam.Namespace, ipam.Name), Sync.Tree.Of(patch), ObjectPart.Status, false,
            cancellation).ConfigureAwait(false));
        return AreSame(answer.Shares, shares)
            ? answer
            : throw new ClusterException(ClusterFailure.UnsupportedField, host.Name,
                $"{ipam}: the server did not keep status.dpuClusterAllocations: its DPUServiceIPAM definition is too old for"
                + " shares of DPU clusters. Update DPF's CRDs; no pool was touched.");
    }

    private static JsonArray Tree(List<StoredShare> shares)
    {
        var list = new JsonArray();
        foreach (var share in shares)
        {
            var ranges = new JsonArray();
            foreach (var (start, end) in share.Ranges)
                ranges.Add(new JsonObject { ["startIP"] = start, ["endIP"] = end });
            list.Add(new JsonObject { ["dpuCluster"] = share.DpuCluster, ["ipRanges"] = ranges });
        }

        return list;
    }

    public static bool AreSame(StoredShare[] stored, IReadOnlyList<StoredShare> wanted)
    {
        if (stored.Length != wanted.Count) return false;
        for (var i = 0; i < stored.Length; i++)
            if (stored[i].DpuCluster != wanted[i].DpuCluster || !stored[i].Ranges.AsSpan().SequenceEqual(wanted[i].Ranges)) return false;
        return true;
    }
}
