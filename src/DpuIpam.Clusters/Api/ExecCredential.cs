namespace DpuIpam.Clusters.Api;

/// <summary>What a credential plugin handed out. It holds secrets, so it is a class that prints nothing.</summary>
internal sealed class ExecCredential
{
    public string? Token { get; init; }

    /// <summary>Certificate as PEM.</summary>
    public string? ClientCertificate { get; init; }

    /// <summary>Its key as PEM.</summary>
    public string? ClientKey { get; init; }

    /// <summary>Until when it holds; null when the plugin does not say.</summary>
    public DateTimeOffset? Expires { get; init; }
}
