using DpuIpam.Clusters.Sync;
using DpuIpam.Connections;

namespace DpuIpam.Writing;

/// <summary>Says how many nodes are served while a command waits.</summary>
internal static class ReadinessProgress
{
    public static void Report(ClusterWork work, IReadOnlyList<ReadinessState> states)
    {
        var all = 0;
        var served = 0;
        foreach (var plan in states.SelectMany(static state => state.Plans))
        {
            all += plan.NodeCount;
            if (plan.Content.Live is null) continue;
            var changes = plan.Content.Changes;
            served += plan.Allocated - changes.AddedCount - changes.MovedCount;
        }

        work.ReportProgress($"{served} of {all} nodes are served", served, all);
    }
}
