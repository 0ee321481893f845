using DpuIpam.Planning;
using DpuIpam.Resources;

namespace DpuIpam.Input;

/// <summary>What a planning looks at: the objects that a command is given, laid over what is there already.</summary>
/// <remarks>An object that is given takes the place of the one of its name.</remarks>
internal sealed class PlanSource
{
    private readonly PlanObjects _given;
    private readonly HashSet<Resource> _meant;
    private readonly bool _isAllMeant;

    /// <param name="given">What the command is given.</param>
    /// <param name="there">What is there; null when the command knows nothing but what it is given.</param>
    public PlanSource(PlanObjects given, Surroundings? there)
    {
        There = there ?? new Surroundings();
        _given = given;
        given.ResolvePools(There.Clusters.Select(static cluster => cluster.Key));
        ServiceIpams = [.. given.ServiceIpams.Select(static ipam => ipam.Resource)];
        _meant = [.. ServiceIpams, .. given.Pools.Select(static pool => pool.Resource)];
        _isAllMeant = _meant.Count == 0;
        ServiceIpams.AddRange(There.ServiceIpams.Where(ipam => !given.ServiceIpams.Exists(other => IsSame(other.Resource, ipam))));
        Pools = [.. given.Pools, .. There.Pools.Where(pool => !given.Pools.Exists(other => IsSame(other, pool)))];
        Clusters = [.. given.Clusters, .. There.Clusters.Where(cluster => !given.Clusters.Exists(other => IsSame(other, cluster)))];
        Nodes = given.Nodes.Count > 0 ? Resolve(given.Nodes) : There.Nodes;
    }

    public Surroundings There { get; }

    public List<ServiceIpamResource> ServiceIpams { get; }

    public List<Pool> Pools { get; }

    public List<DpuClusterResource> Clusters { get; }

    public IReadOnlyList<Node> Nodes { get; }

    /// <summary>The input of a planning, but for what only some commands know.</summary>
    public PlanInput ToInput() => (There.Inventory?.ToPlanInput(ServiceIpams) ?? new PlanInput()) with
    {
        ServiceIpams = ServiceIpams,
        Pools = Pools,
        Clusters = Clusters,
        Nodes = Nodes,
        HasNodes = There.KnowsNodes || Nodes.Count > 0,
    };

    /// <summary>Nodes with the clusters' keys; without DPUCluster objects, a cluster is known by the pools that are in it.</summary>
    public List<Node> Resolve(IEnumerable<Node> nodes) => _given.Resolve(
        nodes, Clusters.Select(static cluster => cluster.Key).Concat(Pools.Select(static pool => pool.Cluster).OfType<string>()));

    /// <summary>Whether a plan is of what the command is given, or of anything when that is nothing; and all that it
    /// depends on could be read.</summary>
    public bool IsMeant(Plan plan)
    {
        var content = plan.Content;
        return (_isAllMeant || _meant.Contains(content.Origin ?? (Resource)content.Pool))
            && (!content.HasPool || IsReadable(plan.Cluster));
    }

    /// <summary>Whether a DPU cluster could be read.</summary>
    public bool IsReadable(string? cluster) => !There.Unreadable.Contains(cluster ?? "");

    /// <summary>Whether a pool that is given is, by its name, the one that is there. One of no known cluster is in each.</summary>
    public static bool IsSame(Pool given, Pool there) => IsSame(given.Resource, there.Resource)
        && (given.Cluster is null || given.Cluster == there.Cluster);

    private static bool IsSame(Resource a, Resource b) => a.Kind == b.Kind && a.Name == b.Name && a.Namespace == b.Namespace;
}
