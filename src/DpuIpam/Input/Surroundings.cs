using DpuIpam.Clusters;
using DpuIpam.Planning;
using DpuIpam.Resources;

namespace DpuIpam.Input;

/// <summary>What is there already, around the objects that a command is given.</summary>
internal sealed class Surroundings
{
    private readonly Inventory? _inventory;

    /// <summary>Nothing is known to be there.</summary>
    public Surroundings()
    {
    }

    /// <param name="inventory">What a connection holds.</param>
    public Surroundings(Inventory inventory)
    {
        _inventory = inventory;
        ServiceIpams = inventory.ServiceIpams;
        Clusters = inventory.DpuClusters;
        Pools = [.. inventory.Pools];
        Nodes = [.. inventory.Nodes];
        KnowsNodes = inventory.KnowsNodes;
        Unreadable = inventory.Members
            .Where(static member => member.Error is not null)
            .Select(static member => member.Key ?? "")
            .ToHashSet(StringComparer.Ordinal);
    }

    /// <param name="objects">Objects that a command is told to be there.</param>
    public Surroundings(PlanObjects objects)
    {
        Clusters = objects.Clusters;
        Pools = objects.Pools;
        Nodes = objects.Nodes;
    }

    public IReadOnlyList<ServiceIpamResource> ServiceIpams { get; } = [];

    public IReadOnlyList<Pool> Pools { get; } = [];

    public IReadOnlyList<DpuClusterResource> Clusters { get; } = [];

    public IReadOnlyList<Node> Nodes { get; } = [];

    /// <summary>Whether these are all nodes there are, however few.</summary>
    public bool KnowsNodes { get; }

    /// <summary>Keys of DPU clusters that could not be read; empty text for a host cluster that is its own.</summary>
    public IReadOnlySet<string> Unreadable { get; } = new HashSet<string>();

    /// <summary>An object as it will be once it is written where it is to be.</summary>
    public ServiceIpamResource AsWritten(ServiceIpamResource ipam) => _inventory?.AsWritten(ipam) ?? ipam;

    /// <summary>The input of a plan of objects, with what of it depends on who carries the plan out.</summary>
    public PlanInput ToPlanInput(IReadOnlyList<ServiceIpamResource> ipams) =>
        _inventory?.ToPlanInput(ipams) ?? new PlanInput { ServiceIpams = ipams };
}
