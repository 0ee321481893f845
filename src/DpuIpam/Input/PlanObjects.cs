using System.Management.Automation;
using DpuIpam.Resources;

namespace DpuIpam.Input;

/// <summary>The objects that one planning looks at together; a second one of the same name is refused.</summary>
internal sealed class PlanObjects(Action<ErrorRecord> report)
{
    private readonly Dictionary<string, string> _sources = new(StringComparer.Ordinal);

    public List<ServiceIpam> ServiceIpams { get; } = [];

    public List<Pool> Pools { get; } = [];

    public List<DpuClusterResource> Clusters { get; } = [];

    public List<Node> Nodes { get; } = [];

    public List<ServiceChainResource> Chains { get; } = [];

    public void Add(object item)
    {
        switch (item)
        {
            case ServiceIpam ipam when IsNew(ipam.Resource, null, ipam): ServiceIpams.Add(ipam); break;
            case Pool pool when IsNew(pool.Resource, pool.Cluster, pool): Pools.Add(pool); break;
            case Cluster { Resource: { } resource } when IsNew(resource, null, item): Clusters.Add(resource); break;
            case Node node: Nodes.Add(node); break;
            case ServiceChainResource chain: Chains.Add(chain); break;
        }
    }

    private bool IsNew(Resource resource, string? cluster, object target)
    {
        var name = cluster is null ? resource.ToString() : $"{resource} in {cluster}";
        if (_sources.TryAdd(name, resource.Document.Location.ToString())) return true;
        report(Errors.DuplicateObject(name, _sources[name], target));
        return false;
    }
}
