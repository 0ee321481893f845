using DpuIpam.Resources;

namespace DpuIpam;

/// <summary>A node of a DPU cluster.</summary>
public sealed class Node
{
    /// <summary>Creates a node.</summary>
    /// <param name="nodeName">Name of the Node object.</param>
    /// <param name="labels">Its labels; null when only the name is known: what a selector asks of labels is then taken to
    /// be there.</param>
    /// <param name="cluster">The DPU cluster; null when there is only one.</param>
    public Node(string nodeName, IReadOnlyDictionary<string, string>? labels = null, string? cluster = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(nodeName);
        NodeName = nodeName;
        Labels = labels;
        Cluster = cluster;
    }

    /// <summary>The DPU cluster; null when there is only one.</summary>
    public string? Cluster { get; }

    /// <summary>Name of the Node object.</summary>
    public string NodeName { get; }

    /// <summary>The labels; null when only the name is known.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; }

    /// <summary>Its own addresses and the ranges of its pods, as far as they are known.</summary>
    internal IReadOnlyList<NodeRange> Ranges { get; init; } = [];

    internal static Node Of(NodeResource resource, string? cluster) =>
        new(resource.Name, resource.Labels, cluster) { Ranges = resource.ReadRanges() };

    /// <summary>The same node in a DPU cluster.</summary>
    internal Node In(string? cluster) => new(NodeName, Labels, cluster) { Ranges = Ranges };

    /// <summary>The node's name.</summary>
    public override string ToString() => NodeName;
}
