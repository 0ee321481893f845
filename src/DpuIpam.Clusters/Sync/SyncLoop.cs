using System.Text.Json.Nodes;
using DpuIpam.Planning;
using DpuIpam.Resources;

namespace DpuIpam.Clusters.Sync;

/// <summary>The controller of a host cluster without DPF: syncs again and again under one Lease, deletions included.</summary>
/// <param name="session">The connection.</param>
/// <param name="selects">Which objects, by <c>namespace/name</c>.</param>
/// <param name="options">What may be done.</param>
/// <param name="interval">Time between two passes.</param>
/// <param name="report">Receives what was done; pools that are as wanted are told of in the first pass only.</param>
/// <param name="warn">Receives what went wrong beside the pools; the same again only after it was well in between.</param>
internal sealed class SyncLoop(
    ClusterSession session, Func<string, bool> selects, SyncOptions options, TimeSpan interval, Action<SyncResult> report,
    Action<string> warn)
{
    private HashSet<string> _told = new(StringComparer.Ordinal);
    private HashSet<string> _telling = new(StringComparer.Ordinal);
    private bool _isFirst = true;

    /// <param name="cancellation">Ends the loop; the Lease is given back.</param>
    /// <exception cref="ClusterException">Another sync runs, DPF does, or the caller lacks rights.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (true)
        {
            if (await TakeAsync(cancellation).ConfigureAwait(false) is { } lease)
            {
                await using (lease.ConfigureAwait(false)) await RunAsync(lease, cancellation).ConfigureAwait(false);
            }

            EndPass();
            await Task.Delay(interval, options.Clock, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Passes, until the Lease is lost.</summary>
    private async Task RunAsync(SyncLease lease, CancellationToken cancellation)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellation, lease.Lost);
        try
        {
            while (true)
            {
                try
                {
                    await PassAsync(lease, stopping.Token).ConfigureAwait(false);
                    _isFirst = false;
                }
                catch (ClusterException error) when (MayPass(error) || lease.Lost.IsCancellationRequested)
                {
                    // A host cluster that is away for a while, or a plugin that fails once, ends no controller.
                    Warn($"{Sentences.End(error.Message)} The next pass tries again.");
                }

                EndPass();
                await Task.Delay(interval, options.Clock, stopping.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            Warn($"The Lease {SyncLease.Name} could not be renewed in time; it is taken again before anything is written.");
        }
    }

    /// <returns>Null when it can't be had now. Without ever having had it, that is an error.</returns>
    private async Task<SyncLease?> TakeAsync(CancellationToken cancellation)
    {
        try
        {
            return await SyncLease.TakeAsync(session, options, cancellation).ConfigureAwait(false);
        }
        catch (ClusterException error) when (!_isFirst && (MayPass(error) || error.Failure == ClusterFailure.Conflict))
        {
            Warn($"{Sentences.End(error.Message)} The next pass tries again.");
            return null;
        }
    }

    /// <summary>Credentials that were accepted once may be so again.</summary>
    private bool MayPass(ClusterException error) =>
        Waiting.MayPass(error) || (!_isFirst && error.Failure == ClusterFailure.Unauthorized);

    private async Task PassAsync(SyncLease lease, CancellationToken cancellation)
    {
        var plan = await PrepareAsync(static _ => true, cancellation).ConfigureAwait(false);
        foreach (var unit in plan.Units.Where(static unit => unit.Ipam.IsBeingDeleted))
            await RemoveAsync(plan.Inventory, unit.Ipam, cancellation).ConfigureAwait(false);
        var isHeld = false;
        foreach (var unit in plan.Units.Where(static unit => !unit.Ipam.IsBeingDeleted))
            isHeld |= unit.Obstacles.Count == 0 && await HoldAsync(unit.Ipam, cancellation).ConfigureAwait(false);
        // The finalizer gave the object a new version: what follows is planned on that.
        if (isHeld) plan = await PrepareAsync(static ipam => !ipam.IsBeingDeleted, cancellation).ConfigureAwait(false);
        await SyncRun.RunAsync(plan, [.. plan.Units.Where(IsServed)], lease, Report, Warn, cancellation).ConfigureAwait(false);

        static bool IsServed(SyncUnit unit) => !unit.Ipam.IsBeingDeleted && (unit.Obstacles.Count > 0 || IsHeld(unit.Ipam));
    }

    private async Task<SyncPlan> PrepareAsync(Func<ServiceIpamResource, bool> wants, CancellationToken cancellation)
    {
        var plan = await SyncPlanner.PrepareAsync(
            session, inventory => [.. inventory.ServiceIpams.Where(ipam => selects(ipam.Key) && wants(ipam))], options, cancellation)
            .ConfigureAwait(false);
        return plan.IsBesideDpf
            ? throw new ClusterException(ClusterFailure.Conflict, session.Name,
                $"DPF holds the pools ({plan.Inventory.Dpf.Reason}). Two controllers of one pool fight: this one has stopped.")
            : plan;
    }

    /// <summary>Somebody has asked for the deletion: what it drops was their decision.</summary>
    private async Task RemoveAsync(Inventory inventory, ServiceIpamResource ipam, CancellationToken cancellation)
    {
        var removal = ServiceIpamRemover.Prepare(session, inventory, ipam, options with { Consent = new Consent(true, true) });
        // What is left is held by somebody else.
        if (removal.Pools.Count == 0 && !IsHeld(ipam)) return;
        if (removal.Obstacles.Count > 0)
        {
            Warn($"{ipam} is not removed yet: {removal.Obstacles[0].Message}");
            return;
        }

        try
        {
            await ServiceIpamRemover.RemoveWithoutDpfAsync(removal, Report, cancellation).ConfigureAwait(false);
        }
        catch (ClusterException error)
        {
            Warn($"{ipam} is not removed yet: {error.Message}");
        }
    }

    /// <summary>Adds the finalizer, so that nobody deletes the object before its pools are gone.</summary>
    /// <returns>Whether the object is another one than was planned on.</returns>
    private async Task<bool> HoldAsync(ServiceIpamResource ipam, CancellationToken cancellation)
    {
        if (IsHeld(ipam)) return false;
        var list = new JsonArray([.. ipam.Finalizers.Append(ServiceIpamRemover.Finalizer).Select(static name => JsonValue.Create(name))]);
        var operations = new JsonArray(
            new JsonObject { ["op"] = "test", ["path"] = "/metadata/resourceVersion", ["value"] = ipam.ResourceVersion },
            new JsonObject { ["op"] = "add", ["path"] = "/metadata/finalizers", ["value"] = list });
        try
        {
            await session.Host.PatchAsync(
                ResourceKind.ServiceIpam, new ObjectName(ipam.Namespace, ipam.Name), Tree.Of(operations), cancellation).ConfigureAwait(false);
        }
        catch (ClusterException error) when (error.Failure is ClusterFailure.Conflict or ClusterFailure.NotFound)
        {
            // Edited or deleted meanwhile: the pass goes on from how it is now.
        }
        catch (ClusterException error) when (!Waiting.MayPass(error))
        {
            // One object that is refused holds up no other.
            Warn($"{ipam} is not served, since its finalizer could not be added: {error.Message}");
            return false;
        }

        return true;
    }

    private static bool IsHeld(ServiceIpamResource ipam) =>
        ipam.Finalizers.Contains(ServiceIpamRemover.Finalizer, StringComparer.Ordinal);

    private void Report(SyncResult result)
    {
        if (_isFirst || result.Action != SyncAction.Unchanged) report(result);
    }

    private void Warn(string message)
    {
        if (_telling.Add(message) && !_told.Contains(message)) warn(message);
    }

    private void EndPass() => (_told, _telling) = (_telling, new HashSet<string>(StringComparer.Ordinal));
}
