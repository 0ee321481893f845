using DpuIpam.Resources;

namespace DpuIpam.Planning;

/// <summary>The nodes and pools of a planning by what they are asked for: with many objects and clusters, looking through
/// all of them for each pool would cost more than the planning.</summary>
internal sealed class PlanIndex
{
    private readonly Dictionary<string, Node[]> _nodesByCluster = new(StringComparer.Ordinal);
    private readonly ILookup<string?, Node> _nodes;
    private readonly Node[] _homeless;
    private readonly Node[] _all;
    private readonly ILookup<(string Kind, string Namespace, string Name), Pool> _pools;
    private readonly ILookup<(string Namespace, string? Owner), Pool> _owned;

    public PlanIndex(PlanInput input)
    {
        _all = [.. input.Nodes];
        _nodes = input.Nodes.ToLookup(static node => node.Cluster, StringComparer.Ordinal);
        _homeless = [.. _nodes[null]];
        _pools = input.Pools.ToLookup(static pool => (pool.Resource.Kind, pool.Namespace, pool.Pool));
        _owned = input.Pools.ToLookup(static pool => (pool.Namespace, pool.Owner));
    }

    /// <summary>The nodes of a cluster; those of no cluster are in every one, and without a cluster all count.</summary>
    public Node[] NodesIn(string? cluster)
    {
        if (cluster is null) return _all;
        if (!_nodesByCluster.TryGetValue(cluster, out var nodes))
            _nodesByCluster[cluster] = nodes = _homeless.Length == 0 ? [.. _nodes[cluster]] : [.. _homeless, .. _nodes[cluster]];
        return nodes;
    }

    /// <summary>The existing pools of an object, by their labels.</summary>
    public IEnumerable<Pool> OwnedBy(ServiceIpamResource ipam) =>
        _owned[(ipam.Namespace, ipam.Name)].Where(pool => HeldShare.IsOwned(ipam, pool));

    /// <summary>The existing pool that a planned one would become; one of no known cluster is that of the only one.</summary>
    public Pool? Existing(PoolResource pool, string? cluster, bool isOnly) =>
        _pools[(pool.Kind, pool.Namespace, pool.Name)].FirstOrDefault(existing => existing.Cluster is null
            ? isOnly
            : cluster is null || existing.Cluster == cluster);
}
