using System.Collections.Concurrent;
using DpuIpam.Addressing;
using DpuIpam.Clusters.Sync;
using DpuIpam.Planning;
using DpuIpam.Resources;

namespace DpuIpam.Clusters;

/// <summary>What of the DPU clusters is wanted.</summary>
[Flags]
internal enum InventoryParts
{
    /// <summary>The objects of the host cluster only.</summary>
    Host = 0,
    Pools = 1,
    Nodes = 2,

    /// <summary>What nv-ipam has said about pools.</summary>
    Reports = 4,
    All = Pools | Nodes | Reports,
}

/// <summary>Reads a host cluster and its DPU clusters, side by side. One that does not answer holds up no other.</summary>
internal sealed class InventoryReader(ClusterSession session, InventoryParts parts, int throttle)
{
    // By message, since what is malformed shows in the lists of all kinds.
    private readonly ConcurrentBag<PoolReport> _reports = [];
    private readonly ConcurrentDictionary<string, ManifestException> _unreadable = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<ManifestException> _doubtfulClusters = [];
    private int _done;

    /// <summary>Which DPU clusters are read, by their keys; null for a host cluster that is its own. The others are left out.</summary>
    public Func<string?, bool> Wants { get; init; } = static _ => true;

    /// <summary>Whether it is asked who holds the pools: planning must know, and it costs three requests.</summary>
    public bool AsksForDpf { get; init; } = true;

    /// <summary>Whether each DPU cluster is asked for nv-ipam: whoever allocates must know, and it costs up to four requests.</summary>
    public bool AsksForNvIpam { get; init; }

    /// <summary>Hears of each DPU cluster that was read: its name, how many were, and of how many.</summary>
    public Action<string, int, int>? Progress { get; init; }

    /// <param name="session">The connection.</param>
    /// <param name="parts">What is wanted of the DPU clusters.</param>
    /// <param name="throttle">How many DPU clusters are read at once.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="ClusterException">The host cluster can't be read.</exception>
    public static Task<Inventory> ReadAsync(
        ClusterSession session, InventoryParts parts, int throttle, CancellationToken cancellation) =>
        new InventoryReader(session, parts, throttle).ReadAsync(cancellation);

    /// <exception cref="ClusterException">The host cluster can't be read.</exception>
    public async Task<Inventory> ReadAsync(CancellationToken cancellation)
    {
        var ipams = ListAsync<ServiceIpamResource>(
            session.Host, ResourceKind.ServiceIpam, new ListScope { Namespace = session.Namespace }, true, null, cancellation);
        var clusters = ListAsync<DpuClusterResource>(
            session.Host, ResourceKind.DpuCluster, ListScope.All, true, _doubtfulClusters, cancellation);
        var dpf = AsksForDpf
            ? DpfPresence.DetectAsync(session, TimeProvider.System, cancellation)
            : Task.FromResult(DpfPresence.NotAsked);
        await Task.WhenAll(ipams, clusters, dpf).ConfigureAwait(false);
        var ordered = (await clusters.ConfigureAwait(false)).ToArray();
        Array.Sort(ordered, static (a, b) => ByteOrder.Compare(a.Key, b.Key));
        var members = parts == InventoryParts.Host ? [] : await ReadMembersAsync(ordered, cancellation).ConfigureAwait(false);
        var serviceIpams = await ipams.ConfigureAwait(false);
        var presence = await dpf.ConfigureAwait(false);
        // DPF does not look for them.
        var departed = AsksForDpf && presence.State != DpfState.Present && parts.HasFlag(InventoryParts.Pools)
            ? await ReadDepartedAsync(serviceIpams, ordered, members, cancellation).ConfigureAwait(false)
            : [];
        return new Inventory
        {
            ServiceIpams = serviceIpams,
            DpuClusters = ordered,
            Dpf = presence,
            Reports = [.. _reports],
            Members = members,
            Departed = departed,
            Unreadable = [.. _unreadable.Values],
            DoubtfulClusters = [.. _doubtfulClusters],
        };
    }

    private async Task<DpuClusterState[]> ReadMembersAsync(
        DpuClusterResource[] clusters, CancellationToken cancellation)
    {
        if (clusters.Length == 0)
            return Wants(null) ? [await ReadMemberAsync(null, session.Host, cancellation).ConfigureAwait(false)] : [];
        return await ReadAllAsync(
            Array.FindAll(clusters, cluster => Wants(cluster.Key)), session.OpenAsync, Progress, cancellation).ConfigureAwait(false);
    }

