namespace DpuIpam.Clusters.Folder;

/// <summary>Somebody else, who takes no lock, has changed a file while it was to be written: nothing was written.</summary>
internal sealed class FileChangedException(string displayName) : Exception("changed meanwhile")
{
    /// <summary>How messages name the file.</summary>
    public string DisplayName { get; } = displayName;
}
