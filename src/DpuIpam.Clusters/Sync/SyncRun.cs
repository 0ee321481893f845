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
        var missing = await SyncRights.FindMissingAsync(plan, writing, cancellation).ConfigureAwait(false);
        var lease = await SyncLease.TakeAsync(plan.Session, plan.Options.Clock, cancellation).ConfigureAwait(false);
        await using (lease.ConfigureAwait(false))
            await WriteAsync(plan, writing, missing, results, lease, cancellation).ConfigureAwait(false);
    }

    /// <summary>The same under a Lease that is held already.</summary>
    public static async Task RunAsync(
        SyncPlan plan, IReadOnlyList<SyncUnit> units, SyncLease lease, Action<SyncResult> report, Action<string> warn,
        CancellationToken cancellation)
    {
        var (writing, results) = Sort(plan, units, report, warn);
        if (writing.Count == 0) return;
        var missing = await SyncRights.FindMissingAsync(plan, writing, cancellation).ConfigureAwait(false);
        await WriteAsync(plan, writing, missing, results, lease, cancellation).ConfigureAwait(false);
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

    private static async Task WriteAsync(
        SyncPlan plan, List<SyncUnit> writing, Dictionary<string, ClusterException> missing, SyncReport results,
        SyncLease lease, CancellationToken cancellation)
    {
        var probe = new SchemaProbe();
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellation, lease.Lost);
        try
        {
            // What goes away, goes before anything is given away.
            foreach (var turn in writing.GroupBy(static unit => unit.Removals.Count == 0).OrderBy(static turn => turn.Key))
                await RunAsync([.. turn], stopping.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (lease.Lost.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new ClusterException(ClusterFailure.Conflict, plan.Session.Name,
                $"another sync has taken the Lease {SyncLease.Name}; this one has stopped between two writes. Sync again.");
        }

        // Side by side, but the first by itself: it makes the namespaces that are missing, and the others find them.
        async Task RunAsync(SyncUnit[] units, CancellationToken stop)
        {
            await RunUnitAsync(units[0], stop).ConfigureAwait(false);
            var options = new ParallelOptions { MaxDegreeOfParallelism = plan.Options.ThrottleLimit, CancellationToken = stop };
            await Parallel.ForEachAsync(units.Skip(1), options, (unit, _) => new ValueTask(RunUnitAsync(unit, stop))).ConfigureAwait(false);
        }

        Task RunUnitAsync(SyncUnit unit, CancellationToken stop) => new UnitRun(plan, unit, missing, probe, results, stop).RunAsync();
    }
}
