namespace DpuIpam.Clusters.Api;

/// <summary>Which cluster of which kubeconfig to connect to.</summary>
internal sealed record KubeconfigChoice
{
    /// <summary>The files, the first one going before the others; null for those of KUBECONFIG, or
    /// <c>~/.kube/config</c>.</summary>
    public IReadOnlyList<string>? Paths { get; init; }

    /// <summary>The context; null for the current one, empty for the one without a name.</summary>
    public string? Context { get; init; }

    /// <summary>The cluster that this process runs in, by the service account of its pod; the rest does not matter
    /// then.</summary>
    public bool InCluster { get; init; }
}
