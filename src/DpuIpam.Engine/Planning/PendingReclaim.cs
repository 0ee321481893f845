using DpuIpam.Resources;
using DpuIpam.Validation;

namespace DpuIpam.Planning;

/// <summary>What a DPU cluster keeps of an object's range though the object does not serve it any more: nobody has seen its pool
/// gone, and nobody has let its addresses go by name.</summary>
/// <param name="Ipam">The object.</param>
/// <param name="Cluster">The DPU cluster.</param>
/// <param name="IsStored">Whether the object's status stores a share of it.</param>
/// <param name="Pools">Its pools of the object, where they can be read.</param>
/// <param name="Held">The addresses that it may be handing out.</param>
/// <param name="Why">Why it is kept, in one clause.</param>
internal sealed record PendingReclaim(
    ServiceIpamResource Ipam, string Cluster, bool IsStored, IReadOnlyList<Pool> Pools, IReadOnlyList<HeldShare> Held, string Why)
{
    /// <summary>Pools there that are not the object's own, and record some of these addresses: nobody deletes them, and while they
    /// stand nobody can let the addresses go.</summary>
    public IReadOnlyList<Pool> Foreign { get; init; } = [];

    /// <summary>The cluster with its addresses, and with the nodes that are known to have some:
    /// <c>dpu-east/east 10.0.0.1-10.0.0.30 (e1 10.0.0.1-10.0.0.10)</c>.</summary>
    public string What
    {
        get
        {
            var foreign = Foreign.SelectMany(pool => Held.SelectMany(share => share.RecordedBy(pool)));
            var nodes = Pools.SelectMany(static pool => pool.Allocations).Concat(foreign)
                .Select(static allocation => allocation.ToString()).Distinct().ToArray();
            return $"{Cluster} {Ranges}{(nodes.Length == 0 ? "" : $" ({PoolFindings.List(nodes)})")}";
        }
    }

    /// <summary>The finding that tells of it.</summary>
    public Finding Finding => new(Rules.ReclaimPending, $"{What}: nobody else gets these addresses, since {Why}.")
    {
        Cluster = Cluster,
        Namespace = Ipam.Namespace,
        Pool = Ipam.PoolName,
        Object = Ipam.Name,
    };

    private string Ranges => Held.Count == 0
        ? "without addresses of the range"
        : PoolFindings.List([.. Held.GroupBy(static share => share.Family).SelectMany(static same =>
            IpRange.Of(same.Aggregate(Addressing.IntervalSet.Empty, static (all, share) => all.Union(share.Ranges)), same.Key))
            .Select(static range => range.ToString())]);
}
