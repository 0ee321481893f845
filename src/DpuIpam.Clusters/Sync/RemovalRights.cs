namespace DpuIpam.Clusters.Sync;

/// <summary>Asks before the first deletion whether the caller may do all of it, since half of a removal helps nobody.</summary>
internal static class RemovalRights
{
    /// <param name="removal">The removal.</param>
    /// <param name="isMadeAnew">Whether the object is made anew afterwards.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="ClusterException">A right is missing, or a cluster does not answer.</exception>
    public static async Task CheckAsync(ServiceIpamRemoval removal, bool isMadeAnew, CancellationToken cancellation)
    {
        var session = removal.Plan.Session;
        await AskAsync(session.Name, session.Host, [.. OnHost(removal, isMadeAnew)], cancellation).ConfigureAwait(false);
        if (removal.Plan.IsBesideDpf) return;
        await Task.WhenAll(removal.Pools.GroupBy(static pool => pool.Cluster).Select(pools =>
        {
            var member = removal.Plan.Member(pools.Key)!;
            return AskAsync(member.Name, member.Cluster!, [.. pools.SelectMany(OnPool)], cancellation);
        })).ConfigureAwait(false);
    }

    private static IEnumerable<AccessRight> OnHost(ServiceIpamRemoval removal, bool isMadeAnew)
    {
        var ipam = removal.Ipam;
        yield return new AccessRight("delete", ResourceKind.ServiceIpam, ipam.Namespace, Name: ipam.Name);
        if (isMadeAnew) yield return new AccessRight("create", ResourceKind.ServiceIpam, ipam.Namespace);
        // A dry run is an apply; so is taking our finalizer off.
        var isHeld = !removal.Plan.IsBesideDpf && ipam.Finalizers.Contains(ServiceIpamRemover.Finalizer, StringComparer.Ordinal);
        if (isMadeAnew) yield return new AccessRight("patch", ResourceKind.ServiceIpam, ipam.Namespace);
        else if (isHeld) yield return new AccessRight("patch", ResourceKind.ServiceIpam, ipam.Namespace, Name: ipam.Name);
        if (removal.Plan.IsBesideDpf) yield break;
        foreach (var right in SyncRights.OnLease(ipam.Namespace)) yield return right;
    }

    private static IEnumerable<AccessRight> OnPool(Pool pool)
    {
        var kind = PoolWriter.KindOf(pool.Resource);
        yield return new AccessRight("get", kind, pool.Namespace, Name: pool.Pool);
        yield return new AccessRight("delete", kind, pool.Namespace, Name: pool.Pool);
    }

    private static async Task AskAsync(string name, ICluster cluster, AccessRight[] rights, CancellationToken cancellation)
    {
        var missing = await cluster.FindMissingAsync(rights, cancellation).ConfigureAwait(false);
        if (missing.Count > 0) throw SyncRights.Missing(name, missing, "The roles dpuipam-author and dpuipam-syncer in docs/rbac have");
    }
}
