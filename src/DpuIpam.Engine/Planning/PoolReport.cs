using DpuIpam.Validation;

namespace DpuIpam.Planning;

/// <summary>An event in which nv-ipam says what it could not do for a pool (docs/upstream.md, 8.3).</summary>
/// <param name="Cluster">The DPU cluster.</param>
/// <param name="Kind">IPPool or CIDRPool.</param>
/// <param name="Namespace">Namespace of the pool.</param>
/// <param name="Pool">Name of the pool.</param>
/// <param name="Reason">NoFreeRanges, NoFreePrefixes or InvalidSpec.</param>
/// <param name="Message">nv-ipam's words.</param>
internal sealed record PoolReport(
    string? Cluster, PoolKind Kind, string Namespace, string Pool, string Reason, string Message)
{
    /// <summary>What stands before a node's name in nv-ipam's words.</summary>
    private const string BeforeNode = "Node: ";

    /// <summary>The node that got nothing; null where it is about the pool.</summary>
    public string? NodeName
    {
        get
        {
            var start = Message.IndexOf(BeforeNode, StringComparison.Ordinal);
            if (start < 0) return null;
            var name = Message.AsSpan(start + BeforeNode.Length);
            var end = name.IndexOfAny(',', ' ');
            return (end < 0 ? name : name[..end]).ToString();
        }
    }

    /// <summary>The reasons that nv-ipam gives.</summary>
    public static bool IsKnown(string reason) => reason is "NoFreeRanges" or "NoFreePrefixes" or "InvalidSpec";

    public bool IsAbout(Plan plan) =>
        Cluster == plan.Cluster && Kind == plan.Kind && Namespace == plan.Namespace && Pool == plan.Pool;

    public bool IsAbout(Pool pool) =>
        Cluster == pool.Cluster && Kind == pool.Kind && Namespace == pool.Namespace && Pool == pool.Pool;

    /// <summary>The report as a finding.</summary>
    public Finding ToFinding() => new(Rules.PoolEventReported, $"nv-ipam reports {Reason}: {Message}")
    {
        Cluster = Cluster,
        Namespace = Namespace,
        Pool = Pool,
    };
}
