using System.Text.Json.Nodes;
using DpuIpam.Planning;
using DpuIpam.Resources;

namespace DpuIpam.Clusters.Sync;

/// <summary>The controller of a host cluster without DPF: syncs again and again under one Lease, deletions included.</summary>
internal static class SyncLoop
{
    /// <param name="session">The connection.</param>
    /// <param name="selects">Which objects, by <c>namespace/name</c>.</param>
    /// <param name="options">What may be done.</param>
    /// <param name="interval">Time between two passes.</param>
    /// <param name="report">Receives what was done; pools that are as wanted are told of in the first pass only.</param>
    /// <param name="warn">Receives what went wrong beside the pools.</param>
    /// <param name="cancellation">Ends the loop; the Lease is given back.</param>
    /// <exception cref="ClusterException">Another sync runs, or DPF does.</exception>
    public static async Task RunAsync(
        ClusterSession session, Func<string, bool> selects, SyncOptions options, TimeSpan interval, Action<SyncResult> report,
        Action<string> warn, CancellationToken cancellation)
    {
        var lease = await SyncLease.TakeAsync(session, options.Clock, cancellation).ConfigureAwait(false);
        await using (lease.ConfigureAwait(false))
        {
            for (var isFirst = true; ; isFirst = false)
            {
                cancellation.ThrowIfCancellationRequested();
                try
                {
                    var quiet = !isFirst;
                    await PassAsync(session, selects, options, lease,
                        result => { if (!quiet || result.Action != SyncAction.Unchanged) report(result); }, warn, cancellation)
                        .ConfigureAwait(false);
                }
                catch (ClusterException error) when (!lease.Lost.IsCancellationRequested && error.Failure is ClusterFailure.Unreachable
                    or ClusterFailure.OutcomeUnknown or ClusterFailure.Server)
                {
                    // A host cluster that is away for a while ends no controller.
                    warn($"{error.Message} The next pass tries again.");
                }

                await Task.Delay(interval, options.Clock, cancellation).ConfigureAwait(false);
            }
        }
    }

    private static async Task PassAsync(
        ClusterSession session, Func<string, bool> selects, SyncOptions options, SyncLease lease, Action<SyncResult> report,
        Action<string> warn, CancellationToken cancellation)
    {
        var plan = await SyncPlanner.PrepareAsync(
            session, inventory => [.. inventory.ServiceIpams.Where(ipam => selects(ipam.Key))], options, cancellation)
            .ConfigureAwait(false);
        if (plan.IsBesideDpf)
        {
            throw new ClusterException(ClusterFailure.Conflict, session.Name,
                $"DPF holds the pools ({plan.Inventory.Dpf.Reason}). Two controllers of one pool fight: stop this one.");
        }

        foreach (var unit in plan.Units.Where(static unit => unit.Ipam.IsBeingDeleted))
            await RemoveAsync(session, plan.Inventory, unit.Ipam, options, warn, cancellation).ConfigureAwait(false);
        var units = plan.Units.Where(static unit => !unit.Ipam.IsBeingDeleted).ToArray();
        var isHeld = false;
        foreach (var unit in units)
            isHeld |= unit.Obstacles.Count == 0 && await HoldAsync(session, unit.Ipam, cancellation).ConfigureAwait(false);
        // The finalizer gave the object a new version: the next pass plans on that.
        if (isHeld) plan = await SyncPlanner.PrepareAsync(
            session, inventory => [.. inventory.ServiceIpams.Where(ipam => selects(ipam.Key) && !ipam.IsBeingDeleted)], options, cancellation)
            .ConfigureAwait(false);
        await SyncRun.RunAsync(plan, [.. plan.Units.Where(static unit => !unit.Ipam.IsBeingDeleted)], lease, report, warn, cancellation)
            .ConfigureAwait(false);
    }

    /// <summary>Somebody has asked for the deletion: what it drops was their decision.</summary>
    private static async Task RemoveAsync(
        ClusterSession session, Inventory inventory, ServiceIpamResource ipam, SyncOptions options, Action<string> warn,
        CancellationToken cancellation)
    {
        var removal = ServiceIpamRemover.Prepare(session, inventory, ipam, options with { Consent = new Consent(true, true) });
        if (removal.Obstacles.Count > 0)
        {
            warn($"{ipam} is not removed yet: {removal.Obstacles[0].Message}");
            return;
        }

        await ServiceIpamRemover.RemoveWithoutDpfAsync(removal, cancellation).ConfigureAwait(false);
    }

    /// <summary>Adds the finalizer, so that nobody deletes the object before its pools are gone.</summary>
    /// <returns>Whether it had to be added.</returns>
    private static async Task<bool> HoldAsync(ClusterSession session, ServiceIpamResource ipam, CancellationToken cancellation)
    {
        if (ipam.Finalizers.Contains(ServiceIpamRemover.Finalizer, StringComparer.Ordinal)) return false;
        var list = new JsonArray([.. ipam.Finalizers.Append(ServiceIpamRemover.Finalizer).Select(static name => JsonValue.Create(name))]);
        var operations = new JsonArray(
            new JsonObject { ["op"] = "test", ["path"] = "/metadata/resourceVersion", ["value"] = ipam.ResourceVersion },
            new JsonObject { ["op"] = "add", ["path"] = "/metadata/finalizers", ["value"] = list });
        await session.Host.PatchAsync(
            ResourceKind.ServiceIpam, new ObjectName(ipam.Namespace, ipam.Name), Tree.Of(operations), cancellation).ConfigureAwait(false);
        return true;
    }
}
