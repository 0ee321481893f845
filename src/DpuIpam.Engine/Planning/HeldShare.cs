using DpuIpam.Addressing;
using DpuIpam.Allocation;
using DpuIpam.Resources;

namespace DpuIpam.Planning;

/// <summary>Addresses of a DPUServiceIPAM's range that a DPU cluster may be handing out, whatever the stored shares say.</summary>
/// <remarks>
/// DPF knows stored shares only, and frees those of clusters that leave at once (docs/upstream.md, D.5). A plan that
/// is to be carried out without DPF keeps these as well: they are reserved, and a target without a stored share goes on
/// with them.
/// </remarks>
/// <param name="Ipam">The object, <c>namespace/name</c>.</param>
/// <param name="Cluster">The DPU cluster; null when there is only one.</param>
/// <param name="Ranges">The addresses.</param>
/// <param name="Family">Their family.</param>
internal sealed record HeldShare(string Ipam, string? Cluster, IntervalSet Ranges, AddressFamily Family)
{
    /// <summary>Whether it is what a pool shows that was to be deleted and is still there: a static prefix that its object has
    /// given up since may lie in the share of another cluster, which waits for it.</summary>
    public bool IsUndeleted { get; init; }

    /// <summary>What a live pool of an object shows: its range without its exclusions. Static prefixes are left out, since
    /// every cluster's pool carries them all and node names decide.</summary>
    /// <returns>Null where the pool is not the object's, or can't be read.</returns>
    public static HeldShare? Of(ServiceIpamResource ipam, Pool pool) =>
        IsOwned(ipam, pool) && Prefix.TryParse(pool.Network, out var network) && network.Unmapped is var range
            ? new HeldShare(ipam.Key, pool.Cluster, Without(pool, range, ipam.Allocations.Values), range.Family)
            : null;

    /// <summary>What a pool may give to any node: its range without its exclusions and without the static prefixes that it
    /// has itself. Nothing where it can't be read.</summary>
    public static IntervalSet OfferedBy(Pool pool) => Prefix.TryParse(pool.Network, out var network)
        ? Without(pool, network.Unmapped, pool.Resource is CidrPoolResource cidr ? cidr.StaticAllocations.Select(static entry => entry.Prefix) : [])
        : IntervalSet.Empty;

    /// <summary>The share that an object's status stores for a cluster.</summary>
    /// <returns>Null where it stores none, or one that can't be read.</returns>
    public static HeldShare? OfStored(ServiceIpamResource ipam, string cluster)
    {
        if (Array.Find(ipam.Shares, share => share.DpuCluster == cluster) is not { Ranges.Length: > 0 } stored) return null;
        var ranges = new List<Interval>(stored.Ranges.Length);
        var family = AddressFamily.IPv4;
        try
        {
            foreach (var (start, end) in stored.Ranges)
            {
                (var range, family) = ShareParent.ReadRange(start, end);
                ranges.Add(range);
            }
        }
        catch (ShareException)
        {
            return null;
        }

        return new HeldShare(ipam.Key, cluster, IntervalSet.Of([.. ranges]), family);
    }

    /// <summary>Whether a pool is an object's: in its namespace, with the two labels of its pools.</summary>
    public static bool IsOwned(ServiceIpamResource ipam, Pool pool) =>
        pool.Owner == ipam.Name && pool.Namespace == ipam.Namespace
        && pool.Resource.Labels.TryGetValue(ApiNames.OwnerNamespaceLabel, out var ns) && ns == ipam.Namespace;

    /// <summary>What of these addresses a pool records as given to nodes, whoever owns it.</summary>
    public IEnumerable<NodeAllocation> RecordedBy(Pool pool)
    {
        var recorded = RecordedAllocations.Of(pool.Resource);
        for (var i = 0; i < recorded.Count; i++)
            if (recorded.TryRange(i, Family, out var range) && Ranges.Overlaps(range)) yield return pool.Allocations[i];
    }

    private static IntervalSet Without(Pool pool, Prefix network, IEnumerable<string> prefixes)
    {
        var (start, end) = ShareParent.OffsetsOf(network, pool.Kind == PoolKind.IPPool ? IpamMode.Subnet : IpamMode.Network);
        var withheld = new List<Interval>();
        foreach (var range in pool.Exclusions) Add(range.StartIP, range.EndIP);
        foreach (var text in prefixes)
            if (Prefix.TryParse(text, out var prefix) && prefix.Unmapped.Family == network.Family)
                withheld.Add(new Interval(prefix.Unmapped.First, prefix.Unmapped.Last));
        var whole = new Interval(network.First + (UInt128)start, network.Last - (UInt128)end);
        return IntervalSet.Of([.. withheld]).Complement(whole);

        void Add(string startText, string endText)
        {
            if (Address.TryParse(startText, out var first) && Address.TryParse(endText, out var last)
                && first.Family == network.Family && last.Family == network.Family && first.Value <= last.Value)
                withheld.Add(new Interval(first.Value, last.Value));
        }
    }
}
