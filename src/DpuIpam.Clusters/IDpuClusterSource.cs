using DpuIpam.Resources;

namespace DpuIpam.Clusters;

/// <summary>Opens the DPU clusters of a host cluster.</summary>
internal interface IDpuClusterSource
{
    /// <summary>Opens one, without asking it anything yet.</summary>
    /// <exception cref="ClusterException">Its kubeconfig or folder is missing, unusable or not to be trusted.</exception>
    Task<ICluster> OpenAsync(DpuClusterResource cluster, CancellationToken cancellation);
}
