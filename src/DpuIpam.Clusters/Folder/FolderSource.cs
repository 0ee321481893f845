using DpuIpam.Resources;
using DpuIpam.Validation;

namespace DpuIpam.Clusters.Folder;

/// <summary>Finds the folders of DPU clusters below that of their host cluster.</summary>
/// <remarks>
/// A cluster's folder has its name, or <c>namespace.name</c>, which it must have where two namespaces have the name. One
/// that is not there is an empty cluster, and is made with its first object.
/// </remarks>
/// <param name="host">The host cluster.</param>
/// <param name="root">Its folder.</param>
/// <param name="displayName">How messages name its folder.</param>
/// <param name="options">How the connection was opened.</param>
internal sealed class FolderSource(ICluster host, string root, string displayName, SessionOptions options) : IDpuClusterSource
{
    public async Task<ICluster> OpenAsync(DpuClusterResource cluster, CancellationToken cancellation)
    {
        var folder = await NameAsync(cluster, cancellation).ConfigureAwait(false);
        var path = Path.Combine(root, folder);
        var realRoot = RealPath.Of(root);
        if (!RealPath.IsInside(RealPath.Of(path), realRoot)) throw FolderErrors.LeadsOut(cluster.Key, path);
        if (File.Exists(path)) throw FolderErrors.NotAFolder(cluster.Key, path);
        var level = new FolderLevel(
            cluster.Key, realRoot, path, Path.Combine(displayName, folder), options.Namespace, mayBeMissing: true);
        return new FolderCluster(cluster.Key, level, options);
    }

    private async Task<string> NameAsync(DpuClusterResource cluster, CancellationToken cancellation)
    {
        // The name comes from a file and becomes a path.
        List<string> wrong = [.. Labels.CheckSubdomain(cluster.Name), .. Labels.CheckSubdomain(cluster.Namespace)];
        if (wrong.Count > 0)
        {
            throw new ClusterException(
                ClusterFailure.Configuration, cluster.Key,
                $"{cluster.Document.Location}: \"{cluster.Key}\" can't be the name of a folder: {wrong[0]}");
        }

        var full = $"{cluster.Namespace}.{cluster.Name}";
        var clusters = await host.ListAsync(ResourceKind.DpuCluster, ListScope.All, cancellation).ConfigureAwait(false);
        var isShared = clusters.Items.Any(document => IsNamesake(document, cluster));
        var hasShort = Directory.Exists(Path.Combine(root, cluster.Name));
        var hasFull = Directory.Exists(Path.Combine(root, full));
        if (!hasShort || (hasFull && isShared)) return hasFull || isShared ? full : cluster.Name;
        if (!hasFull && !isShared) return cluster.Name;
        throw new ClusterException(
            ClusterFailure.Configuration, cluster.Key, isShared
                ? $"several namespaces have a DPUCluster {cluster.Name}, so whose folder "
                    + $"{Path.Combine(displayName, cluster.Name)} is can't be told; rename it to <namespace>.{cluster.Name}"
                : $"{Path.Combine(displayName, cluster.Name)} and {Path.Combine(displayName, full)} are both there for the "
                    + "same DPUCluster; put their files into one");
    }

    private static bool IsNamesake(ManifestDocument document, DpuClusterResource cluster)
    {
        try
        {
            return ResourceReader.Read(document) is DpuClusterResource other
                && other.Name == cluster.Name && other.Namespace != cluster.Namespace;
        }
        catch (ManifestException)
        {
            return false;
        }
    }
}
