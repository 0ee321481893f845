using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace DpuIpam.Clusters.Api;

/// <summary>Decides whether a server is the one meant, from the authorities that the kubeconfig names.</summary>
/// <remarks>
/// KubernetesClient's own check is not used: where the chain needs the kubeconfig's authority, as it always does in a
/// cluster, it takes a certificate for any name.
/// </remarks>
internal static class ServerTrust
{
    /// <summary>Trusts these authorities and no others, for the name that is asked for.</summary>
    /// <param name="options">What is set up.</param>
    /// <param name="authorities">The authorities; null for those that the system trusts.</param>
    /// <param name="name">The name that is asked for.</param>
    /// <param name="tell">Hears with each handshake why the server is not trusted; null where it is.</param>
    public static void Require(
        SslClientAuthenticationOptions options, X509Certificate2Collection? authorities, string name, Action<string?> tell)
    {
        if (authorities is not null) options.CertificateChainPolicy = PolicyOf(authorities);
        options.RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
        {
            var isTrusted = errors == SslPolicyErrors.None
                || (authorities is not null && errors == SslPolicyErrors.RemoteCertificateChainErrors && chain is not null
                    && Reaches(chain, authorities));
            tell(isTrusted ? null : ServerDistrust.Describe(
                certificate as X509Certificate2, chain, errors, name, hasAuthority: authorities is not null,
                isChainGood: authorities is not null && chain is not null && Reaches(chain, authorities)));
            return isTrusted;
        };
    }

    private static X509ChainPolicy PolicyOf(X509Certificate2Collection authorities)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            // Certificates can name addresses to fetch others from; an unproven server decides no requests of ours.
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(authorities);
        return policy;
    }

    /// <summary>
    /// Whether a chain comes to an authority that another one has signed. The platform wants the chain to end in a
    /// self-signed certificate; Go, and so kubectl, takes any that the kubeconfig names.
    /// </summary>
    private static bool Reaches(X509Chain chain, X509Certificate2Collection authorities)
    {
        const X509ChainStatusFlags Incomplete =
            X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.UntrustedRoot
            | X509ChainStatusFlags.RevocationStatusUnknown | X509ChainStatusFlags.OfflineRevocation;
        foreach (var element in chain.ChainElements)
        {
            foreach (var status in element.ChainElementStatus)
                if ((status.Status & ~Incomplete) != 0) return false;
            foreach (var authority in authorities)
                if (element.Certificate.RawDataMemory.Span.SequenceEqual(authority.RawDataMemory.Span)) return true;
        }

        return false;
    }
}
