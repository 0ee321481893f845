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
    /// <summary>The reasons that nv-ipam gives.</summary>
    public static bool IsKnown(string reason) => reason is "NoFreeRanges" or "NoFreePrefixes" or "InvalidSpec";

    public bool IsAbout(Plan plan) =>
        Cluster == plan.Cluster && Kind == plan.Kind && Namespace == plan.Namespace && Pool == plan.Pool;
}
