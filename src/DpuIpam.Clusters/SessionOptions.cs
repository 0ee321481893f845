namespace DpuIpam.Clusters;

/// <summary>How a connection is opened, whatever it leads to.</summary>
internal sealed record SessionOptions
{
    /// <summary>How messages name the connection; null for the context's or the folder's name.</summary>
    public string? Name { get; init; }

    public string Namespace { get; init; } = Validation.ServiceIpamValidator.Namespace;

    public bool IsReadOnly { get; init; }

    /// <summary>How long one request to one cluster may take, tries and all.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a credential plugin may take: long enough to sign in with a browser, unless something else is wanted.</summary>
    public TimeSpan PluginTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Kubeconfig files of DPU clusters by <c>namespace/name</c> or name, where the Secret's does not fit.</summary>
    public IReadOnlyDictionary<string, string> DpuKubeconfigs { get; init; } = new Dictionary<string, string>();
}
