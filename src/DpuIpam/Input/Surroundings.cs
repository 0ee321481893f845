using DpuIpam.Clusters;
using DpuIpam.Resources;

namespace DpuIpam.Input;

/// <summary>What is there already, around the objects that a command is given.</summary>
internal sealed record Surroundings
{
    /// <summary>What the connection holds; null where manifests are all there is.</summary>
    public Inventory? Inventory { get; private init; }

    public IReadOnlyList<ServiceIpamResource> ServiceIpams { get; private init; } = [];

    public IReadOnlyList<Pool> Pools { get; private init; } = [];

    public IReadOnlyList<DpuClusterResource> Clusters { get; private init; } = [];

    public IReadOnlyList<Node> Nodes { get; private init; } = [];

    /// <summary>Whether these are all nodes there are, however few.</summary>
    public bool KnowsNodes { get; private init; }

    /// <summary>Keys of DPU clusters that could not be read; empty text for a host cluster that is its own.</summary>
    public IReadOnlySet<string> Unreadable { get; private init; } = new HashSet<string>();

    /// <param name="inventory">What a connection holds.</param>
    /// <param name="isFolder">Whether it leads to a folder: one without Node documents says nothing about nodes.</param>
    public static Surroundings Of(Inventory inventory, bool isFolder)
    {
        var members = inventory.Members;
        var nodes = members.SelectMany(static member => member.Nodes).ToArray();
        return new Surroundings
        {
            Inventory = inventory,
            ServiceIpams = inventory.ServiceIpams,
            Pools = [.. members.SelectMany(static member => member.Pools)],
            Clusters = inventory.DpuClusters,
            Nodes = nodes,
            KnowsNodes = !isFolder || nodes.Length > 0,
            Unreadable = members
                .Where(static member => member.Error is not null)
                .Select(static member => member.Key ?? "")
                .ToHashSet(StringComparer.Ordinal),
        };
    }

    public static Surroundings Of(PlanObjects objects) => new()
    {
        Pools = objects.Pools, Clusters = objects.Clusters, Nodes = objects.Nodes,
    };
}