    private async Task<DpuClusterState[]> ReadAllAsync(
        DpuClusterResource[] clusters, Func<DpuClusterResource, CancellationToken, Task<ICluster>> open,
        Action<string, int, int>? progress, CancellationToken cancellation)
    {
        var members = new DpuClusterState[clusters.Length];
        var options = new ParallelOptions { MaxDegreeOfParallelism = throttle, CancellationToken = cancellation };
        await Parallel.ForAsync(0, members.Length, options, async (i, stopping) =>
        {
            try
            {
                var cluster = await open(clusters[i], stopping).ConfigureAwait(false);
                members[i] = await ReadMemberAsync(clusters[i], cluster, stopping).ConfigureAwait(false);
            }
            catch (ClusterException error)
            {
                members[i] = new DpuClusterState(clusters[i].Key, clusters[i], null, [], [], error);
            }

            progress?.Invoke(clusters[i].Key, Interlocked.Increment(ref _done), clusters.Length);
        }).ConfigureAwait(false);
        return members;
    }

    /// <summary>Reads what is left of DPU clusters whose DPUCluster object is gone.</summary>
    private async Task<DpuClusterState[]> ReadDepartedAsync(
        IReadOnlyList<ServiceIpamResource> ipams, DpuClusterResource[] present, DpuClusterState[] members, CancellationToken cancellation)
    {
        var keys = present.Select(static cluster => cluster.Key).ToHashSet(StringComparer.Ordinal);
        string[] named =
        [
            .. ipams.SelectMany(static ipam => ipam.Shares).Select(static share => share.DpuCluster).Distinct(StringComparer.Ordinal)
                .Where(key => !keys.Contains(key) && Wants(key)).Order(StringComparer.Ordinal),
        ];
        var stray = session.FindStrayClusters([.. keys, .. named]).Where(Wants).ToArray();
        if (named.Length + stray.Length == 0) return [];
        var states = await ReadAllAsync(
            [.. named.Concat(stray).Select(DpuClusterResource.Departed)],
            (cluster, token) => session.OpenDepartedAsync(cluster, present, token), null, cancellation).ConfigureAwait(false);
        var seen = members.SelectMany(static member => member.Pools).Select(static pool => pool.Resource.Uid)
            .Where(static uid => uid.Length > 0).ToHashSet(StringComparer.Ordinal);
        var result = new List<DpuClusterState>(states.Length);
        for (var i = 0; i < states.Length; i++)
        {
            // A server that is there under another name has its pools there. Folders make uids of names.
            var isServer = states[i].Cluster is { ListsAllNodes: true };
            Pool[] pools = [.. states[i].Pools.Where(pool => !isServer || !seen.Contains(pool.Resource.Uid))];
            if (i < named.Length || pools.Any(pool => ipams.Any(ipam => HeldShare.IsOwned(ipam, pool))))
                result.Add(states[i] with { Key = i < named.Length ? named[i] : states[i].Key, Pools = pools });
        }

        return [.. result];
    }

    private async Task<DpuClusterState> ReadMemberAsync(
        DpuClusterResource? resource, ICluster cluster, CancellationToken cancellation)
    {
        var key = resource?.Key;
        var doubts = new ConcurrentBag<ManifestException>();
        try
        {
            var ipPools = ReadPoolsAsync(cluster, ResourceKind.IPPool, doubts, cancellation);
            var cidrPools = ReadPoolsAsync(cluster, ResourceKind.CidrPool, doubts, cancellation);
            var nodes = parts.HasFlag(InventoryParts.Nodes)
                ? ListAsync<NodeResource>(
                    cluster, ResourceKind.Node, new ListScope { MetadataOnly = !cluster.ReadsWholeObjects }, false, null,
                    cancellation)
                : Task.FromResult<List<NodeResource>>([]);
            var events = parts.HasFlag(InventoryParts.Reports)
                ? PoolReports.ReadAsync(cluster, session.Namespace, cancellation)
                : Task.FromResult<IReadOnlyList<ManifestDocument>>([]);
            await Task.WhenAll(ipPools, cidrPools, nodes, events).ConfigureAwait(false);
            var pools = new List<Pool>();
            foreach (var pool in await ipPools.ConfigureAwait(false)) pools.Add(new Pool(pool, key));
            foreach (var pool in await cidrPools.ConfigureAwait(false)) pools.Add(new Pool(pool, key));
            var found = (await nodes.ConfigureAwait(false)).ConvertAll(node => Node.Of(node, key));
            var reports = await PoolReports.FindCurrentAsync(
                await events.ConfigureAwait(false), key, pools, () => FindNodesAsync(cluster, found, cancellation)).ConfigureAwait(false);
            foreach (var report in reports) _reports.Add(report);
            return new DpuClusterState(key, resource, cluster, pools, found, InDoubt(key ?? cluster.Name, doubts))
            {
                NvIpam = AsksForNvIpam
                    ? await NvIpamPresence.DetectAsync(cluster, pools, session.Namespace, TimeProvider.System, cancellation).ConfigureAwait(false)
                    : null,
            };
        }
        catch (ClusterException error)
        {
            if (resource is not null && error.Failure == ClusterFailure.Unreachable) session.Forget(resource, cluster);
            return new DpuClusterState(key, resource, cluster, [], [], error);
        }
    }

