using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace DpuIpam.Clusters.Api;

/// <summary>The certificate that a caller shows to the server.</summary>
internal static class ClientCertificate
{
    /// <summary>Sends the certificate with those that lead to its authority; fetches nothing to complete them.</summary>
    /// <exception cref="CryptographicException">The two are not PEM, or do not belong together.</exception>
    public static SslStreamCertificateContext Load(string certificate, string key)
    {
        var all = new X509Certificate2Collection();
        all.ImportFromPem(certificate);
        var own = X509Certificate2.CreateFromPem(certificate, key);
        if (OperatingSystem.IsWindows())
        {
            // Windows can't use a key in TLS that was never in a key store.
            using var ephemeral = own;
            own = new X509Certificate2(ephemeral.Export(X509ContentType.Pkcs12));
        }

        if (all.Count > 0) all.RemoveAt(0);
        return SslStreamCertificateContext.Create(own, all, offline: true);
    }
}
