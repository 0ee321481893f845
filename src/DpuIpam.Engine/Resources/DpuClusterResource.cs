using System.Text.Json;

namespace DpuIpam.Resources;

/// <summary>DPF's DPUCluster: one per DPU cluster, in the host cluster (docs/upstream.md, E).</summary>
internal sealed class DpuClusterResource : Resource
{
    public DpuClusterResource(ManifestDocument document)
        : base(document)
    {
        var root = new FieldReader(document);
        KubeconfigSecret = root["spec"]["kubeconfig"].String();
        Phase = root["status"]["phase"].String();
        Version = root["status"]["version"].String() ?? root["spec"]["version"].String();
    }

    /// <summary>What a DPUCluster that is gone would have been, by its key: its Secret goes by DPF's name for it.</summary>
    /// <param name="key"><c>namespace/name</c>.</param>
    public static DpuClusterResource Departed(string key)
    {
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        var name = key[(slash + 1)..];
        var tree = JsonSerializer.SerializeToElement(new Dictionary<string, object>
        {
            ["metadata"] = new Dictionary<string, string> { ["namespace"] = slash < 0 ? "" : key[..slash], ["name"] = name },
            ["spec"] = new Dictionary<string, string> { ["kubeconfig"] = $"{name}-admin-kubeconfig" },
        });
        return new DpuClusterResource(new ManifestDocument(tree, new SourceLocation(key)));
    }

    public override string Kind => ApiNames.DpuCluster;

    /// <summary>The key by which DPF knows and orders clusters: <c>namespace/name</c>.</summary>
    public string Key => $"{Namespace}/{Name}";

    public string? KubeconfigSecret { get; }

    public string? Phase { get; }

    public string? Version { get; }
}
