namespace DpuIpam.Clusters.Sync;

/// <summary>Makes the pools of objects DPF's again, for a DPF that is about to be started. Changes nothing else.</summary>
internal static class HandBackRun
{
    /// <param name="plan">The sync as it was planned.</param>
    /// <param name="units">The objects whose pools are handed back.</param>
    /// <param name="report">Receives each result as it comes.</param>
    /// <param name="cancellation">Stops between two writes.</param>
    /// <exception cref="ClusterException">Another sync runs, or DPF does.</exception>
    public static async Task RunAsync(
        SyncPlan plan, IReadOnlyList<SyncUnit> units, Action<SyncResult> report, CancellationToken cancellation)
    {
        if (plan.Inventory.Dpf is { State: DpfState.Present, Reason: var reason })
        {
            throw new ClusterException(ClusterFailure.Conflict, plan.Session.Name,
                $"DPF runs ({reason}): it has its pools, or takes them by itself. Nothing is handed back.");
        }

        var results = new SyncReport(plan, report, static _ => { });
        var lease = await SyncLease.TakeAsync(plan.Session, plan.Options, cancellation).ConfigureAwait(false);
        await using (lease.ConfigureAwait(false))
            await lease.HoldAsync(stop => GiveAsync(plan, units, results, stop), cancellation).ConfigureAwait(false);
    }

    private static Task GiveAsync(
        SyncPlan plan, IReadOnlyList<SyncUnit> units, SyncReport results, CancellationToken cancellation) => Parallel.ForEachAsync(
        units.SelectMany(unit => PoolsOf(plan, unit)),
        new ParallelOptions { MaxDegreeOfParallelism = plan.Options.ThrottleLimit, CancellationToken = cancellation },
        (pool, token) => new ValueTask(GiveAsync(plan, pool, results, token)));

    /// <summary>The pools of an object, wherever they are.</summary>
    public static IEnumerable<Pool> PoolsOf(SyncPlan plan, SyncUnit unit) => plan.Inventory.PoolsOf(unit.Ipam);

    private static async Task GiveAsync(SyncPlan plan, Pool pool, SyncReport results, CancellationToken cancellation)
    {
        var start = plan.Options.Clock.GetTimestamp();
        try
        {
            var given = await Handover.GiveAsync(plan.Member(pool.Cluster)!.Cluster!, pool.Resource, cancellation).ConfigureAwait(false);
            results.Add(
                pool, given is null ? SyncAction.Unchanged : SyncAction.Updated, plan.Options.Clock.GetElapsedTime(start));
        }
        catch (ClusterException error)
        {
            results.Fail(pool, error, plan.Options.Clock.GetElapsedTime(start));
        }
    }
}
