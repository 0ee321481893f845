using DpuIpam.Resources;

namespace DpuIpam;

/// <summary>Names a cluster.</summary>
public abstract class ClusterReference
{
    private protected ClusterReference(string cluster) => Cluster = cluster;

    /// <summary>The cluster: <c>namespace/name</c> of its DPUCluster object.</summary>
    public string Cluster { get; }
}

/// <summary>A DPU cluster.</summary>
public sealed class Cluster : ClusterReference
{
    internal Cluster(DpuClusterResource resource)
        : base(resource.Key) => Resource = resource;

    /// <summary>Namespace of the DPUCluster object.</summary>
    public string Namespace => Resource.Namespace;

    /// <summary>Pending, Creating, Ready, NotReady or Failed; null when the status does not say.</summary>
    public string? Phase => Resource.Phase;

    /// <summary>Kubernetes version of the cluster; null when unknown.</summary>
    public string? Version => Resource.Version;

    /// <summary>Labels of the DPUCluster object, by which a DPUServiceIPAM selects clusters.</summary>
    public IReadOnlyDictionary<string, string> Labels => Resource.Labels;

    internal DpuClusterResource Resource { get; }

    /// <summary>The cluster's key.</summary>
    public override string ToString() => Cluster;
}
