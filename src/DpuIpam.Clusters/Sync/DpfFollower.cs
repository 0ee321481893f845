using DpuIpam.Validation;

namespace DpuIpam.Clusters.Sync;

/// <summary>Sees DPF through: waits until it has made the pools what they should be, and reports what is there. Writes
/// nothing.</summary>
internal static class DpfFollower
{
    /// <param name="plan">The sync as it was planned.</param>
    /// <param name="units">The units to follow; those with obstacles are reported as refused.</param>
    /// <param name="report">Receives the results.</param>
    /// <param name="seen">Receives each state as it is seen while waiting; for progress.</param>
    /// <param name="warn">Receives what went wrong beside the pools.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="ClusterException">The host cluster refuses to answer.</exception>
    public static async Task RunAsync(
        SyncPlan plan, IReadOnlyList<SyncUnit> units, Action<SyncResult> report,
        Action<IReadOnlyList<ReadinessState>> seen, Action<string> warn, CancellationToken cancellation)
    {
        var results = new SyncReport(plan, report, warn);
        foreach (var unit in units.Where(static unit => unit.Obstacles.Count > 0)) results.Refuse(unit);
        var followed = units.Where(static unit => unit.Obstacles.Count == 0).ToArray();
        if (followed.Length == 0) return;
        string[] keys = [.. followed.Select(static unit => unit.Ipam.Key)];
        var states = ReadinessWatch.Look(plan.Inventory, keys, cancellation);
        // Nobody acts while DPF is stopped: there is nothing to wait for.
        if (plan.Inventory.Dpf.State == DpfState.Present && states.Any(static state => state.Reasons.Count > 0))
            states = await ReadinessWatch.WaitAsync(plan.Session, keys, plan.Options, seen, cancellation).ConfigureAwait(false);
        for (var i = 0; i < followed.Length; i++) Report(plan, followed[i], states[i], results);
    }

    private static void Report(SyncPlan sync, SyncUnit unit, ReadinessState state, SyncReport results)
    {
        if (state.Ipam is null)
        {
            var error = new ClusterException(
                ClusterFailure.NotFound, sync.Session.Name, $"{unit.Ipam} was deleted since the sync began; DPF takes its pools away.");
            foreach (var plan in unit.PoolPlans) results.Fail(plan, error, default);
            return;
        }

        foreach (var plan in state.Plans.Where(static plan => plan.Content.HasPool))
        {
            if (ErrorOf(plan.Cluster) is { } error) results.Fail(plan, error, default);
            else if (ReasonsOf(plan.Cluster) is { Length: > 0 } reasons)
            {
                results.Add(plan, SyncAction.Deferred, PoolState.Fields(plan),
                    findings: [.. Stopped(plan.Cluster, plan.Namespace, plan.Pool), .. reasons, .. plan.Findings]);
            }
            else results.Add(plan, SyncAction.Unchanged);
        }

        foreach (var pool in unit.Removals)
        {
            if (ErrorOf(pool.Cluster) is { } error) results.Fail(pool, error, default);
            else if (state.Left.Any(left => IsSame(left, pool)))
                results.Add(pool, SyncAction.Deferred, findings: [.. Stopped(pool.Cluster, pool.Namespace, pool.Pool), .. ReasonsOf(pool.Cluster)]);
            else results.Add(pool, SyncAction.Deleted);
        }

        static bool IsSame(Pool one, Pool other) =>
            (one.Cluster, one.Kind, one.Namespace, one.Pool) == (other.Cluster, other.Kind, other.Namespace, other.Pool);

        ClusterException? ErrorOf(string? cluster) =>
            state.Inventory.Members.FirstOrDefault(member => member.Key == cluster)?.Error;

        // DPF's conditions speak of all clusters: by themselves they are no reason against any.
        Finding[] ReasonsOf(string? cluster)
        {
            Finding[] reasons = [.. state.Reasons.Where(reason => reason.Cluster is null || reason.Cluster == cluster)];
            return Array.TrueForAll(reasons, static reason => reason.Rule == Rules.ConditionReported) ? [] : reasons;
        }

        Finding[] Stopped(string? cluster, string @namespace, string pool) => state.Inventory.Dpf.State != DpfState.Stopped
            ? []
            : [new Finding(Rules.DpfStopped, $"DPF is stopped ({state.Inventory.Dpf.Reason}): nobody acts on this.")
            {
                Cluster = cluster,
                Namespace = @namespace,
                Pool = pool,
            }];
    }
}
