using System.Text.Json;
using DpuIpam.Resources;

namespace DpuIpam.Clusters.Tests.Sync;

/// <summary>Ends whatever runs on a session between two writes, as if the process had been killed: nothing is sent any more,
/// and nobody is told why.</summary>
internal sealed class KillSwitch(int writes)
{
    private int _left = writes;

    /// <summary>Whether anything was sent that the switch let through no more.</summary>
    public bool HasKilled { get; private set; }

    public static ClusterSession Wrap(ClusterSession session, KillSwitch kill) =>
        new(session.Name, new KilledCluster(session.Host, kill), new Source(session, kill), session.Namespace, false);

    public void BeforeRead()
    {
        if (HasKilled) throw new KilledException();
    }

    public void BeforeWrite()
    {
        if (Interlocked.Decrement(ref _left) >= 0) return;
        HasKilled = true;
        throw new KilledException();
    }

    private sealed class Source(ClusterSession session, KillSwitch kill) : IDpuClusterSource
    {
        public async Task<ICluster> OpenAsync(DpuClusterResource cluster, CancellationToken cancellation)
        {
            kill.BeforeRead();
            return new KilledCluster(await session.OpenAsync(cluster, cancellation), kill);
        }
    }
}

/// <summary>The process is gone.</summary>
internal sealed class KilledException() : Exception("The process was killed.");

/// <summary>A cluster whose caller is killed at some write.</summary>
internal sealed class KilledCluster(ICluster inner, KillSwitch kill) : ICluster
{
    public string Name => inner.Name;

    public string Endpoint => inner.Endpoint;

    public Task<string?> VersionAsync(CancellationToken cancellation) => Read(() => inner.VersionAsync(cancellation));

    public Task<ManifestDocument?> FindAsync(ResourceKind kind, ObjectName name, CancellationToken cancellation) =>
        Read(() => inner.FindAsync(kind, name, cancellation));

    public Task<ObjectList> ListAsync(ResourceKind kind, ListScope scope, CancellationToken cancellation) =>
        Read(() => inner.ListAsync(kind, scope, cancellation));

    public IAsyncEnumerable<ObjectEvent> WatchAsync(
        ResourceKind kind, ListScope scope, ObjectList from, CancellationToken cancellation) =>
        inner.WatchAsync(kind, scope, from, cancellation);

    public Task<ManifestDocument> CreateAsync(ResourceKind kind, JsonElement tree, CancellationToken cancellation) =>
        Write(() => inner.CreateAsync(kind, tree, cancellation));

    public Task<ManifestDocument> ApplyAsync(
        ResourceKind kind, JsonElement tree, bool isDryRun, CancellationToken cancellation) => isDryRun
            ? Read(() => inner.ApplyAsync(kind, tree, true, cancellation))
            : Write(() => inner.ApplyAsync(kind, tree, false, cancellation));

    public Task<ManifestDocument> MergeAsync(
        ResourceKind kind, ObjectName name, JsonElement patch, ObjectPart part, bool isDryRun,
        CancellationToken cancellation) => Write(() => inner.MergeAsync(kind, name, patch, part, isDryRun, cancellation));

    public Task<ManifestDocument> PatchAsync(
        ResourceKind kind, ObjectName name, JsonElement operations, CancellationToken cancellation) =>
        Write(() => inner.PatchAsync(kind, name, operations, cancellation));

    public async Task DeleteAsync(
        ResourceKind kind, ObjectName name, Preconditions preconditions, CancellationToken cancellation)
    {
        kill.BeforeWrite();
        await inner.DeleteAsync(kind, name, preconditions, cancellation);
    }

    public Task<IReadOnlyList<AccessRight>> FindMissingAsync(
        IReadOnlyList<AccessRight> rights, CancellationToken cancellation) => Read(() => inner.FindMissingAsync(rights, cancellation));

    public Task<bool?> HasFieldAsync(ResourceKind kind, string path, CancellationToken cancellation) =>
        Read(() => inner.HasFieldAsync(kind, path, cancellation));

    public void Dispose()
    {
        // The session that was wrapped closes it.
    }

    private async Task<T> Read<T>(Func<Task<T>> read)
    {
        kill.BeforeRead();
        return await read();
    }

    private async Task<T> Write<T>(Func<Task<T>> write)
    {
        kill.BeforeWrite();
        return await write();
    }
}
