using DpuIpam.Resources;

namespace DpuIpam.Clusters;

/// <summary>Opens the DPU clusters of a host cluster.</summary>
internal interface IDpuClusterSource
{
    /// <summary>Opens one, without asking it anything yet.</summary>
    /// <exception cref="ClusterException">Its kubeconfig or folder is missing, unusable or not to be trusted.</exception>
    Task<ICluster> OpenAsync(DpuClusterResource cluster, CancellationToken cancellation);

    /// <summary>Opens one whose DPUCluster object is gone, where a way to it is left.</summary>
    /// <param name="cluster">What the object would have been.</param>
    /// <param name="present">The DPUCluster objects that are there.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="ClusterException">There is no way to it, or it leads to another cluster by now.</exception>
    Task<ICluster> OpenDepartedAsync(
        DpuClusterResource cluster, IReadOnlyList<DpuClusterResource> present, CancellationToken cancellation) =>
        OpenAsync(cluster, cancellation);

    /// <summary>Keys of DPU clusters that show by themselves, without an object.</summary>
    /// <param name="known">Keys of the others.</param>
    IReadOnlyList<string> FindStrays(IReadOnlyCollection<string> known) => [];
}
