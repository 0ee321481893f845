using System.Collections.Concurrent;
using DpuIpam.Resources;

namespace DpuIpam.Clusters;

/// <summary>A host cluster and the way to its DPU clusters: what a connection holds.</summary>
internal sealed class ClusterSession(
    string name, ICluster host, IDpuClusterSource source, string @namespace, bool isReadOnly) : IDisposable
{
    private readonly ConcurrentDictionary<string, Task<ICluster>> _open = new(StringComparer.Ordinal);

    /// <summary>How messages name the connection; every question about a write begins with it.</summary>
    public string Name { get; } = name;

    public ICluster Host { get; } = host;

    /// <summary>Namespace of the DPUServiceIPAM objects, and of their pools.</summary>
    public string Namespace { get; } = @namespace;

    /// <summary>Whether every write is refused.</summary>
    public bool IsReadOnly { get; } = isReadOnly;

    /// <summary>A DPU cluster, opened once; a failure is not kept.</summary>
    /// <exception cref="ClusterException">It can't be opened.</exception>
    public async Task<ICluster> OpenAsync(DpuClusterResource cluster, CancellationToken cancellation)
    {
        // Whoever asks first does not decide how long the others wait: each gives up by its own token.
        var opening = _open.GetOrAdd(cluster.Key, _ => source.OpenAsync(cluster, CancellationToken.None));
        try
        {
            return await opening.WaitAsync(cancellation).ConfigureAwait(false);
        }
        catch (ClusterException)
        {
            _open.TryRemove(KeyValuePair.Create(cluster.Key, opening));
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var opening in _open.Values)
            if (opening.IsCompletedSuccessfully) opening.GetAwaiter().GetResult().Dispose();
        _open.Clear();
        Host.Dispose();
    }
}
