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
        var realRoot = FolderErrors.RealPathOf(cluster.Key, root);
        var level = new FolderLevel(
            cluster.Key, realRoot, path, Path.Combine(displayName, folder), options.Namespace, mayBeMissing: true);
        // One that may not be used is refused before anything is asked of it.
        _ = level.Exists;
        return new FolderCluster(cluster.Key, level, options);
    }

    /// <summary>Folders that are those of no DPU cluster known.</summary>
    public IReadOnlyList<string> FindStrays(IReadOnlyCollection<string> known)
    {
        var taken = known.SelectMany(static key => new[] { key[(key.IndexOf('/', StringComparison.Ordinal) + 1)..], key.Replace('/', '.') })
            .ToHashSet(StringComparer.Ordinal);
        try
        {
            return
            [
                .. new DirectoryInfo(root).EnumerateDirectories()
                    .Where(folder => folder.LinkTarget is null && !taken.Contains(folder.Name) && Labels.CheckSubdomain(folder.Name).Count == 0)
                    .Select(folder => KeyOf(folder.Name)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
            ];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Whoever reads the folder says so.
            return [];
        }
    }

    /// <summary>The key of a cluster by its folder's name: <c>namespace.name</c>, or a name in the connection's namespace.</summary>
    private string KeyOf(string folder)
    {
        var dot = folder.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? $"{options.Namespace}/{folder}" : $"{folder[..dot]}/{folder[(dot + 1)..]}";
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
        var hasShort = Has(cluster, cluster.Name);
        var hasFull = Has(cluster, full);
        if (!hasShort || (hasFull && isShared)) return hasFull || isShared ? full : cluster.Name;
        if (!hasFull && !isShared) return cluster.Name;
        throw new ClusterException(
            ClusterFailure.Configuration, cluster.Key, isShared
                ? $"several namespaces have a DPUCluster {cluster.Name}, so whose folder "
                    + $"{Path.Combine(displayName, cluster.Name)} is can't be told; rename it to <namespace>.{cluster.Name}"
                : $"{Path.Combine(displayName, cluster.Name)} and {Path.Combine(displayName, full)} are both there for the "
                    + "same DPUCluster; put their files into one");
    }

    /// <summary>Whether something lies there. What has the name in other case only may be the cluster's folder for whoever made
    /// it: it is not passed over.</summary>
    private bool Has(DpuClusterResource cluster, string name)
    {
        try
        {
            var found = Directory.EnumerateFileSystemEntries(root).Select(static path => Path.GetFileName(path))
                .Where(other => other.Equals(name, StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal).ToArray();
            if (found.Length == 0) return false;
            if (found.Length == 1 && found[0] == name) return true;
            // A file system that does not tell them apart has one of them.
            if (found.Length == 1 && FileStatus.Of(Path.Combine(root, name)).Kind != FileKind.Missing) return true;
            throw FolderErrors.OtherCase(cluster.Key, displayName, name, found);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw FolderErrors.Io(cluster.Key, displayName, "read", error);
        }
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
