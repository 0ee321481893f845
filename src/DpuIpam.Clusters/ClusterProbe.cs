using DpuIpam.Addressing;
using DpuIpam.Clusters.Sync;
using DpuIpam.Resources;

namespace DpuIpam.Clusters;

/// <summary>Asks a host cluster and its DPU clusters whether they are there; one that does not answer holds up no other.</summary>
internal sealed class ClusterProbe(ClusterSession session, int throttle)
{
    private int _done;

    /// <summary>Which clusters are asked, by name: the session's for the host cluster, keys for DPU clusters.</summary>
    public Func<string, bool> Wants { get; init; } = static _ => true;

    /// <summary>Hears of each DPU cluster that was asked: its name, how many were, and of how many.</summary>
    public Action<string, int, int>? Progress { get; init; }

    /// <summary>Hears of DPUCluster objects that can't be read.</summary>
    public Action<ManifestException>? Unreadable { get; init; }

    /// <summary>The clusters: the host cluster first, the others in the order of DPF.</summary>
    /// <remarks>What goes wrong is said in the row of the cluster concerned.</remarks>
    public async Task<IReadOnlyList<Cluster>> ReadAsync(CancellationToken cancellation)
    {
        var version = await AskAsync(session.Host.VersionAsync, cancellation).ConfigureAwait(false);
        var clusters = Answers(version.Error) ? await AskAsync(ListAsync, cancellation).ConfigureAwait(false) : default;
        var isOnly = clusters.Value is { Length: 0 };
        var result = new List<Cluster>();
        if (Wants(session.Name))
        {
            var nodes = isOnly
                ? await AskAsync(token => CountAsync(session.Host, token), cancellation).ConfigureAwait(false)
                : default;
            var dpf = Answers(version.Error)
                ? await AskAsync(token => DpfPresence.DetectAsync(session, TimeProvider.System, token), cancellation).ConfigureAwait(false)
                : default;
            result.Add(new Cluster(session.Name, isOnly ? ClusterRole.HostAndDpu : ClusterRole.Host)
            {
                Namespace = session.Namespace,
                Endpoint = session.Host.Endpoint,
                Version = version.Value,
                Reachable = Answers(version.Error) && Answers(clusters.Error),
                NodeCount = nodes.Value,
                Dpf = dpf.Value?.State,
                DpfReason = dpf.Value?.Reason,
                Reason = (version.Error ?? clusters.Error ?? nodes.Error)?.Message,
            });
        }

        var wanted = Array.FindAll(clusters.Value ?? [], cluster => Wants(cluster.Key));
        var rows = new Cluster[wanted.Length];
        var options = new ParallelOptions { MaxDegreeOfParallelism = throttle, CancellationToken = cancellation };
        await Parallel.ForAsync(0, rows.Length, options, async (i, stopping) =>
        {
            rows[i] = await ReadAsync(wanted[i], stopping).ConfigureAwait(false);
            Progress?.Invoke(wanted[i].Key, Interlocked.Increment(ref _done), rows.Length);
        }).ConfigureAwait(false);
        result.AddRange(rows);
        return result;
    }

    private async Task<Cluster> ReadAsync(DpuClusterResource resource, CancellationToken cancellation)
    {
        var cluster = await AskAsync(token => session.OpenAsync(resource, token), cancellation).ConfigureAwait(false);
        if (cluster.Value is not { } open)
            return new Cluster(resource) { Reachable = false, Reason = cluster.Error!.Message };
        var version = await AskAsync(open.VersionAsync, cancellation).ConfigureAwait(false);
        var nodes = Answers(version.Error)
            ? await AskAsync(token => CountAsync(open, token), cancellation).ConfigureAwait(false)
            : default;
        return new Cluster(resource)
        {
            Endpoint = open.Endpoint,
            Version = version.Value,
            Reachable = Answers(version.Error) && Answers(nodes.Error),
            NodeCount = nodes.Value,
            Reason = (version.Error ?? nodes.Error)?.Message,
        };
    }

    private async Task<DpuClusterResource[]> ListAsync(CancellationToken cancellation)
    {
        var clusters = new List<DpuClusterResource>();
        try
        {
            var list = await session.Host.ListAsync(ResourceKind.DpuCluster, ListScope.All, cancellation).ConfigureAwait(false);
            foreach (var document in list.Items)
            {
                try
                {
                    if (ResourceReader.Read(document) is DpuClusterResource cluster) clusters.Add(cluster);
                }
                catch (ManifestException error)
                {
                    Unreadable?.Invoke(error);
                }
            }
        }
        catch (ClusterException error) when (error.Failure == ClusterFailure.UnsupportedKind)
        {
            // nv-ipam without DPF.
        }

        clusters.Sort(static (a, b) => ByteOrder.Compare(a.Key, b.Key));
        return [.. clusters];
    }

    private static async Task<int?> CountAsync(ICluster cluster, CancellationToken cancellation)
    {
        var scope = new ListScope { MetadataOnly = true };
        return (await cluster.ListAsync(ResourceKind.Node, scope, cancellation).ConfigureAwait(false)).Items.Count;
    }

    private static async Task<(T? Value, ClusterException? Error)> AskAsync<T>(
        Func<CancellationToken, Task<T>> question, CancellationToken cancellation)
    {
        try
        {
            return (await question(cancellation).ConfigureAwait(false), null);
        }
        catch (ClusterException error)
        {
            return (default, error);
        }
    }

    /// <summary>A refusal is an answer too.</summary>
    private static bool Answers(ClusterException? error) =>
        error is not { Failure: ClusterFailure.Unreachable or ClusterFailure.Configuration };
}
