using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using DpuIpam.Allocation;
using DpuIpam.Planning;
using DpuIpam.Resources;

namespace DpuIpam.Clusters.Sync;

/// <summary>Serves one DPUServiceIPAM as its controller does, in an order that gives no address to two.</summary>
/// <remarks>
/// What goes away is deleted and seen gone; then the shares are stored; then the pools are written, those first that give
/// addresses up; at last the conditions. Ended between any two writes, the next run goes on from what it finds.
/// </remarks>
internal sealed class UnitRun(
    SyncPlan sync, SyncUnit unit, IReadOnlyDictionary<string, ClusterException> missingRights, SchemaProbe probe,
    SyncReport report, CancellationToken cancellation)
{
    private readonly ConcurrentDictionary<Plan, PoolResource> _written = new();
    private readonly ConcurrentDictionary<string, ClusterException> _failures = new(StringComparer.Ordinal);

    private SyncOptions Options => sync.Options;

    /// <summary>Whether anything would be written at all: a sync that finds everything as wanted sends no write.</summary>
    public static bool HasWork(SyncPlan sync, SyncUnit unit)
    {
        if (unit.Removals.Count > 0 || !ShareStore.AreStored(unit)) return true;
        foreach (var plan in unit.PoolPlans)
        {
            if (sync.Member(plan.Cluster)?.Error is not null || plan.Content.Live is not { } live || PoolState.Differs(plan)) return true;
            if (sync.Options.TakeOverFromDpf && ManagedFields.IndexOfApplier(live.Resource.Root, Handover.DpfManager) >= 0) return true;
            if (sync.Allocates && PoolPass.Run(live.Resource, sync.NodesOf(plan.Cluster)).StatusChanged) return true;
        }

        var unready = Unready(unit, static plan => plan.Content.Live!.Resource);
        return !ConditionList.IsStored(unit.Ipam, ConditionList.Of(unit.Ipam.Generation, Leftovers(unit), unready));
    }

    public async Task RunAsync()
    {
        if (!await RemoveAsync().ConfigureAwait(false)) return;
        ServiceIpamResource stored;
        try
        {
            stored = await ShareStore.StoreAsync(sync.Session.Host, unit.Ipam, ShareStore.Of(unit), cancellation).ConfigureAwait(false);
        }
        catch (ClusterException error)
        {
            foreach (var plan in unit.PoolPlans) report.Fail(plan, error, default);
            return;
        }

        await WritePoolsAsync().ConfigureAwait(false);
        await WriteConditionsAsync(stored).ConfigureAwait(false);
    }

    /// <returns>Whether the rest may be done: nobody still hands out what is to be given away.</returns>
    private async Task<bool> RemoveAsync()
    {
        await ForEachAsync(unit.Removals, async pool =>
        {
            var start = Options.Clock.GetTimestamp();
            try
            {
                var cluster = ClusterOf(pool.Cluster);
                await PoolRemover.DeleteAsync(
                    cluster, pool.Resource, Options.Consent, Options.Patience, Options.Clock, cancellation).ConfigureAwait(false);
                report.Add(pool, SyncAction.Deleted, Options.Clock.GetElapsedTime(start));
            }
            catch (ClusterException error)
            {
                _failures[Name(pool.Cluster)] = error;
                report.Fail(pool, error, Options.Clock.GetElapsedTime(start));
            }
        }).ConfigureAwait(false);
        if (_failures.IsEmpty) return true;
        var error = new ClusterException(ClusterFailure.Conflict, sync.Session.Name,
            $"{unit.Ipam}: nothing is given away while {string.Join(", ", _failures.Keys)} may still hand it out. Sync again once"
            + " that pool is gone.");
        foreach (var plan in unit.PoolPlans) report.Fail(plan, error, default);
        return false;
    }

    private async Task WritePoolsAsync()
    {
        var turns = PoolTurns.Find(unit.Ipam, [.. unit.PoolPlans]);
        await ForEachAsync(turns.Where(static turn => turn.Value.Count == 0), turn => WriteAsync(turn.Key, turn.Value)).ConfigureAwait(false);
        await ForEachAsync(turns.Where(static turn => turn.Value.Count > 0), turn => WriteAsync(turn.Key, turn.Value)).ConfigureAwait(false);
    }

    /// <param name="plan">The pool to write.</param>
    /// <param name="holders">Pools of other clusters that still show addresses of its share.</param>
    private async Task WriteAsync(Plan plan, IReadOnlyList<Plan> holders)
    {
        var start = Options.Clock.GetTimestamp();
        try
        {
            await WaitForAsync(plan, holders).ConfigureAwait(false);
            var cluster = ClusterOf(plan.Cluster);
            var live = plan.Content.Live?.Resource;
            var taken = live is not null && Options.TakeOverFromDpf
                ? await Handover.TakeAsync(cluster, live, cancellation).ConfigureAwait(false)
                : null;
            var outcome = await PoolWriter.WriteAsync(cluster, plan.Content.Pool, taken ?? live, probe, cancellation).ConfigureAwait(false);
            var pool = outcome.Pool;
            var isAllocated = false;
            if (sync.Allocates)
            {
                (pool, isAllocated) = await AllocationWriter.WriteAsync(
                    cluster, pool, sync.NodesOf(plan.Cluster), cancellation).ConfigureAwait(false);
            }

            _written[plan] = pool;
            Report(plan, outcome, taken is not null || isAllocated, Options.Clock.GetElapsedTime(start));
        }
        catch (ClusterException error)
        {
            _failures[Name(plan.Cluster)] = error;
            report.Fail(plan, error, Options.Clock.GetElapsedTime(start));
        }
    }

    /// <summary>Waits until the clusters that still show addresses of a share have neither the range nor an allocation in
    /// it any more.</summary>
    private async Task WaitForAsync(Plan plan, IReadOnlyList<Plan> holders)
    {
        if (holders.Count == 0) return;
        var holder = holders.FirstOrDefault(other => !_written.ContainsKey(other));
        if (holder is null && await Waiting.UntilAsync(AreClearAsync, Options.Patience, Options.Clock, cancellation).ConfigureAwait(false))
            return;
        throw new ClusterException(ClusterFailure.Conflict, Name(plan.Cluster),
            $"{unit.Ipam}: no pool is written yet, since {Name((holder ?? holders[0]).Cluster)} still hands out addresses of its"
            + " share. Sync again once it has given them up.");

        async Task<bool> AreClearAsync()
        {
            foreach (var other in holders)
            {
                var pool = other.Content.Pool;
                var found = await ClusterOf(other.Cluster).FindAsync(
                    PoolWriter.KindOf(pool), PoolWriter.NameOf(pool), cancellation).ConfigureAwait(false);
                if (found is not null && PoolTurns.HasAllocationIn(Tree.Pool(found), plan)) return false;
            }

            return true;
        }
    }

    private void Report(Plan plan, PoolWriter.Outcome outcome, bool isTouched, TimeSpan duration)
    {
        var isUnchanged = outcome.Action == SyncAction.Unchanged && !isTouched;
        Finding[] outside = isUnchanged ? [.. Readiness.OutsideShare(plan)] : [];
        if (outside.Length > 0)
            _failures[Name(plan.Cluster)] = new ClusterException(ClusterFailure.Server, Name(plan.Cluster), outside[0].Message);
        report.Add(
            plan, outcome.Action == SyncAction.Unchanged && isTouched ? SyncAction.Updated : outcome.Action, outcome.Fields,
            duration, findings: [.. outside, .. plan.Findings]);
    }

    private async Task WriteConditionsAsync(ServiceIpamResource stored)
    {
        var error = _failures.IsEmpty
            ? Leftovers(unit)
            : string.Join("; ", _failures.OrderBy(static entry => entry.Key, StringComparer.Ordinal).Select(static entry => entry.Value.Message));
        var wanted = ConditionList.Of(stored.Generation, error, Unready(unit, plan => _written.GetValueOrDefault(plan)));
        if (ConditionList.IsStored(stored, wanted)) return;
        try
        {
            await MergeAsync("").ConfigureAwait(false);
        }
        catch (ClusterException failure) when (failure.Failure == ClusterFailure.Invalid)
        {
            // There are servers (1.20 built with a newer Go) that take an empty text for null, and refuse it.
            try
            {
                await MergeAsync(ConditionList.NoMessage).ConfigureAwait(false);
            }
            catch (ClusterException again)
            {
                report.Warn(unit, again);
            }
        }
        catch (ClusterException failure)
        {
            report.Warn(unit, failure);
        }

        Task MergeAsync(string noMessage)
        {
            var status = new JsonObject
            {
                ["conditions"] = ConditionList.Merge(stored, wanted, Options.Clock.GetUtcNow(), noMessage),
            };
            if (stored.Generation is { } generation) status["observedGeneration"] = generation;
            var patch = new JsonObject
            {
                ["metadata"] = new JsonObject { ["resourceVersion"] = stored.ResourceVersion },
                ["status"] = status,
            };
            return sync.Session.Host.MergeAsync(
                ResourceKind.ServiceIpam, new ObjectName(stored.Namespace, stored.Name), Tree.Of(patch), ObjectPart.Status, false,
                cancellation);
        }
    }

    private static string? Leftovers(SyncUnit unit) => unit.Retained.Count == 0
        ? null
        : $"Stale objects still exist across non matching DPUClusters: {string.Join(", ", unit.Retained)} (ReclaimPending)";

    /// <summary>Pools without any allocation; one that could not be written is no news here.</summary>
    private static List<(string Cluster, string Pool)> Unready(SyncUnit unit, Func<Plan, PoolResource?> pool) => [.. unit.PoolPlans
        .Where(plan => pool(plan) is { RecordedCount: 0 })
        .Select(static plan => (plan.Cluster ?? "", $"{plan.Namespace}/{plan.Pool}"))];

    private ICluster ClusterOf(string? key)
    {
        var member = sync.Member(key);
        if (member?.Error is { } error) throw error;
        if (missingRights.TryGetValue(Name(key), out var missing)) throw missing;
        return member?.Cluster ?? throw new InvalidOperationException($"No cluster {key} was read.");
    }

    private string Name(string? key) => sync.Member(key)?.Name ?? key ?? sync.Session.Name;

    private Task ForEachAsync<T>(IEnumerable<T> items, Func<T, Task> action) => Parallel.ForEachAsync(
        items, new ParallelOptions { MaxDegreeOfParallelism = Options.ThrottleLimit, CancellationToken = cancellation },
        (item, _) => new ValueTask(action(item)));
}
