using DpuIpam.Addressing;
using DpuIpam.Allocation;
using DpuIpam.Resources;

namespace DpuIpam;

/// <summary>An IPPool or CIDRPool of a DPU cluster, with what nv-ipam has allocated from it.</summary>
public sealed class Pool : PoolReference
{
    private IReadOnlyList<NodeAllocation>? _allocations;
    private decimal? _free;

    internal Pool(PoolResource resource, string? cluster)
        : base(cluster, resource.Namespace, resource.Name)
    {
        Resource = resource;
        Exclusions = resource.Exclusions.Select(static range => new IpRange(range.StartIP, range.EndIP)).ReadOnly();
        Owner = resource.Labels.TryGetValue(ApiNames.OwnerNameLabel, out var owner) ? owner : null;
    }

    /// <summary>IPPool or CIDRPool.</summary>
    public PoolKind Kind => Resource is IPPoolResource ? PoolKind.IPPool : PoolKind.CIDRPool;

    /// <summary>The range as written.</summary>
    public string Network => Resource.Network;

    /// <summary>Addresses per node; null for a CIDRPool.</summary>
    public long? BlockSize => (Resource as IPPoolResource)?.PerNodeBlockSize;

    /// <summary>Prefix length of a node's prefix; null for an IPPool.</summary>
    public int? PrefixSize => (Resource as CidrPoolResource)?.PerNodeNetworkPrefix;

    /// <summary>The gateway; null for a CIDRPool, or without one.</summary>
    public string? Gateway => Resource is IPPoolResource { Gateway.Length: > 0 } pool ? pool.Gateway : null;

    /// <summary>Position of the gateway in each prefix; null for an IPPool, or without one.</summary>
    public int? GatewayIndex => (Resource as CidrPoolResource)?.GatewayIndex;

    /// <summary>Addresses not to hand out.</summary>
    public IReadOnlyList<IpRange> Exclusions { get; }

    /// <summary>Which nodes are served; null: all.</summary>
    public NodeSelector? NodeSelector => Resource.NodeSelector;

    /// <summary>What the status records, in its order.</summary>
    public IReadOnlyList<NodeAllocation> Allocations => _allocations ??= NodeAllocation.Recorded(this).ReadOnly();

    /// <summary>The DPUServiceIPAM that the pool's labels name; null for a pool made by hand.</summary>
    public string? Owner { get; }

    /// <summary>How many allocations the pool can hold: those there are, and those that are free.</summary>
    public decimal Capacity => Allocated + Free;

    /// <summary>How many the status records.</summary>
    public int Allocated => Resource.RecordedCount;

    /// <summary>How many further nodes could get one; 0 when nv-ipam refuses the pool.</summary>
    public decimal Free => _free ??= CountFree();

    /// <summary>Allocated in percent of the capacity.</summary>
    public double PercentageUtilized => Numbers.Percentage(Allocated, Capacity);

    internal PoolResource Resource { get; }

    /// <summary>The connection that it was read from; null for what comes from elsewhere.</summary>
    internal Connection? Source { get; init; }

    /// <summary>Kind, name and range: <c>IPPool pool1 192.168.0.0/20</c>.</summary>
    public override string ToString() => $"{Kind} {Pool} {Network}";

    private decimal CountFree()
    {
        if (Validation.PoolValidator.Validate(Resource).Count > 0) return 0;

        // Every node that the status names is taken to be there: what else would the numbers speak of?
        var recorded = RecordedAllocations.Of(Resource);
        var nodes = new string[recorded.Count];
        for (var i = 0; i < nodes.Length; i++) nodes[i] = recorded.NodeName(i);
        Array.Sort(nodes, ByteOrder.Instance);
        return Numbers.ToDecimal(PoolPass.Run(PoolLayout.Of(Resource), recorded, nodes).Free);
    }
}
