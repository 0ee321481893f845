namespace DpuIpam;

/// <summary>What a sync did to one pool of one DPU cluster.</summary>
public sealed class SyncResult : PoolReference
{
    internal SyncResult(string? cluster, string @namespace, string pool, PoolKind kind, SyncAction action)
        : base(cluster, @namespace, pool)
    {
        Kind = kind;
        Action = action;
    }

    /// <summary>IPPool or CIDRPool.</summary>
    public PoolKind Kind { get; }

    /// <summary>What was done.</summary>
    public SyncAction Action { get; }

    /// <summary>Fields that differed, as <c>spec.gateway: 10.0.0.1 -> 10.0.0.2</c>.</summary>
    public IReadOnlyList<string> Fields { get; internal init; } = [];

    /// <summary>Allocations that are added, moved or dropped against what was recorded.</summary>
    public IReadOnlyList<NodeAllocation> Changes { get; internal init; } = [];

    /// <summary>What each node has, or gets.</summary>
    public IReadOnlyList<NodeAllocation> Allocations { get; internal init; } = [];

    /// <summary>What is worth knowing, the gravest first.</summary>
    public IReadOnlyList<Finding> Findings { get; internal init; } = [];

    /// <summary>How long it took.</summary>
    public TimeSpan Duration { get; internal init; }

    /// <summary>Why it was not done; null when it was.</summary>
    public string? Error { get; internal init; }

    /// <summary>The DPUServiceIPAM that the pool is of; null for a pool of nobody.</summary>
    public string? Owner { get; internal init; }

    /// <summary>What went wrong with the cluster, if that is why it was not done.</summary>
    internal ClusterException? Failure { get; init; }

    /// <summary>The same with further findings behind those there are.</summary>
    internal SyncResult With(IEnumerable<Finding> further) => new(Cluster, Namespace, Pool, Kind, Action)
    {
        Fields = Fields,
        Changes = Changes,
        Allocations = Allocations,
        Findings = Findings.Concat(further).ReadOnly(),
        Duration = Duration,
        Error = Error,
        Owner = Owner,
        Failure = Failure,
    };

    /// <summary>Action and pool: <c>Updated IPPool pool1 in dpu-east/east</c>.</summary>
    public override string ToString() => $"{Action} {Kind} {Pool}{(Cluster is null ? "" : " in " + Cluster)}";
}
