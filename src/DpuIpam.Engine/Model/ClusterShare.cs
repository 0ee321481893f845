namespace DpuIpam;

/// <summary>What one DPU cluster gets of a DPUServiceIPAM's range.</summary>
public sealed class ClusterShare
{
    internal ClusterShare(string cluster, IReadOnlyList<IpRange> ranges)
    {
        Cluster = cluster;
        Ranges = ranges;
    }

    /// <summary>The DPU cluster, <c>namespace/name</c>.</summary>
    public string Cluster { get; }

    /// <summary>Its ranges.</summary>
    public IReadOnlyList<IpRange> Ranges { get; }

    /// <summary>Cluster and ranges.</summary>
    public override string ToString() => $"{Cluster} {string.Join(", ", Ranges)}";
}
