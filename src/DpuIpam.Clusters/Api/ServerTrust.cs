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
    public static void Require(SslClientAuthenticationOptions options, X509Certificate2Collection authorities)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            // Certificates can name addresses to fetch others from; an unproven server decides no requests of ours.
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(authorities);
        options.CertificateChainPolicy = policy;
        options.RemoteCertificateValidationCallback = (_, _, chain, errors) =>
            errors == SslPolicyErrors.None
            || (errors == SslPolicyErrors.RemoteCertificateChainErrors && chain is not null && Reaches(chain, authorities));
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
