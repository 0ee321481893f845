using DpuIpam.Addressing;

namespace DpuIpam.Planning;

/// <summary>The design question: so many nodes, so many addresses each, in so many clusters, somewhere.</summary>
internal sealed record LayoutRequest
{
    /// <summary>Nodes per DPU cluster now.</summary>
    public required int NodeCount { get; init; }

    /// <summary>Nodes per DPU cluster that must fit later.</summary>
    public required int MaxNodeCount { get; init; }

    /// <summary>Usable addresses for pods on each node.</summary>
    public required int AddressCount { get; init; }

    /// <summary>DPU clusters that share the range.</summary>
    public int ClusterCount { get; init; } = 1;

    /// <summary>The mode; null for both.</summary>
    public IpamMode? Mode { get; init; }

    /// <summary>Length of a node's subnet in network mode; null for what suits.</summary>
    public int? PrefixSize { get; init; }

    /// <summary>Ranges in which the layout may lie, in the order of preference.</summary>
    public required IReadOnlyList<Prefix> Within { get; init; }

    /// <summary>Ranges in use.</summary>
    public IReadOnlyList<ReservedRange> Outside { get; init; } = [];
}
