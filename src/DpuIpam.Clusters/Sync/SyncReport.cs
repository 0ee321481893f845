using DpuIpam.Planning;
using DpuIpam.Resources;
using DpuIpam.Validation;

namespace DpuIpam.Clusters.Sync;

/// <summary>Makes the results of a sync, and hands them over one at a time.</summary>
internal sealed class SyncReport(SyncPlan sync, Action<SyncResult> report, Action<string> warn)
{
    private readonly object _gate = new();
    private readonly HashSet<string> _toldPending = new(StringComparer.Ordinal);

    public void Refuse(SyncUnit unit)
    {
        // What several clusters share is about the object.
        var error = Sentences.Join(unit.Obstacles.GroupBy(static finding => finding.Message, StringComparer.Ordinal)
            .Select(static same => same.Count() == 1 && same.First().Cluster is { } cluster ? $"{cluster}: {same.Key}" : same.Key));
        foreach (var plan in unit.Plans) Add(plan, SyncAction.Refused, error: error, findings: [.. unit.Obstacles, .. Other(plan)]);
        foreach (var pool in unit.Removals) Add(pool, SyncAction.Refused, error: error, findings: unit.Obstacles);
        TellPending(unit);

        IEnumerable<Finding> Other(Plan plan) => plan.Findings.Where(finding => !unit.Obstacles.Contains(finding));
    }

    public void LeaveUnchanged(SyncUnit unit)
    {
        foreach (var plan in unit.PoolPlans)
            Add(plan, SyncAction.Unchanged, findings: [.. Readiness.OutsideShare(plan), .. plan.Findings]);
        TellPending(unit);
    }

    /// <summary>Clusters that are not served any more and keep addresses: a row for each, in every sync.</summary>
    public void TellPending(SyncUnit unit)
    {
        lock (_gate)
        {
            if (!_toldPending.Add(unit.Ipam.Key)) return;
        }

        foreach (var pending in unit.Pending)
        {
            var finding = pending.Finding;
            warn($"{unit.Ipam}: {finding.Message}");
            foreach (var pool in pending.Pools) Add(pool, SyncAction.Unchanged, findings: [finding]);
            if (pending.Pools.Count > 0) continue;
            // One that is there and does not answer was to lose its pool now.
            var error = sync.Inventory.Members.FirstOrDefault(member => member.Key == pending.Cluster)?.Error;
            var result = new SyncResult(
                pending.Cluster, unit.Ipam.Namespace, unit.Ipam.PoolName,
                unit.Ipam.Mode == IpamMode.Subnet ? PoolKind.IPPool : PoolKind.CIDRPool, error is null ? SyncAction.Unchanged : ActionOf(error))
            {
                Findings = [finding],
                Error = error?.Message,
                Owner = unit.Ipam.Name,
                Failure = error,
            };
            lock (_gate) report(result);
        }
    }

    /// <summary>What would be done, under -WhatIf.</summary>
    public void Foresee(SyncUnit unit)
    {
        foreach (var plan in unit.PoolPlans)
        {
            if (sync.Member(plan.Cluster)?.Error is { } error) Fail(plan, error, default);
            else Add(plan, sync.Writes(plan) ? SyncAction.Planned : SyncAction.Unchanged, fields: PoolState.Fields(plan));
        }

        foreach (var pool in unit.Removals) Add(pool, SyncAction.Planned);
        TellPending(unit);
    }

    /// <summary>The pools are as wanted, but the object's status is not.</summary>
    public void Warn(SyncUnit unit, ClusterException error) => warn(
        $"{unit.Ipam}: the conditions could not be written ({error.Message}). The next sync does.");

    public void Fail(Plan plan, ClusterException error, TimeSpan duration)
    {
        var failure = IsHeldByDpf(error)
            ? error.With("With -TakeOverFromDpf the pools of a DPF that is gone, or shown to be stopped, become ours.")
            : error;
        Add(
            plan, ActionOf(failure), error: failure.Message, duration: duration, failure: failure,
            findings: failure.Failure == ClusterFailure.Unreachable
                ? [plan.Content.Find(Rules.ClusterUnreachable, failure.Message), .. plan.Findings]
                : plan.Findings);
    }

    public void Fail(Pool pool, ClusterException error, TimeSpan duration) =>
        Add(pool, ActionOf(error), error: error.Message, duration: duration, failure: error);

    public void Add(
        Plan plan, SyncAction action, IReadOnlyList<FieldDifference>? fields = null, TimeSpan duration = default,
        string? error = null, IReadOnlyList<Finding>? findings = null, ClusterException? failure = null)
    {
        var result = new SyncResult(plan.Cluster, plan.Namespace, plan.Pool, plan.Kind, action)
        {
            Fields = (fields ?? []).Select(static field => field.ToString()).ReadOnly(),
            Changes = plan.Changes,
            Allocations = plan.Allocations,
            Findings = (findings ?? plan.Findings).ReadOnly(),
            Duration = duration,
            Error = error,
            Owner = plan.Content.Origin?.Name,
            Failure = failure,
        };
        lock (_gate) report(result);
    }

    public void Add(
        Pool pool, SyncAction action, TimeSpan duration = default, string? error = null, IReadOnlyList<Finding>? findings = null,
        ClusterException? failure = null)
    {
        var result = new SyncResult(pool.Cluster, pool.Namespace, pool.Pool, pool.Kind, action)
        {
            Changes = action is SyncAction.Planned or SyncAction.Deleted or SyncAction.Refused ? NodeAllocation.Lost(pool).ReadOnly() : [],
            Allocations = action == SyncAction.Deleted ? [] : pool.Allocations,
            Findings = (findings ?? []).ReadOnly(),
            Duration = duration,
            Error = error,
            Owner = pool.Owner,
            Failure = failure,
        };
        lock (_gate) report(result);
    }

    /// <summary>Whether fields that DPF has left behind are in the way.</summary>
    private bool IsHeldByDpf(ClusterException error) =>
        error.Failure == ClusterFailure.Conflict && !sync.Options.TakeOverFromDpf
        && (error.Message.Contains(Handover.DpfManager, StringComparison.Ordinal)
            || error.Details.Any(static detail => detail.Contains(Handover.DpfManager, StringComparison.Ordinal)));

    private static SyncAction ActionOf(ClusterException error) =>
        error.Failure == ClusterFailure.OutcomeUnknown ? SyncAction.Unknown : SyncAction.Failed;
}
