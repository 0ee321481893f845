namespace DpuIpam.Clusters.Api;

/// <summary>All that reaching one API server takes. It holds secrets, so it is a class that prints nothing.</summary>
internal sealed class ServerAccess
{
    /// <summary>Address of the server, possibly with a path before the API's.</summary>
    public required Uri Server { get; init; }

    /// <summary>The certificates that vouch for the server, as PEM; null for those that the system trusts.</summary>
    public string? CertificateAuthority { get; init; }

    /// <summary>The name that the server's certificate must have; null for that of the address.</summary>
    public string? TlsServerName { get; init; }

    /// <summary>Whether any certificate of the server will do. Only a user's own kubeconfig can say so.</summary>
    public bool SkipsTlsVerification { get; init; }

    /// <summary>Whether addresses of the local link are refused, by whatever name: there a cloud hands out its machines'
    /// credentials.</summary>
    public bool RefusesLinkLocal { get; init; }

    /// <summary>Where the address stands, as messages name it; empty where nothing needs to be said of it.</summary>
    public string Place { get; init; } = "";

    /// <summary>The proxy to go through; null for what the environment says.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>Certificate of the caller, and those that lead from it to its authority, as PEM.</summary>
    public string? ClientCertificate { get; init; }

    /// <summary>Key of the caller's certificate, as PEM.</summary>
    public string? ClientKey { get; init; }

    public string? Token { get; init; }

    /// <summary>A file whose token is read anew from time to time; it goes before <see cref="Token"/>.</summary>
    public string? TokenFile { get; init; }

    public string? UserName { get; init; }

    public string? Password { get; init; }

    /// <summary>The program that hands out the credentials; null when there is none.</summary>
    public ExecPlugin? Plugin { get; init; }

    /// <summary>Whom to act as; null for oneself.</summary>
    public Impersonation? Impersonation { get; init; }

    public override string ToString() => Server.AbsoluteUri;
}
