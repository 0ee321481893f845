using DpuIpam.Validation;

namespace DpuIpam.Clusters.Sync;

/// <summary>Sees DPF through: waits until it has made the pools what they should be, and reports what is there. Writes
/// nothing.</summary>
internal static class DpfFollower
{
    /// <param name="plan">The sync as it was planned.</param>
    /// <param name="units">The units to follow; those with obstacles are reported as refused.</param>
    /// <param name="report">Receives the results.</param>
    /// <param name="warn">Receives what went wrong beside the pools.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public static async Task RunAsync(
        SyncPlan plan, IReadOnlyList<SyncUnit> units, Action<SyncResult> report, Action<string> warn,
        CancellationToken cancellation)
    {
        var results = new SyncReport(plan, report, warn);
        foreach (var unit in units.Where(static unit => unit.Obstacles.Count > 0)) results.Refuse(unit);
        string[] keys = [.. units.Where(static unit => unit.Obstacles.Count == 0).Select(static unit => unit.Ipam.Key)];
        if (keys.Length == 0) return;
        var states = ReadinessWatch.Look(plan.Inventory, keys, cancellation);
        // Nobody acts while DPF is stopped: there is nothing to wait for.
        if (plan.Inventory.Dpf.State == DpfState.Present && states.Any(static state => state.Reasons.Count > 0))
        {
            states = await ReadinessWatch.WaitAsync(plan.Session, keys, plan.Options, static _ => { }, cancellation)
                .ConfigureAwait(false);
        }

        foreach (var state in states) Report(plan, state, results);
    }

    private static void Report(SyncPlan sync, ReadinessState state, SyncReport results)
    {
        foreach (var plan in state.Plans.Where(static plan => plan.Content.HasPool))
        {
            if (sync.Member(plan.Cluster)?.Error is { } error)
            {
                results.Fail(plan, error, default);
                continue;
            }

            Finding[] reasons = [.. state.Reasons.Where(reason => reason.Cluster is null || reason.Cluster == plan.Cluster)];
            if (reasons.Length == 0)
            {
                results.Add(plan, SyncAction.Unchanged);
                continue;
            }

            Finding[] stopped = sync.Inventory.Dpf.State == DpfState.Stopped
                ? [plan.Content.Find(Rules.DpfStopped, $"DPF is stopped ({sync.Inventory.Dpf.Reason}): nobody acts on this.")]
                : [];
            results.Add(plan, SyncAction.Deferred, PoolState.Fields(plan), findings: [.. stopped, .. reasons, .. plan.Findings]);
        }
    }
}
