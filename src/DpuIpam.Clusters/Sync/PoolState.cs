using DpuIpam.Planning;

namespace DpuIpam.Clusters.Sync;

/// <summary>A planned pool beside the live one.</summary>
internal static class PoolState
{
    /// <summary>Whether the live pool has to be written.</summary>
    public static bool Differs(Plan plan) => Fields(plan).Count > 0;

    /// <summary>The fields that differ; none where there is no live pool.</summary>
    public static IReadOnlyList<FieldDifference> Fields(Plan plan) => plan.Content.Live is { } live
        ? PoolComparison.Compare(plan.Content.Pool, live.Resource)
        : [];
}
