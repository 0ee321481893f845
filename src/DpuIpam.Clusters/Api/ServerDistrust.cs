using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace DpuIpam.Clusters.Api;

/// <summary>Says why a server's certificate is not taken: an unknown authority, another name and a time that is over each need
/// something else to be done.</summary>
internal static class ServerDistrust
{
    private const int MostNames = 5;
    private const int LongestName = 200;

    /// <param name="certificate">What the server showed; null for nothing.</param>
    /// <param name="chain">What it leads to.</param>
    /// <param name="errors">What the platform found.</param>
    /// <param name="name">The name that was asked for.</param>
    /// <param name="hasAuthority">Whether the kubeconfig names an authority.</param>
    /// <param name="isChainGood">Whether the chain leads to it all the same.</param>
    public static string Describe(
        X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors, string name, bool hasAuthority, bool isChainGood)
    {
        if (certificate is null) return "it shows no certificate";
        var reasons = new List<string>();
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors) && !isChainGood)
            reasons.Add(OfChain(certificate, chain, hasAuthority));
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            reasons.Add($"its certificate is for {NamesOf(certificate)}, not for {name}; correct the server's address, or set"
                + " tls-server-name in the kubeconfig");
        }

        return string.Join("; and ", reasons);
    }

    private static string OfChain(X509Certificate2 certificate, X509Chain? chain, bool hasAuthority)
    {
        foreach (var element in chain?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
        {
            if (!element.ChainElementStatus.Any(static status => status.Status.HasFlag(X509ChainStatusFlags.NotTimeValid))) continue;
            var late = element.Certificate;
            var whose = late.RawDataMemory.Span.SequenceEqual(certificate.RawDataMemory.Span)
                ? "its certificate"
                : $"the certificate of its authority {Shown(late.Subject)}";
            return late.NotBefore > DateTime.Now
                ? $"{whose} is not valid before {Instant(late.NotBefore)}; check the clocks"
                : $"{whose} expired on {Instant(late.NotAfter)}; have it renewed";
        }

        var flags = chain?.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, static (all, status) => all | status.Status) ?? default;
        const X509ChainStatusFlags Unknown = X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.UntrustedRoot;
        if ((flags & ~Unknown & ~X509ChainStatusFlags.RevocationStatusUnknown & ~X509ChainStatusFlags.OfflineRevocation) != 0)
            return $"its certificate is not in order ({flags})";
        var issuer = Shown(certificate.Issuer);
        return hasAuthority
            ? $"its certificate is signed by an authority that the kubeconfig does not name ({issuer}); correct certificate-authority"
            : $"its certificate is signed by an authority that this system does not know ({issuer}), and the kubeconfig names none;"
                + " set certificate-authority";
    }

    private static string NamesOf(X509Certificate2 certificate)
    {
        var names = new List<string>();
        try
        {
            foreach (var extension in certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>())
            {
                names.AddRange(extension.EnumerateDnsNames());
                names.AddRange(extension.EnumerateIPAddresses().Select(static address => address.ToString()));
            }
        }
        catch (CryptographicException)
        {
            // Malformed names are no names.
        }

        if (names.Count == 0) return "no name at all";
        var shown = string.Join(", ", names.Take(MostNames).Select(Shown));
        return names.Count <= MostNames ? shown : $"{shown} and {names.Count - MostNames} more";
    }

    private static string Shown(string text) => ServerErrors.Printable(text, LongestName);

    private static string Instant(DateTime time) =>
        time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
