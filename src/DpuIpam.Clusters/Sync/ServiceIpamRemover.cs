using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using DpuIpam.Planning;
using DpuIpam.Resources;
using DpuIpam.Validation;

namespace DpuIpam.Clusters.Sync;

/// <summary>A removal of a DPUServiceIPAM: the pools that go with it, and what stands in its way.</summary>
internal sealed record ServiceIpamRemoval(
    ServiceIpamResource Ipam, IReadOnlyList<Pool> Pools, IReadOnlyList<Finding> Obstacles, SyncPlan Plan)
{
    /// <summary>Hears of each deletion that was sent, since from then on the removal is not undone by an error.</summary>
    public Action Sent { get; init; } = static () => { };
}

/// <summary>Removes DPUServiceIPAM objects: beside DPF by deleting the object and seeing DPF through, and without it by
/// doing its controller's deletion flow (docs/upstream.md, C.7).</summary>
internal static class ServiceIpamRemover
{
    /// <summary>The finalizer by which DPF keeps an object until its pools are gone.</summary>
    public const string Finalizer = "svc.dpu.nvidia.com/dpuserviceipam";

    private const int MostTries = 5;

    /// <summary>Plans a removal; writes nothing.</summary>
    /// <param name="session">The connection.</param>
    /// <param name="inventory">What the clusters hold.</param>
    /// <param name="ipam">The object.</param>
    /// <param name="options">What may be done.</param>
    /// <param name="going">The pools that go with it; null for all that are its own.</param>
    public static ServiceIpamRemoval Prepare(
        ClusterSession session, Inventory inventory, ServiceIpamResource ipam, SyncOptions options, IReadOnlyList<Pool>? going = null)
    {
        var plan = new SyncPlan(session, inventory, [], options);
        var pools = going ?? [.. inventory.PoolsOf(ipam)];
        var obstacles = ConsentCheck.Judge([], pools, options.Consent);
        obstacles.AddRange(inventory.Doubts(ipam));
        foreach (var member in inventory.Members)
        {
            if (member.Error is null) continue;
            obstacles.Add(new Finding(Rules.ClusterUnreachable,
                $"Whether {member.Name} still has a pool of the object can't be seen: {member.Error.Message}")
            {
                Cluster = member.Key,
                Namespace = ipam.Namespace,
                Object = ipam.Name,
            });
        }

        // With the object goes what tells of their addresses. Those that are there and can't be read are told above.
        if (!plan.IsBesideDpf)
        {
            obstacles.AddRange(inventory.PendingOf(ipam)
                .Where(pending => inventory.Members.All(member => member.Key != pending.Cluster))
                .Select(static pending => pending.Finding));
            obstacles.AddRange(inventory.LeftBehind(ipam).Select(pool => new Finding(Rules.ReclaimPending,
                $"Its {pool.Kind} {pool.Pool} is not the object's own and stays, and records addresses that the object keeps from others:"
                + " delete it, or give it its owner labels back.")
            {
                Cluster = pool.Cluster,
                Namespace = ipam.Namespace,
                Pool = pool.Pool,
                Object = ipam.Name,
            }));
        }

        if (inventory.Dpf.State == DpfState.Stopped && plan.IsBesideDpf)
        {
            obstacles.Add(new Finding(Rules.DpfStopped,
                $"DPF is stopped ({inventory.Dpf.Reason}): nobody would remove the pools.")
            {
                Namespace = ipam.Namespace,
                Object = ipam.Name,
            });
        }

        return new ServiceIpamRemoval(ipam, pools, obstacles, plan);
    }

    /// <summary>Removes an object that nothing stands in the way of.</summary>
    /// <exception cref="ClusterException">It is not gone, or something stands in the way.</exception>
    public static async Task RemoveAsync(ServiceIpamRemoval removal, CancellationToken cancellation)
    {
        if (removal.Obstacles.Count > 0)
            throw new ClusterException(ClusterFailure.Conflict, removal.Plan.Session.Name, $"{removal.Ipam}: {removal.Obstacles[0].Message}");
        if (removal.Plan.IsBesideDpf)
        {
            await DeleteAsync(removal, cancellation).ConfigureAwait(false);
            await WaitUntilGoneAsync(removal, "DPF has not finished the deletion", cancellation).ConfigureAwait(false);
            return;
        }

        // Taking the Lease is a write as well.
        await RemovalRights.CheckAsync(removal, isMadeAnew: false, cancellation).ConfigureAwait(false);
        var lease = await SyncLease.TakeAsync(removal.Plan.Session, removal.Plan.Options, cancellation).ConfigureAwait(false);
        await using (lease.ConfigureAwait(false))
            await lease.HoldAsync(stop => RemoveWithoutDpfAsync(removal, static _ => { }, stop), cancellation).ConfigureAwait(false);
    }

