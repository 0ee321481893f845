using System.Collections.Concurrent;
using DpuIpam.Planning;
using DpuIpam.Resources;

namespace DpuIpam.Clusters.Sync;

/// <summary>Serves one DPUServiceIPAM as its controller does, in an order that gives no address to two.</summary>
/// <remarks>
/// What goes away is deleted and seen gone; then the shares are stored; then the pools are written, those first that give
/// addresses up; at last the conditions. Ended between any two writes, the next run goes on from what it finds.
/// </remarks>
internal sealed class UnitRun(
    SyncPlan sync, SyncUnit planned, ClosedClusters closed, SchemaProbe probe, SyncReport report, CancellationToken cancellation)
{
    private readonly ConcurrentDictionary<Plan, PoolResource> _written = new();
    private readonly ConcurrentDictionary<string, ClusterException> _failures = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<Pool> _stuck = [];
    private SyncUnit _unit = planned;

    private SyncOptions Options => sync.Options;

    /// <summary>Whether anything would be written at all: a sync that finds everything as wanted sends no write.</summary>
    public static bool HasWork(SyncPlan sync, SyncUnit unit)
    {
        if (unit.Removals.Count > 0 || !ShareStore.AreStored(unit)) return true;
        var failures = new Dictionary<string, ClusterException>();
        foreach (var plan in unit.PoolPlans)
        {
            if (sync.Member(plan.Cluster)?.Error is not null || sync.Writes(plan)) return true;
            if (FailureOf(sync, plan, Readiness.OutsideShare(plan)) is { } failure) failures.TryAdd(failure.Cluster, failure);
        }

        var unready = Unready(unit, static plan => plan.Content.Live!.Resource);
        return !ConditionList.IsStored(unit.Ipam, ConditionList.Of(unit.Ipam.Generation, ErrorOf(unit, failures), unready));
    }

    /// <summary>Pools without any allocation; one that could not be written is no news here.</summary>
    public static List<(string Cluster, string Pool)> Unready(SyncUnit unit, Func<Plan, PoolResource?> pool) => [.. unit.PoolPlans
        .Where(plan => pool(plan) is { RecordedCount: 0 })
        .Select(static plan => (plan.Cluster ?? "", $"{plan.Namespace}/{plan.Pool}"))];

    public async Task RunAsync()
    {
        report.TellPending(_unit);
        var stored = await TryStoreAsync().ConfigureAwait(false);
        if (stored is null) return;
        await WritePoolsAsync().ConfigureAwait(false);
        // What can't be read, or does not go, may have had one.
        var hasNoShare = !_unit.PoolPlans.Any() && _stuck.IsEmpty && _unit.Pending.Count == 0
            && sync.Inventory.Members.All(static member => member.Error is null);
        await WriteConditionsAsync(stored, hasNoShare).ConfigureAwait(false);
    }

    /// <summary>Removes what goes away, then stores the shares.</summary>
    /// <returns>The object as it is now; null when nothing may be given away.</returns>
    private async Task<ServiceIpamResource?> TryStoreAsync()
    {
        var host = sync.Session.Host;
        try
        {
            if (closed.ReasonOf(host.Name) is { } reason) throw reason;
            await RemoveAsync().ConfigureAwait(false);
            if (!_stuck.IsEmpty) Replan();
            if (_unit.Obstacles.Count == 0)
                return await ShareStore.StoreAsync(host, _unit.Ipam, ShareStore.Of(_unit), cancellation).ConfigureAwait(false);
            report.Refuse(_unit);
            await WriteConditionsAsync(_unit.Ipam, hasNoShare: false).ConfigureAwait(false);
        }
        catch (ClusterException error)
        {
            closed.CloseIfSilent(error);
            foreach (var plan in _unit.PoolPlans) report.Fail(plan, error, default);
            if (error.Failure != ClusterFailure.UnsupportedField) return null;
            _failures.TryAdd(host.Name, error);
            await WriteConditionsAsync(_unit.Ipam, hasNoShare: false).ConfigureAwait(false);
        }

        return null;
    }

    private Task RemoveAsync() => ForEachAsync(_unit.Removals, async pool =>
    {
        var start = Options.Clock.GetTimestamp();
        var consent = _unit.IsReleased(pool) ? Options.Consent with { AllowDrop = true } : Options.Consent;
        try
        {
            await PoolRemover.DeleteAsync(
                ClusterOf(pool.Cluster), pool.Resource, consent, Options.Patience, Options.Clock, cancellation).ConfigureAwait(false);
            report.Add(pool, SyncAction.Deleted, Options.Clock.GetElapsedTime(start));
        }
        catch (ClusterException error)
        {
            _stuck.Add(pool);
            Note(pool.Cluster, error);
            report.Fail(pool, error, Options.Clock.GetElapsedTime(start));
        }
    });

    /// <summary>What is still there keeps its addresses; the others go on without them.</summary>
    private void Replan()
    {
        var inventory = sync.Inventory.After([.. _unit.Removals.Except(_stuck)], [.. _stuck]);
        _unit = SyncPlanner.Prepare(sync.Session, inventory, [_unit.Ipam], Options, cancellation).Units[0];
    }

    private async Task WritePoolsAsync()
    {
        var waiting = PoolTurns.Find(sync, _unit.Ipam, [.. _unit.PoolPlans], [.. _stuck]);
        while (waiting.Count > 0)
        {
            var next = waiting.FindAll(turn => !turn.Holders.Any(holder => waiting.Exists(other => other.Plan == holder)));
            // Those that wait for one another all do so in vain, and say it.
            if (next.Count == 0) next = [.. waiting];
            await ForEachAsync(next, WriteAsync).ConfigureAwait(false);
            waiting.RemoveAll(next.Contains);
        }
    }

    private async Task WriteAsync(PoolTurn turn)
    {
        var plan = turn.Plan;
        var start = Options.Clock.GetTimestamp();
        try
        {
            var live = plan.Content.Live?.Resource;
            if (live is not null && sync.Member(plan.Cluster)?.Error is null && !sync.Writes(plan))
            {
                // Nothing is asked of the cluster, so nothing that is wrong there stands in the way.
                _written[plan] = live;
                Report(plan, new PoolWriter.Outcome(SyncAction.Unchanged, live, []), false, Options.Clock.GetElapsedTime(start));
                return;
            }

            await WaitForAsync(turn).ConfigureAwait(false);
            var cluster = ClusterOf(plan.Cluster);
            var taken = live is not null && Options.TakeOverFromDpf
                ? await Handover.TakeAsync(cluster, live, cancellation).ConfigureAwait(false)
                : null;
            var outcome = await PoolWriter.WriteAsync(cluster, plan.Content.Pool, taken ?? live, probe, cancellation).ConfigureAwait(false);
            var pool = outcome.Pool;
            var isAllocated = false;
            if (sync.Allocates)
            {
                (pool, isAllocated) = await AllocationWriter.WriteAsync(
                    cluster, pool, sync.NodesOf(plan.Cluster), Options.Consent, Options.TakeOverStatus, cancellation).ConfigureAwait(false);
            }

            _written[plan] = pool;
            Report(plan, outcome, taken is not null || isAllocated, Options.Clock.GetElapsedTime(start));
        }
        catch (ClusterException error)
        {
            Note(plan.Cluster, error);
            report.Fail(plan, error, Options.Clock.GetElapsedTime(start));
        }
    }

    /// <summary>Waits until no other cluster hands out what a pool would give.</summary>
    private async Task WaitForAsync(PoolTurn turn)
    {
        if (turn.Stuck is { } stuck)
            throw NotYet($"the {stuck.Kind} {stuck.Pool} of {Name(stuck.Cluster)} is still there and hands out addresses that it would give", null);
        if (turn.Unread is { Error: { } error } unread)
            throw NotYet($"static prefixes change, and {unread.Name}, which may hand them out, can't be read ({error.Message})", error);
        var holder = turn.Holders.FirstOrDefault(other => !_written.ContainsKey(other));
        if (holder is null && await Waiting.UntilAsync(AreClearAsync, Options.Patience, Options.Clock, cancellation).ConfigureAwait(false)) return;
        throw NotYet($"{Name((holder ?? turn.Holders[0]).Cluster)} still hands out addresses that it would give", null);

        ClusterException NotYet(string why, Exception? inner) => new(ClusterFailure.Conflict, Name(turn.Plan.Cluster),
            $"{_unit.Ipam}: no pool is written yet, since {why}. Sync again once that is over.", [], inner);

        async Task<bool> AreClearAsync()
        {
            foreach (var other in turn.Holders)
            {
                var pool = other.Content.Pool;
                var found = await ClusterOf(other.Cluster).FindAsync(
                    PoolWriter.KindOf(pool), PoolWriter.NameOf(pool), cancellation).ConfigureAwait(false);
                if (found is not null && PoolTurns.Keeps(sync, turn, new Pool(Tree.Pool(found), other.Cluster))) return false;
            }

            return true;
        }
    }

    private void Report(Plan plan, PoolWriter.Outcome outcome, bool isTouched, TimeSpan duration)
    {
        var isUnchanged = outcome.Action == SyncAction.Unchanged && !isTouched;
        Finding[] outside = isUnchanged ? [.. Readiness.OutsideShare(plan)] : [];
        if (FailureOf(sync, plan, outside) is { } failure) Note(plan.Cluster, failure);
        report.Add(
            plan, outcome.Action == SyncAction.Unchanged && isTouched ? SyncAction.Updated : outcome.Action, outcome.Fields,
            duration, findings: [.. outside, .. plan.Findings]);
    }

    private async Task WriteConditionsAsync(ServiceIpamResource stored, bool hasNoShare)
    {
        var wanted = ConditionList.Of(
            stored.Generation, ErrorOf(_unit, _failures), Unready(_unit, plan => _written.GetValueOrDefault(plan)));
        try
        {
            await ConditionWriter.WriteAsync(
                sync.Session.Host, stored, wanted, hasNoShare, Options.Clock.GetUtcNow(), cancellation).ConfigureAwait(false);
        }
        catch (ClusterException failure)
        {
            report.Warn(_unit, failure);
        }
    }

    /// <summary>Nodes that go on with addresses which are not their cluster's: its nv-ipam ignores exclusions.</summary>
    private static ClusterException? FailureOf(SyncPlan sync, Plan plan, IEnumerable<Finding> outside) =>
        outside.FirstOrDefault() is { } first
            ? new ClusterException(ClusterFailure.Server, Name(sync, plan.Cluster), first.Message)
            : null;

    private static string? ErrorOf(SyncUnit unit, IReadOnlyDictionary<string, ClusterException> failures)
    {
        if (failures.Count > 0)
            return string.Join("; ", failures.OrderBy(static entry => entry.Key, StringComparer.Ordinal).Select(static entry => entry.Value.Message));
        string[] stale = [.. unit.Retained.Union(unit.Pending.Select(static pending => pending.Cluster)).Order(StringComparer.Ordinal)];
        return stale.Length == 0
            ? null
            : $"Stale objects still exist across non matching DPUClusters: {string.Join(", ", stale)} (ReclaimPending)";
    }

    private ICluster ClusterOf(string? key)
    {
        var member = sync.Member(key);
        if (member?.Error is { } error) throw error;
        if (closed.ReasonOf(Name(key)) is { } reason) throw reason;
        return member?.Cluster ?? throw new InvalidOperationException($"No cluster {key} was read.");
    }

    /// <summary>The first failure in a cluster is the one that the conditions tell. Which one is silent, the failure says: it need
    /// not be the one that was to be written.</summary>
    private void Note(string? key, ClusterException error)
    {
        _failures.TryAdd(Name(key), error);
        closed.CloseIfSilent(error);
    }

    private string Name(string? key) => Name(sync, key);

    private static string Name(SyncPlan sync, string? key) => sync.Member(key)?.Name ?? key ?? sync.Session.Name;

    private Task ForEachAsync<T>(IEnumerable<T> items, Func<T, Task> action) => Parallel.ForEachAsync(
        items, new ParallelOptions { MaxDegreeOfParallelism = Options.ThrottleLimit, CancellationToken = cancellation },
        (item, _) => new ValueTask(action(item)));
}
