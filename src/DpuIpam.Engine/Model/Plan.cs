using DpuIpam.Planning;

namespace DpuIpam;

/// <summary>What DPF and nv-ipam would make of an object or pool: which node gets which addresses.</summary>
public sealed class Plan : PoolReference
{
    private readonly PlanContent _content;
    private IReadOnlyList<NodeAllocation>? _allocations;
    private IReadOnlyList<NodeAllocation>? _changes;

    internal Plan(PlanContent content)
        : base(content.Cluster, content.Pool.Namespace, content.Pool.Name)
    {
        _content = content;
        UnallocatedNodes = content.Result.Unserved.ReadOnly();
        Share = content.Share.ReadOnly();
        Exclusions = content.Exclusions.ReadOnly();
        Findings = content.Findings.ReadOnly();
    }

    /// <summary>IPPool or CIDRPool.</summary>
    public PoolKind Kind => _content.Scope.Kind;

    /// <summary>Subnet for an IPPool, Network for a CIDRPool.</summary>
    public IpamMode Mode => Kind == PoolKind.IPPool ? IpamMode.Subnet : IpamMode.Network;

    /// <summary>The range as written.</summary>
    public string Network => _content.Pool.Network;

    /// <summary>Addresses per node; null for a CIDRPool.</summary>
    public long? BlockSize => (_content.Pool as Resources.IPPoolResource)?.PerNodeBlockSize;

    /// <summary>Prefix length of a node's prefix; null for an IPPool.</summary>
    public int? PrefixSize => (_content.Pool as Resources.CidrPoolResource)?.PerNodeNetworkPrefix;

    /// <summary>The gateway; null for a CIDRPool, or without one.</summary>
    public string? Gateway => _content.Scope.PoolGateway;

    /// <summary>Position of the gateway in each prefix; null for an IPPool, or without one.</summary>
    public int? GatewayIndex => (_content.Pool as Resources.CidrPoolResource)?.GatewayIndex;

    /// <summary>How many nodes the pool serves or should serve.</summary>
    public int NodeCount => _content.Result.Nodes.Length;

    /// <summary>How many allocations fit: those there are, and those that are free.</summary>
    public decimal Capacity => Allocated + Free;

    /// <summary>How many nodes get an allocation.</summary>
    public int Allocated => _content.Result.Assignments.Length;

    /// <summary>How many further nodes could get one.</summary>
    public decimal Free => Numbers.ToDecimal(_content.Result.Free);

    /// <summary>Allocated in percent of the capacity.</summary>
    public double PercentageUtilized => Numbers.Percentage(Allocated, Capacity);

    /// <summary>What each node gets, in the byte order of names.</summary>
    public IReadOnlyList<NodeAllocation> Allocations => _allocations ??= _content.Allocations().ReadOnly();

    /// <summary>Nodes that the pool selects and that get nothing.</summary>
    public IReadOnlyList<string> UnallocatedNodes { get; }

    /// <summary>The DPU cluster's share of the range; for a pool without a DPUServiceIPAM empty.</summary>
    public IReadOnlyList<IpRange> Share { get; }

    /// <summary>The pool's exclusions: for a DPUServiceIPAM all that is not the cluster's share as well.</summary>
    public IReadOnlyList<IpRange> Exclusions { get; }

    /// <summary>Allocations that are added, moved or dropped against what is recorded now.</summary>
    public IReadOnlyList<NodeAllocation> Changes => _changes ??= _content.ChangedAllocations().ReadOnly();

    /// <summary>What is worth knowing, the gravest first.</summary>
    public IReadOnlyList<Finding> Findings { get; }

    /// <summary>Whether no finding is an error.</summary>
    public bool IsValid => !Findings.Any(static finding => finding.Severity == FindingSeverity.Error);

    internal PlanContent Content => _content;

    /// <summary>The connection on whose clusters it was made; null for a plan of manifests alone.</summary>
    internal Connection? Source { get; init; }

    /// <summary>Pool and figures: <c>pool1 192.168.0.0/20, 3 of 15 nodes</c>.</summary>
    public override string ToString() => $"{Pool} {Network}, {Allocated} of {Capacity} nodes";
}
