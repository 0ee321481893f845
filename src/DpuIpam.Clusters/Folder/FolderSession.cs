namespace DpuIpam.Clusters.Folder;

/// <summary>Opens folders of manifests as if they were clusters.</summary>
/// <remarks>
/// The files at the top are the objects of the host cluster; a folder below is a DPU cluster, see <see cref="FolderSource"/>.
/// </remarks>
internal static class FolderSession
{
    /// <param name="path">The folder.</param>
    /// <param name="options">How to open it.</param>
    /// <exception cref="ClusterException">It is not there, or is no folder.</exception>
    public static ClusterSession Open(string path, SessionOptions options)
    {
        var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        var folderName = Path.GetFileName(root) is { Length: > 0 } last ? last : root;
        var name = options.Name ?? folderName;
        if (!Directory.Exists(root)) throw FolderErrors.NotAFolder(name, root);
        var level = new FolderLevel(name, RealPath.Of(root), root, folderName, options.Namespace, mayBeMissing: false);
        var host = new FolderCluster(name, level, options);
        return new ClusterSession(
            name, host, new FolderSource(host, root, folderName, options), options.Namespace, options.IsReadOnly);
    }
}
