namespace DpuIpam.Clusters.Sync;

/// <summary>Carries a sync out without DPF: does its controller's whole job for the units that were agreed to.</summary>
internal static class SyncRun
{
    /// <param name="plan">The sync as it was planned.</param>
    /// <param name="units">The units to carry out; those with obstacles are reported as refused.</param>
    /// <param name="report">Receives each result as it comes, one at a time.</param>
    /// <param name="warn">Receives what went wrong beside the pools.</param>
    /// <param name="cancellation">Stops between two writes.</param>
    /// <exception cref="ClusterException">The host cluster can't be written at all, or another sync runs.</exception>
    public static async Task RunAsync(
        SyncPlan plan, IReadOnlyList<SyncUnit> units, Action<SyncResult> report, Action<string> warn,
        CancellationToken cancellation)
    {
        var (writing, results) = Sort(plan, units, report, warn);
        if (writing.Count == 0) return;
        // Taking the Lease is a write as well.
        var closed = await SyncRights.CheckAsync(plan, writing, cancellation).ConfigureAwait(false);
        var lease = await SyncLease.TakeAsync(plan.Session, plan.Options.Clock, cancellation).ConfigureAwait(false);
        await using (lease.ConfigureAwait(false))
            await lease.HoldAsync(stop => WriteAsync(plan, writing, closed, results, stop), cancellation).ConfigureAwait(false);
    }

    /// <summary>The same under a Lease that is held already.</summary>
    public static async Task RunAsync(
        SyncPlan plan, IReadOnlyList<SyncUnit> units, SyncLease lease, Action<SyncResult> report, Action<string> warn,
        CancellationToken cancellation)
    {
        var (writing, results) = Sort(plan, units, report, warn);
        if (writing.Count == 0) return;
        var closed = await SyncRights.CheckAsync(plan, writing, cancellation).ConfigureAwait(false);
        await lease.HoldAsync(stop => WriteAsync(plan, writing, closed, results, stop), cancellation).ConfigureAwait(false);
    }

    private static (List<SyncUnit> Writing, SyncReport Results) Sort(
        SyncPlan plan, IReadOnlyList<SyncUnit> units, Action<SyncResult> report, Action<string> warn)
    {
        var results = new SyncReport(plan, report, warn);
        foreach (var unit in units.Where(static unit => unit.Obstacles.Count > 0)) results.Refuse(unit);
        var writing = new List<SyncUnit>();
        foreach (var unit in units.Where(static unit => unit.Obstacles.Count == 0))
        {
            if (UnitRun.HasWork(plan, unit)) writing.Add(unit);
            else results.LeaveUnchanged(unit);
        }

        return (writing, results);
    }

    /// <summary>Objects side by side, but the first by itself: it makes the namespaces that are missing, and the others find
    /// them.</summary>
    private static async Task WriteAsync(
        SyncPlan plan, List<SyncUnit> writing, ClosedClusters closed, SyncReport results, CancellationToken stop)
    {
        var probe = new SchemaProbe();
        await RunUnitAsync(writing[0]).ConfigureAwait(false);
        var options = new ParallelOptions { MaxDegreeOfParallelism = plan.Options.ThrottleLimit, CancellationToken = stop };
        await Parallel.ForEachAsync(writing.Skip(1), options, (unit, _) => new ValueTask(RunUnitAsync(unit))).ConfigureAwait(false);

        Task RunUnitAsync(SyncUnit unit) => new UnitRun(plan, unit, closed, probe, results, stop).RunAsync();
    }
}
