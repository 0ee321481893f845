using DpuIpam.Planning;
using DpuIpam.Resources;

namespace DpuIpam.Input;

/// <summary>What a planning looks at: the objects that a command is given, laid over what is there already.</summary>
/// <remarks>An object that is given takes the place of the one of its name.</remarks>
internal sealed class PlanSource
{
    private readonly HashSet<Resource> _meant;
    private readonly bool _isAllMeant;

    /// <param name="given">What the command is given; all of it must have been collected.</param>
    /// <param name="there">What is there; null when the command knows nothing but what it is given.</param>
    public PlanSource(PlanObjects given, Surroundings? there)
    {
        There = there ?? new Surroundings();
        given.AddClusters(There.Clusters);
        given.ResolvePools();
        Clusters = given.Clusters;
        ServiceIpams = given.ServiceIpams.ConvertAll(ipam => There.AsWritten(ipam.Resource));
        _meant = [.. ServiceIpams, .. given.Pools.Select(static pool => pool.Resource)];
        _isAllMeant = _meant.Count == 0;
        ServiceIpams.AddRange(There.ServiceIpams.Where(ipam => !given.ServiceIpams.Exists(other => other.Resource.Key == ipam.Key)));
        Pools = [.. given.Pools, .. There.Pools.Where(pool => !given.Pools.Exists(other => IsSame(other, pool)))];
        Nodes = given.Resolve(given.Nodes.Count > 0 ? given.Nodes : There.Nodes);
    }

    public Surroundings There { get; }

    public List<ServiceIpamResource> ServiceIpams { get; }

    public List<Pool> Pools { get; }

    public List<DpuClusterResource> Clusters { get; }

    public List<Node> Nodes { get; }

    /// <summary>The input of a plan.</summary>
    public PlanInput Input => There.ToPlanInput(ServiceIpams) with
    {
        Pools = Pools, Clusters = Clusters, Nodes = Nodes, HasNodes = There.KnowsNodes || Nodes.Count > 0,
    };

    /// <summary>Whether a plan is of what the command is given, or of anything when that is nothing; and all that it
    /// depends on could be read.</summary>
    public bool IsMeant(Plan plan)
    {
        var content = plan.Content;
        return (_isAllMeant || _meant.Contains(content.Origin ?? (Resource)content.Pool) || (content.IsRemoved && _meant.Contains(content.Pool)))
            && (!content.HasPool || IsReadable(plan.Cluster));
    }

    /// <summary>Whether a DPU cluster could be read.</summary>
    public bool IsReadable(string? cluster) => !There.Unreadable.Contains(cluster ?? "");

    /// <summary>Whether a pool that is given is, by its name, the one that is there. One of no known cluster is in each.</summary>
    public static bool IsSame(Pool given, Pool there) => given.Kind == there.Kind && given.Pool == there.Pool
        && given.Namespace == there.Namespace && (given.Cluster is null || given.Cluster == there.Cluster);
}
