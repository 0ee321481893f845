using System.Management.Automation;
using DpuIpam.Planning;
using DpuIpam.Resources;

namespace DpuIpam.Input;

/// <summary>The objects that one planning looks at together; a second one of the same name is refused.</summary>
internal sealed class PlanObjects(Action<ErrorRecord> report)
{
    private readonly Dictionary<string, string> _sources = new(StringComparer.Ordinal);

    private readonly HashSet<string> _reported = new(StringComparer.Ordinal);

    public List<ServiceIpam> ServiceIpams { get; } = [];

    public List<Pool> Pools { get; } = [];

    public List<DpuClusterResource> Clusters { get; } = [];

    public List<Node> Nodes { get; } = [];

    public List<ServiceChainResource> Chains { get; } = [];

    /// <summary>Adds an object; false, and an error was reported, when there is one of its name.</summary>
    public bool Add(object item)
    {
        switch (item)
        {
            case ServiceIpam ipam when IsNew(ipam.Resource, null, ipam): ServiceIpams.Add(ipam); break;
            case Pool pool when IsNew(pool.Resource, pool.Cluster, pool): Pools.Add(pool); break;
            case Cluster { Resource: { } resource } when IsNew(resource, null, item): Clusters.Add(resource); break;
            case Node node: Nodes.Add(node); break;
            case ServiceChainResource chain: Chains.Add(chain); break;
            default: return false;
        }

        return true;
    }

    /// <summary>Adds clusters that are there; those that are given stay as they are given.</summary>
    public void AddClusters(IEnumerable<DpuClusterResource> clusters)
    {
        foreach (var cluster in clusters)
            if (!Clusters.Exists(given => given.Key == cluster.Key)) Clusters.Add(cluster);
    }

    /// <summary>Names the clusters of pools by their keys; once all objects are there. A pool whose cluster can be any of
    /// several is left out; one of a cluster that is not among the objects is by itself.</summary>
    public void ResolvePools()
    {
        if (Clusters.Count == 0) return;
        var names = new ClusterNames(Clusters.Select(static cluster => cluster.Key));
        for (var i = Pools.Count - 1; i >= 0; i--)
        {
            if (Pools[i] is not { Cluster: { } name } pool) continue;
            var keys = names.Matching(name);
            if (keys.Length == 0 || keys[0] == name) continue;
            Pools.RemoveAt(i);
            if (keys.Length > 1) ReportOnce(name, Errors.ClusterAmbiguous(name, keys));
            else if (IsNew(pool.Resource, keys[0], pool)) Pools.Insert(i, new Pool(pool.Resource, keys[0]) { Source = pool.Source });
        }
    }

    /// <summary>Nodes with the clusters' keys. Without DPUCluster objects, a cluster is known by the pools that are in
    /// it. Nodes of a cluster that is not there, or can be any of several, are left out.</summary>
    public List<Node> Resolve(IEnumerable<Node> nodes)
    {
        var names = new ClusterNames(Clusters
            .Select(static cluster => cluster.Key)
            .Concat(Pools.Select(static pool => pool.Cluster).OfType<string>()));
        var resolved = new List<Node>();
        var known = new Dictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var node in nodes)
        {
            if (node.Cluster is not { } name)
            {
                resolved.Add(node);
                continue;
            }

            if (!known.TryGetValue(name, out var keys)) known[name] = keys = names.Matching(name);
            if (keys.Length == 0) ReportOnce(name, Errors.ClusterNotFound(name));
            else if (keys.Length > 1) ReportOnce(name, Errors.ClusterAmbiguous(name, keys));
            else resolved.Add(keys[0] == name ? node : node.In(keys[0]));
        }

        return resolved;
    }

    /// <summary>One word about a cluster is enough, however many nodes it has.</summary>
    private void ReportOnce(string cluster, ErrorRecord error)
    {
        if (_reported.Add(cluster)) report(error);
    }

    private bool IsNew(Resource resource, string? cluster, object target)
    {
        var name = cluster is null ? resource.ToString() : $"{resource} in {cluster}";
        if (_sources.TryAdd(name, resource.Document.Location.ToString())) return true;
        report(Errors.DuplicateObject(name, _sources[name], target));
        return false;
    }
}
