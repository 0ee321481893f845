using DpuIpam.Resources;

namespace DpuIpam;

/// <summary>Names a cluster.</summary>
public abstract class ClusterReference
{
    private protected ClusterReference(string cluster) => Cluster = cluster;

    /// <summary>The cluster: <c>namespace/name</c> of its DPUCluster object; of a host cluster, the connection's name.</summary>
    public string Cluster { get; }
}

/// <summary>What a cluster is for.</summary>
public enum ClusterRole
{
    /// <summary>It holds nodes and pools.</summary>
    Dpu,

    /// <summary>It holds DPUServiceIPAM and DPUCluster objects.</summary>
    Host,

    /// <summary>A host cluster without DPUCluster objects: its own and only DPU cluster.</summary>
    HostAndDpu,
}

/// <summary>A host cluster or a DPU cluster.</summary>
public sealed class Cluster : ClusterReference
{
    internal Cluster(DpuClusterResource resource)
        : base(resource.Key) => Resource = resource;

    internal Cluster(string host, ClusterRole role)
        : base(host) => Role = role;

    /// <summary>Dpu, Host, or both.</summary>
    public ClusterRole Role { get; }

    /// <summary>Namespace of the DPUCluster object; of a host cluster, that of the DPUServiceIPAM objects.</summary>
    public string Namespace { get => field ?? Resource?.Namespace ?? ""; internal init; }

    /// <summary>Pending, Creating, Ready, NotReady or Failed; null when the status does not say, and for a host cluster.</summary>
    public string? Phase => Resource?.Phase;

    /// <summary>The server's address, or the folder; null when nobody looked.</summary>
    public string? Endpoint { get; internal init; }

    /// <summary>Whether it answers; null when nobody asked it.</summary>
    public bool? Reachable { get; internal init; }

    /// <summary>How many nodes it has; null when they were not counted.</summary>
    public int? NodeCount { get; internal init; }

    /// <summary>Kubernetes version: what the cluster says, else what the DPUCluster says; null when unknown.</summary>
    public string? Version { get => field ?? Resource?.Version; internal init; }

    /// <summary>Why it does not answer, or does not let itself be read; null when all is well, or nobody asked.</summary>
    public string? Reason { get; internal init; }

    /// <summary>Whether DPF holds the pools; null for a DPU cluster, and when nobody could ask.</summary>
    public DpfState? Dpf { get; internal init; }

    /// <summary>What says so: DPF's Deployment, its Lease or its webhook.</summary>
    public string? DpfReason { get; internal init; }

    /// <summary>Labels of the DPUCluster object, by which a DPUServiceIPAM selects clusters; empty for a host cluster.</summary>
    public IReadOnlyDictionary<string, string> Labels =>
        Resource?.Labels ?? System.Collections.ObjectModel.ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Null for a host cluster.</summary>
    internal DpuClusterResource? Resource { get; }

    /// <summary>The cluster's key.</summary>
    public override string ToString() => Cluster;
}