    /// <summary>Pools first, seen gone everywhere; the object that tells of them last.</summary>
    /// <param name="removal">The removal.</param>
    /// <param name="report">Receives what became of each pool, one at a time.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="ClusterException">It is not gone: a pool is still there, or the object is.</exception>
    public static async Task RemoveWithoutDpfAsync(
        ServiceIpamRemoval removal, Action<SyncResult> report, CancellationToken cancellation)
    {
        var options = removal.Plan.Options;
        var results = new SyncReport(removal.Plan, report, static _ => { });
        var failures = new ConcurrentBag<ClusterException>();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.ThrottleLimit, CancellationToken = cancellation };
        await Parallel.ForEachAsync(removal.Pools, parallel, async (pool, stopping) =>
        {
            var start = options.Clock.GetTimestamp();
            try
            {
                await PoolRemover.DeleteAsync(
                    removal.Plan.Member(pool.Cluster)!.Cluster!, pool.Resource, options.Consent, options.Patience, options.Clock, stopping)
                    .ConfigureAwait(false);
                removal.Sent();
                results.Add(pool, SyncAction.Deleted, options.Clock.GetElapsedTime(start));
            }
            catch (ClusterException error)
            {
                // It may be gone, or going.
                if (error.Failure == ClusterFailure.OutcomeUnknown) removal.Sent();
                failures.Add(error);
                results.Fail(pool, error, options.Clock.GetElapsedTime(start));
            }
        }).ConfigureAwait(false);
        if (failures.MinBy(static error => error.Message, StringComparer.Ordinal) is { } failure) throw failure;
        if (!removal.Ipam.IsBeingDeleted) await DeleteAsync(removal, cancellation).ConfigureAwait(false);
        await DropFinalizerAsync(removal, cancellation).ConfigureAwait(false);
        await WaitUntilGoneAsync(removal, "a finalizer holds it", cancellation).ConfigureAwait(false);
    }

    private static ObjectName Name(ServiceIpamRemoval removal) => new(removal.Ipam.Namespace, removal.Ipam.Name);

    /// <summary>Deletes the object as it was planned; that its controller has written the status since is no change.</summary>
    private static async Task DeleteAsync(ServiceIpamRemoval removal, CancellationToken cancellation)
    {
        var current = removal.Ipam;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await removal.Plan.Session.Host.DeleteAsync(
                    ResourceKind.ServiceIpam, Name(removal), Preconditions.Of(current), cancellation).ConfigureAwait(false);
                removal.Sent();
                return;
            }
            catch (ClusterException error) when (error.Failure == ClusterFailure.OutcomeUnknown)
            {
                removal.Sent();
                throw;
            }
            catch (ClusterException error) when (error.Failure == ClusterFailure.Conflict && attempt < MostTries)
            {
                if (await FindAsync(removal, cancellation).ConfigureAwait(false) is not { } found) return;
                if (!ServiceIpamWriter.IsSameSpec(removal.Ipam, found)) throw;
                current = found;
            }
        }
    }

    private static async Task DropFinalizerAsync(ServiceIpamRemoval removal, CancellationToken cancellation)
    {
        var host = removal.Plan.Session.Host;
        if (await FindAsync(removal, cancellation).ConfigureAwait(false) is not { } left) return;
        var index = Array.IndexOf(left.Finalizers, Finalizer);
        if (index < 0) return;
        var path = $"/metadata/finalizers/{index}";
        var operations = new JsonArray(
            new JsonObject { ["op"] = "test", ["path"] = path, ["value"] = Finalizer },
            new JsonObject { ["op"] = "remove", ["path"] = path });
        await host.PatchAsync(ResourceKind.ServiceIpam, Name(removal), Tree.Of(operations), cancellation).ConfigureAwait(false);
    }

    private static async Task WaitUntilGoneAsync(ServiceIpamRemoval removal, string why, CancellationToken cancellation)
    {
        var options = removal.Plan.Options;
        ServiceIpamResource? left = null;
        var isGone = await Waiting.UntilAsync(
            async () => (left = await FindAsync(removal, cancellation).ConfigureAwait(false)) is null,
            options.Patience, options.Clock, cancellation).ConfigureAwait(false);
        if (isGone) return;
        var said = left!.Conditions.FirstOrDefault(static condition => condition.Type == ConditionList.Reconciled && condition.Status != "True");
        throw new ClusterException(ClusterFailure.OutcomeUnknown, removal.Plan.Session.Name,
            $"{removal.Ipam} is being deleted and is still there after {options.Patience.TotalSeconds:0} s: {why}"
            + $" ({(removal.Plan.IsBesideDpf ? said?.Message ?? "it says nothing of it" : string.Join(", ", left.Finalizers))}).");
    }

    /// <summary>The object, if it is still the one that is removed.</summary>
    private static async Task<ServiceIpamResource?> FindAsync(ServiceIpamRemoval removal, CancellationToken cancellation)
    {
        var found = await removal.Plan.Session.Host.FindAsync(ResourceKind.ServiceIpam, Name(removal), cancellation).ConfigureAwait(false);
        return found is null || new ServiceIpamResource(found) is not { } ipam || ipam.Uid != removal.Ipam.Uid ? null : ipam;
    }
}
