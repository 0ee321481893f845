using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Security.Cryptography;
using System.Text;

namespace DpuIpam.Clusters.Tests.Api;

/// <summary>An authority, and certificates that it signs.</summary>
internal sealed class TestCertificates : IDisposable
{
    private readonly X509Certificate2 _issuer;

    private TestCertificates(X509Certificate2 issuer) => _issuer = issuer;

    public string Pem => _issuer.ExportCertificatePem();

    public string Base64 => Convert.ToBase64String(Encoding.UTF8.GetBytes(Pem));

    public X509Certificate2 Certificate => _issuer;

    public static TestCertificates Create(string name = "CN=authority")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = Request(name, key);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return new TestCertificates(request.CreateSelfSigned(
            DateTimeOffset.UtcNow.AddDays(-2), DateTimeOffset.UtcNow.AddDays(2)));
    }

    /// <summary>An authority that this one signs.</summary>
    public TestCertificates Intermediate(string name = "CN=intermediate")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = Request(name, key);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return new TestCertificates(Sign(request, key, DateTimeOffset.UtcNow.AddDays(1)));
    }

    /// <summary>A certificate for a server, valid for addresses and names.</summary>
    public X509Certificate2 Server(bool isExpired = false, params string[] names)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = Request("CN=server", key);
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            if (IPAddress.TryParse(name, out var address)) alternatives.AddIpAddress(address);
            else alternatives.AddDnsName(name);
        }

        request.CertificateExtensions.Add(alternatives.Build());
        using var signed = Sign(request, key, DateTimeOffset.UtcNow.AddDays(isExpired ? -1 : 1));
        // Windows can't use a key in TLS that was never in a key store.
        return X509CertificateLoader.LoadPkcs12(signed.Export(X509ContentType.Pkcs12), null);
    }

    /// <summary>A certificate and key for a caller, as PEM.</summary>
    public (string Certificate, string Key) Client(string subject)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var signed = Sign(Request(subject, key), key, DateTimeOffset.UtcNow.AddDays(1));
        return (signed.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    public void Dispose() => _issuer.Dispose();

    private static CertificateRequest Request(string name, ECDsa key) => new(name, key, HashAlgorithmName.SHA256);

    private X509Certificate2 Sign(CertificateRequest request, ECDsa key, DateTimeOffset until)
    {
        using var signed = request.Create(
            _issuer, DateTimeOffset.UtcNow.AddDays(-2), until, RandomNumberGenerator.GetBytes(8));
        return signed.CopyWithPrivateKey(key);
    }
}
