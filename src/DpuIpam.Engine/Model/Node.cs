namespace DpuIpam;

/// <summary>A node of a DPU cluster.</summary>
public sealed class Node
{
    /// <summary>Creates a node.</summary>
    /// <param name="nodeName">Name of the Node object.</param>
    /// <param name="labels">Its labels; null when only the name is known, and then any selector is taken to match.</param>
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

    /// <summary>The node's name.</summary>
    public override string ToString() => NodeName;
}
