using System.Text.Json.Nodes;
using DpuIpam.Clusters.Tests.Servers.Http;

namespace DpuIpam.Clusters.Tests.Servers.Judge;

/// <summary>All that happens to the pools, the DPUServiceIPAMs and what belongs to them, in all clusters of a test.</summary>
internal abstract class ClusterJournal : IAsyncDisposable
{
    /// <summary>The kinds that it follows.</summary>
    public static readonly IReadOnlyList<ResourceKind> Kinds =
    [
        ResourceKind.ServiceIpam, ResourceKind.DpuCluster, ResourceKind.IPPool, ResourceKind.CidrPool, ResourceKind.Node,
        ResourceKind.Lease,
    ];

    private readonly Lock _gate = new();
    private readonly List<JournalEntry> _entries = [];

    /// <summary>Begins; what is there already comes first, as added.</summary>
    public abstract Task StartAsync(CancellationToken cancellation);

    /// <summary>Everything that happened until now, in order.</summary>
    public async Task<IReadOnlyList<JournalEntry>> ReadAsync(CancellationToken cancellation = default)
    {
        await CatchUpAsync(cancellation);
        lock (_gate) return [.. _entries.OrderBy(static entry => entry.Revision)];
    }

    public abstract ValueTask DisposeAsync();

    /// <summary>Waits until all that happened before the call is in the journal.</summary>
    protected abstract Task CatchUpAsync(CancellationToken cancellation);

    protected void Add(long revision, string cluster, ObjectChange change, ResourceKind kind, JsonObject item)
    {
        var entry = new JournalEntry(revision, cluster, change, kind, ApiPath.NameOf(item), item);
        lock (_gate) _entries.Add(entry);
    }
}
