using System.Text.Json;

namespace DpuIpam.Clusters.Api;

/// <summary>A named cluster, user or context of a kubeconfig. It holds secrets, so it is a class that prints nothing.</summary>
/// <param name="value">What stands under the name.</param>
/// <param name="file">The file it stands in; null when it came as a text.</param>
internal sealed class KubeconfigEntry(JsonElement value, string? file)
{
    public JsonElement Value { get; } = value;

    public string? File { get; } = file;

    /// <summary>A path in the entry, which is relative to its file.</summary>
    public string FullPath(string path) =>
        File is null ? path : Path.GetFullPath(path, Path.GetDirectoryName(Path.GetFullPath(File))!);
}
