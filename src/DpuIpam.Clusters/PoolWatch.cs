using DpuIpam.Resources;

namespace DpuIpam.Clusters;

/// <summary>Watches the pools of all DPU clusters at once.</summary>
/// <remarks>The listeners may be called from several threads at once.</remarks>
internal sealed class PoolWatch(ClusterSession session, TimeProvider clock)
{
    /// <summary>Which DPU clusters are watched, by their keys; null for a host cluster that is its own.</summary>
    public Func<string?, bool> Wants { get; init; } = static _ => true;

    /// <summary>The connection that the pools come from.</summary>
    public Connection? Source { get; init; }

    /// <summary>Hears of what happens to pools.</summary>
    public required Action<PoolEvent> Seen { get; init; }

    /// <summary>Hears of a cluster that can't be watched, or no longer; the others go on.</summary>
    public required Action<ClusterException> Failed { get; init; }

    /// <summary>Hears of pools that can't be read.</summary>
    public required Action<ManifestException> Unreadable { get; init; }

    /// <summary>Hears that the clusters are known.</summary>
    public Action? Listed { get; init; }

    /// <summary>Hears of each kind and cluster from when on it is watched, or that it is not served.</summary>
    public Action<string>? Watching { get; init; }

    /// <summary>Watches until it is cancelled, or until there is nothing left to watch.</summary>
    /// <exception cref="ClusterException">The host cluster can't be read.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var reader = new InventoryReader(session, InventoryParts.Host, 1) { AsksForDpf = false };
        var inventory = await reader.ReadAsync(cancellation).ConfigureAwait(false);
        foreach (var error in inventory.Unreadable) Unreadable(error);
        var isOnly = inventory.DpuClusters.Count == 0 && Wants(null);
        var wanted = inventory.DpuClusters.Where(cluster => Wants(cluster.Key)).ToArray();
        Listed?.Invoke();
        if (isOnly) await RunAsync(null, session.Host, cancellation).ConfigureAwait(false);
        else await Task.WhenAll(wanted.Select(cluster => RunAsync(cluster, cancellation))).ConfigureAwait(false);
    }

    private async Task RunAsync(DpuClusterResource resource, CancellationToken cancellation)
    {
        ICluster cluster;
        try
        {
            cluster = await session.OpenAsync(resource, cancellation).ConfigureAwait(false);
        }
        catch (ClusterException error)
        {
            Failed(error);
            return;
        }

        await RunAsync(resource.Key, cluster, cancellation).ConfigureAwait(false);
    }

    private Task RunAsync(string? key, ICluster cluster, CancellationToken cancellation) => Task.WhenAll(
        RunAsync(key, cluster, ResourceKind.IPPool, cancellation),
        RunAsync(key, cluster, ResourceKind.CidrPool, cancellation));

    private async Task RunAsync(string? key, ICluster cluster, ResourceKind kind, CancellationToken cancellation)
    {
        try
        {
            if (await TryListAsync(cluster, kind, cancellation).ConfigureAwait(false) is not var (scope, list))
            {
                Watching?.Invoke($"{cluster.Name}: does not serve {kind.Plural}, which are not watched");
                return;
            }

            var known = new Dictionary<string, Pool>(StringComparer.Ordinal);
            foreach (var document in list.Items)
                if (Read(document, key) is { } pool) known[Name(pool)] = pool;
            Watching?.Invoke($"{cluster.Name}: watching {known.Count} {kind.Plural}");
            var events = cluster.WatchAsync(kind, scope, list, cancellation);
            await foreach (var item in events.WithCancellation(cancellation).ConfigureAwait(false))
                if (Read(item.Document, key) is { } pool) Tell(item.Change, pool, known);
        }
        catch (ClusterException error)
        {
            Failed(error);
        }
    }

    private void Tell(ObjectChange change, Pool pool, Dictionary<string, Pool> known)
    {
        known.Remove(Name(pool), out var previous);
        if (change != ObjectChange.Deleted) known[Name(pool)] = pool;
        Seen(new PoolEvent(
            clock.GetLocalNow().LocalDateTime,
            change switch
            {
                ObjectChange.Added => PoolChange.Added,
                ObjectChange.Modified => PoolChange.Modified,
                _ => PoolChange.Deleted,
            },
            pool,
            previous));
    }

    /// <summary>Null where the cluster does not know the kind, and so has none of it: one without nv-ipam, or with an old one.
    /// A kind that goes away later is an error of the watch.</summary>
    private async Task<(ListScope Scope, ObjectList List)?> TryListAsync(
        ICluster cluster, ResourceKind kind, CancellationToken cancellation)
    {
        try
        {
            return await ListAsync(cluster, kind, cancellation).ConfigureAwait(false);
        }
        catch (ClusterException error) when (error.Failure == ClusterFailure.UnsupportedKind)
        {
            return null;
        }
    }

    private async Task<(ListScope Scope, ObjectList List)> ListAsync(
        ICluster cluster, ResourceKind kind, CancellationToken cancellation)
    {
        try
        {
            return (ListScope.All, await cluster.ListAsync(kind, ListScope.All, cancellation).ConfigureAwait(false));
        }
        catch (ClusterException error) when (error.Failure == ClusterFailure.Forbidden)
        {
            var own = new ListScope { Namespace = session.Namespace };
            return (own, await cluster.ListAsync(kind, own, cancellation).ConfigureAwait(false));
        }
    }

    private Pool? Read(ManifestDocument document, string? key)
    {
        try
        {
            return ResourceReader.Read(document) is PoolResource pool ? new Pool(pool, key) { Source = Source } : null;
        }
        catch (ManifestException error)
        {
            Unreadable(error);
            return null;
        }
    }

    private static string Name(Pool pool) => $"{pool.Namespace}/{pool.Pool}";
}
