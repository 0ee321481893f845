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

    public override string Kind => ApiNames.DpuCluster;

    /// <summary>The key by which DPF knows and orders clusters: <c>namespace/name</c>.</summary>
    public string Key => $"{Namespace}/{Name}";

    public string? KubeconfigSecret { get; }

    public string? Phase { get; }

    public string? Version { get; }
}
