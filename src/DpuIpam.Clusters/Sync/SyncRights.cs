namespace DpuIpam.Clusters.Sync;

/// <summary>Asks before the first write whether the caller may do all of it.</summary>
internal static class SyncRights
{
    private const string Role = "The role dpuipam-syncer in docs/rbac has";

    /// <summary>Closes the DPU clusters in which a sync lacks rights, with errors that name them, and those that don't answer.</summary>
    /// <param name="plan">The sync.</param>
    /// <param name="units">What is to be written.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>The clusters that are closed to the sync.</returns>
    /// <exception cref="ClusterException">A right in the host cluster is missing: nothing can be done then.</exception>
    public static async Task<ClosedClusters> CheckAsync(
        SyncPlan plan, IReadOnlyList<SyncUnit> units, CancellationToken cancellation)
    {
        var @namespace = plan.Session.Namespace;
        var host = await plan.Session.Host.FindMissingAsync(
            [
                new AccessRight("patch", ResourceKind.ServiceIpam, @namespace, "status"),
                .. plan.Options.IsContinuous ? new[] { new AccessRight("patch", ResourceKind.ServiceIpam, @namespace) } : [],
                .. OnLease(@namespace),
            ], cancellation).ConfigureAwait(false);
        if (host.Count > 0) throw Missing(plan.Session.Name, host, Role);
        var closed = new ClosedClusters();
        var members = plan.Inventory.Members.Concat(plan.Inventory.Departed)
            .Where(member => member is { Error: null, Cluster: not null } && Writes(plan, member, units));
        await Task.WhenAll(members.Select(AskAsync)).ConfigureAwait(false);
        return closed;

        async Task AskAsync(DpuClusterState member)
        {
            try
            {
                var missing = await member.Cluster!.FindMissingAsync([.. NeededIn(@namespace, plan.Options)], cancellation).ConfigureAwait(false);
                if (missing.Count == 0 && MakesFirst(member, units, @namespace))
                    missing = await FindMissingForNamespaceAsync(member.Cluster, @namespace, cancellation).ConfigureAwait(false);
                if (missing.Count > 0) closed.Close(member.Name, Missing(member.Name, missing, Role));
            }
            catch (ClusterException error)
            {
                closed.Close(member.Name, ClosedClusters.Told(error));
            }
        }
    }

    /// <summary>Whether anything is written in a cluster: where nothing is, no right is missing.</summary>
    private static bool Writes(SyncPlan sync, DpuClusterState member, IReadOnlyList<SyncUnit> units) => units.Any(unit =>
        unit.PoolPlans.Any(plan => plan.Cluster == member.Key && sync.Writes(plan)) || unit.Removals.Any(pool => pool.Cluster == member.Key));

    /// <summary>Whether the namespace may be missing: where there is a pool in it, it is not.</summary>
    private static bool MakesFirst(DpuClusterState member, IReadOnlyList<SyncUnit> units, string @namespace) =>
        member.Pools.All(pool => pool.Namespace != @namespace)
        && units.Any(unit => unit.PoolPlans.Any(plan => plan.Cluster == member.Key));

    /// <summary>The right to make the namespace, if it is missing. Who may not look whether it is learns it from the write.</summary>
    private static async Task<IReadOnlyList<AccessRight>> FindMissingForNamespaceAsync(
        ICluster cluster, string @namespace, CancellationToken cancellation)
    {
        var missing = await cluster.FindMissingAsync([new AccessRight("create", ResourceKind.Namespace)], cancellation).ConfigureAwait(false);
        if (missing.Count == 0) return missing;
        try
        {
            var found = await cluster.FindAsync(ResourceKind.Namespace, new ObjectName("", @namespace), cancellation).ConfigureAwait(false);
            return found is null ? missing : [];
        }
        catch (ClusterException error) when (error.Failure == ClusterFailure.Forbidden)
        {
            return [];
        }
    }

    private static IEnumerable<AccessRight> NeededIn(string @namespace, SyncOptions options)
    {
        foreach (var kind in new[] { ResourceKind.IPPool, ResourceKind.CidrPool })
        {
            // An apply that makes an object needs both.
            foreach (var verb in new[] { "get", "create", "patch", "delete" }) yield return new AccessRight(verb, kind, @namespace);
            if (options.Allocate) yield return new AccessRight("patch", kind, @namespace, "status");
        }
    }

    /// <summary>What it takes to keep other syncs out.</summary>
    public static AccessRight[] OnLease(string @namespace) =>
    [
        new("create", ResourceKind.Lease, @namespace),
        new("get", ResourceKind.Lease, @namespace, Name: SyncLease.Name),
        new("patch", ResourceKind.Lease, @namespace, Name: SyncLease.Name),
        new("delete", ResourceKind.Lease, @namespace, Name: SyncLease.Name),
    ];

    /// <summary>The error about rights that are missing.</summary>
    /// <param name="cluster">Where.</param>
    /// <param name="rights">The rights.</param>
    /// <param name="roles">The roles that have them, with their verb.</param>
    public static ClusterException Missing(string cluster, IReadOnlyList<AccessRight> rights, string roles) => new(
        ClusterFailure.Forbidden, cluster,
        $"the caller may not {string.Join("; ", rights)}. Nothing was written there. {roles} these rights.",
        [.. rights.Select(static right => right.ToString())]);
}
