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
        var results = new SyncReport(plan, report, warn);
        var writing = Sort(plan, units, results);
        if (writing.Count == 0) return;
        // Taking the Lease is a write as well.
        var closed = await SyncRights.CheckAsync(plan, writing, cancellation).ConfigureAwait(false);
        var lease = await SyncLease.TakeAsync(plan.Session, plan.Options, cancellation).ConfigureAwait(false);
        await using (lease.ConfigureAwait(false))
        {
            await lease.HoldAsync(async stop =>
            {
                var current = await PlanRecheck.RunAsync(plan, writing, results, stop).ConfigureAwait(false);
                await WriteAsync(plan, current, closed, results, stop).ConfigureAwait(false);
            }, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>The same as a controller, which planned under the Lease that it holds, and says in the status as well what it
    /// refuses.</summary>
    public static async Task RunAsync(
        SyncPlan plan, IReadOnlyList<SyncUnit> units, SyncLease lease, Action<SyncResult> report, Action<string> warn,
        CancellationToken cancellation)
    {
        var results = new SyncReport(plan, report, warn);
        var writing = Sort(plan, units, results);
        await lease.HoldAsync(async stop =>
        {
            foreach (var unit in units.Where(static unit => unit.Obstacles.Count > 0))
                await TellAsync(plan, unit, results, stop).ConfigureAwait(false);
            if (writing.Count == 0) return;
            var closed = await SyncRights.CheckAsync(plan, writing, stop).ConfigureAwait(false);
            await WriteAsync(plan, writing, closed, results, stop).ConfigureAwait(false);
        }, cancellation).ConfigureAwait(false);
    }

    /// <returns>The units that something is to be written of; the others are reported.</returns>
    private static List<SyncUnit> Sort(SyncPlan plan, IReadOnlyList<SyncUnit> units, SyncReport results)
    {
        foreach (var unit in units.Where(static unit => unit.Obstacles.Count > 0)) results.Refuse(unit);
        var writing = new List<SyncUnit>();
        foreach (var unit in units.Where(static unit => unit.Obstacles.Count == 0))
        {
            if (UnitRun.HasWork(plan, unit)) writing.Add(unit);
            else results.LeaveUnchanged(unit);
        }

        return writing;
    }

    private static async Task TellAsync(SyncPlan plan, SyncUnit unit, SyncReport results, CancellationToken stop)
    {
        var isServed = LostShares.IsServed(unit.Ipam, plan.Inventory);
        // Else conditions would pass for a sign of having been served, with the shares lost.
        if (!isServed && plan.Inventory.Members.Any(static member => member.Error is not null)) return;
        var wanted = ConditionList.Of(
            unit.Ipam.Generation, Sentences.Join(unit.Obstacles.Select(static finding => finding.Message).Distinct(StringComparer.Ordinal)),
            UnitRun.Unready(unit, static plan => plan.Content.Live?.Resource));
        try
        {
            await ConditionWriter.WriteAsync(
                plan.Session.Host, unit.Ipam, wanted, hasNoShare: !isServed, plan.Options.Clock.GetUtcNow(), stop)
                .ConfigureAwait(false);
        }
        catch (ClusterException error)
        {
            results.Warn(unit, error);
        }
    }

    /// <summary>Objects side by side, but the first by itself: it makes the namespaces that are missing, and the others find
    /// them.</summary>
    private static async Task WriteAsync(
        SyncPlan plan, List<SyncUnit> writing, ClosedClusters closed, SyncReport results, CancellationToken stop)
    {
        if (writing.Count == 0) return;
        var probe = new SchemaProbe();
        await RunUnitAsync(writing[0]).ConfigureAwait(false);
        var options = new ParallelOptions { MaxDegreeOfParallelism = plan.Options.ThrottleLimit, CancellationToken = stop };
        await Parallel.ForEachAsync(writing.Skip(1), options, (unit, _) => new ValueTask(RunUnitAsync(unit))).ConfigureAwait(false);

        Task RunUnitAsync(SyncUnit unit) => new UnitRun(plan, unit, closed, probe, results, stop).RunAsync();
    }
}