    /// <summary>The names of all nodes, also where they are not wanted for themselves; null where they may not be read.</summary>
    private async Task<IReadOnlySet<string>?> FindNodesAsync(ICluster cluster, List<Node> found, CancellationToken cancellation)
    {
        if (parts.HasFlag(InventoryParts.Nodes)) return found.Select(static node => node.NodeName).ToHashSet(StringComparer.Ordinal);
        try
        {
            var nodes = await ListAsync<NodeResource>(
                cluster, ResourceKind.Node, new ListScope { MetadataOnly = true }, false, null, cancellation).ConfigureAwait(false);
            return nodes.Select(static node => node.Name).ToHashSet(StringComparer.Ordinal);
        }
        catch (ClusterException error) when (error.Failure == ClusterFailure.Forbidden)
        {
            return null;
        }
    }

    /// <summary>A pool that can't be read hands out addresses all the same: what the cluster holds is not known.</summary>
    private static ClusterException? InDoubt(string cluster, IReadOnlyCollection<ManifestException> doubts) =>
        doubts.MinBy(static error => error.Message, StringComparer.Ordinal) is { } first
            ? new ClusterException(
                ClusterFailure.Configuration, cluster, $"what may be a pool can't be read: {first.Message}", inner: first)
            : null;

    private async Task<List<PoolResource>> ReadPoolsAsync(
        ICluster cluster, ResourceKind kind, ConcurrentBag<ManifestException> doubts, CancellationToken cancellation)
    {
        if (!parts.HasFlag(InventoryParts.Pools)) return [];
        try
        {
            return await ListAsync<PoolResource>(cluster, kind, ListScope.All, true, doubts, cancellation).ConfigureAwait(false);
        }
        catch (ClusterException error) when (error.Failure == ClusterFailure.Forbidden)
        {
            // Pools of other namespaces only matter for overlaps.
            var own = new ListScope { Namespace = session.Namespace };
            return await ListAsync<PoolResource>(cluster, kind, own, true, doubts, cancellation).ConfigureAwait(false);
        }
    }

    /// <param name="cluster">The cluster.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="scope">Which of them.</param>
    /// <param name="mayBeUnserved">Whether a cluster that does not know the kind has none of it.</param>
    /// <param name="doubts">Takes what may be of the kind and can't be read; null where that is of no matter.</param>
    /// <param name="cancellation">Ends the reading.</param>
    private async Task<List<T>> ListAsync<T>(
        ICluster cluster, ResourceKind kind, ListScope scope, bool mayBeUnserved, ConcurrentBag<ManifestException>? doubts,
        CancellationToken cancellation)
        where T : Resource
    {
        var resources = new List<T>();
        try
        {
            var list = await cluster.ListAsync(kind, scope, cancellation).ConfigureAwait(false);
            foreach (var error in list.Unreadable) _unreadable.TryAdd(error.Message, error);
            foreach (var error in list.Doubtful) doubts?.Add(error);
            foreach (var document in list.Items)
            {
                try
                {
                    if (ResourceReader.Read(document) is T resource) resources.Add(resource);
                }
                catch (ManifestException error)
                {
                    _unreadable.TryAdd(error.Message, error);
                    doubts?.Add(error);
                }
            }
        }
        catch (ClusterException error) when (mayBeUnserved && error.Failure == ClusterFailure.UnsupportedKind)
        {
            // nv-ipam without DPF, or a cluster without nv-ipam, or with an old one: what can't be there needs no looking at.
        }

        return resources;
    }
}
