using System.Collections.Concurrent;
using DpuIpam.Resources;

namespace DpuIpam.Clusters;

/// <summary>A host cluster and the way to its DPU clusters: what a connection holds.</summary>
internal sealed class ClusterSession(
    string name, ICluster host, IDpuClusterSource source, string @namespace, bool isReadOnly) : IDisposable
{
    private readonly ConcurrentDictionary<Door, Task<ICluster>> _open = new();

    /// <summary>How messages name the connection; every question about a write begins with it.</summary>
    public string Name { get; } = name;

    public ICluster Host { get; } = host;

    /// <summary>Namespace of the DPUServiceIPAM objects, and of their pools.</summary>
    public string Namespace { get; } = @namespace;

    /// <summary>Whether every write is refused.</summary>
    public bool IsReadOnly { get; } = isReadOnly;

    /// <summary>A DPU cluster, opened once; a failure is not kept. A DPUCluster that was made anew, or names another Secret, is
    /// another one.</summary>
    /// <exception cref="ClusterException">It can't be opened.</exception>
    public Task<ICluster> OpenAsync(DpuClusterResource cluster, CancellationToken cancellation) =>
        OpenAsync(cluster, () => source.OpenAsync(cluster, CancellationToken.None), cancellation);

    /// <summary>The same for a DPU cluster whose DPUCluster object is gone.</summary>
    /// <param name="cluster">What the object would have been.</param>
    /// <param name="present">The DPUCluster objects that are there.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="ClusterException">It can't be opened.</exception>
    public Task<ICluster> OpenDepartedAsync(
        DpuClusterResource cluster, IReadOnlyList<DpuClusterResource> present, CancellationToken cancellation) =>
        OpenAsync(cluster, () => source.OpenDepartedAsync(cluster, present, CancellationToken.None), cancellation);

    /// <summary>Keys of DPU clusters that show by themselves, without a DPUCluster object.</summary>
    /// <param name="known">Keys of the others.</param>
    public IReadOnlyList<string> FindStrayClusters(IReadOnlyCollection<string> known) => source.FindStrays(known);

    private async Task<ICluster> OpenAsync(DpuClusterResource cluster, Func<Task<ICluster>> open, CancellationToken cancellation)
    {
        // Whoever asks first does not decide how long the others wait: each gives up by its own token.
        var door = Door.Of(cluster);
        var opening = _open.GetOrAdd(door, _ => open());
        try
        {
            return await opening.WaitAsync(cancellation).ConfigureAwait(false);
        }
        catch (ClusterException)
        {
            _open.TryRemove(KeyValuePair.Create(door, opening));
            throw;
        }
    }

    /// <summary>A DPU cluster gave no answer: next time it is asked where its kubeconfig leads to then.</summary>
    /// <param name="cluster">Its DPUCluster.</param>
    /// <param name="silent">What was asked in vain; what somebody else has opened meanwhile stays.</param>
    public void Forget(DpuClusterResource cluster, ICluster silent)
    {
        var door = Door.Of(cluster);
        if (!_open.TryGetValue(door, out var opening) || !opening.IsCompletedSuccessfully
            || opening.GetAwaiter().GetResult() != silent || !_open.TryRemove(KeyValuePair.Create(door, opening))) return;
        // Others may still be on their way to it.
        silent.LetGo();
    }

    public void Dispose()
    {
        foreach (var opening in _open.Values)
            if (opening.IsCompletedSuccessfully) opening.GetAwaiter().GetResult().Dispose();
        _open.Clear();
        Host.Dispose();
    }

    private readonly record struct Door(string Key, string Uid, string? Secret)
    {
        public static Door Of(DpuClusterResource cluster) => new(cluster.Key, cluster.Uid, cluster.KubeconfigSecret);
    }
}
