using System.Security.Cryptography.X509Certificates;
using DpuIpam.Clusters.Api;

namespace DpuIpam.Clusters.Tests.Api;

public sealed class TlsTests : IDisposable
{
    private readonly TestCertificates _authority = TestCertificates.Create();

    public void Dispose() => _authority.Dispose();

    [Fact]
    public async Task A_server_of_the_named_authority_is_trusted_and_spoken_to_in_http_2()
    {
        using var certificate = _authority.Server(names: "127.0.0.1");
        await using var server = await ScriptedServer.StartAsync(certificate);

        await AskAsync(server, new ServerAccess { Server = server.Address, CertificateAuthority = _authority.Pem });

        Assert.Equal("HTTP/2", server.Seen.Single().Protocol);
    }

    [Fact]
    public async Task Requests_with_a_body_go_by_http_1_1_since_a_refusal_may_come_before_it_was_read()
    {
        using var certificate = _authority.Server(names: "127.0.0.1");
        await using var server = await ScriptedServer.StartAsync(certificate);
        server.Otherwise = static _ => Reply.Json(Given.Pool());
        using var cluster = Given.Cluster(new ServerAccess { Server = server.Address, CertificateAuthority = _authority.Pem });
        var patch = Given.Tree("""{"spec":{"gateway":"10.0.0.2"}}""");

        await cluster.FindAsync(ResourceKind.IPPool, Given.PoolName, CancellationToken.None);
        await cluster.CreateAsync(ResourceKind.IPPool, Given.WantedPool(), CancellationToken.None);
        await cluster.ApplyAsync(ResourceKind.IPPool, Given.WantedPool(), true, CancellationToken.None);
        await cluster.MergeAsync(ResourceKind.IPPool, Given.PoolName, patch, ObjectPart.Object, false, CancellationToken.None);
        await cluster.PatchAsync(ResourceKind.IPPool, Given.PoolName, Given.Tree("[]"), CancellationToken.None);
        await cluster.DeleteAsync(ResourceKind.IPPool, Given.PoolName, new Preconditions("u1", "7"), CancellationToken.None);
        await cluster.FindAsync(ResourceKind.IPPool, Given.PoolName, CancellationToken.None);

        Assert.Equal(
            ["GET HTTP/2", "POST HTTP/1.1", "PATCH HTTP/1.1", "PATCH HTTP/1.1", "PATCH HTTP/1.1", "DELETE HTTP/1.1", "GET HTTP/2"],
            server.Seen.Select(static seen => $"{seen.Method} {seen.Protocol}"));
    }

    [Fact]
    public async Task A_server_with_a_certificate_for_another_name_is_refused()
    {
        using var certificate = _authority.Server(names: "other.example");
        var why = await RefusedAsync(certificate, _authority.Pem);
        Assert.Equal("its certificate is for other.example, not for 127.0.0.1; correct the server's address, or set tls-server-name in the"
            + " kubeconfig", why);
    }

    [Fact]
    public async Task The_name_that_was_asked_for_is_told_and_of_many_that_the_server_has_the_first_ones()
    {
        using var certificate = _authority.Server(names: ["a", "b", "c", "d", "10.0.0.1", "e", "f"]);
        Assert.StartsWith("its certificate is for a, b, c, d, e and 2 more, not for api.lab;",
            await RefusedAsync(certificate, _authority.Pem, name: "api.lab"), StringComparison.Ordinal);
        using var nameless = _authority.Server();
        Assert.StartsWith("its certificate is for no name at all, not for 127.0.0.1;",
            await RefusedAsync(nameless, _authority.Pem), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_wrong_twice_is_told_twice()
    {
        using var other = TestCertificates.Create("CN=stranger");
        using var certificate = other.Server(names: "other.example");
        var why = await RefusedAsync(certificate, _authority.Pem);
        Assert.StartsWith("its certificate is signed by an authority that the kubeconfig does not name (CN=stranger); correct"
            + " certificate-authority; and its certificate is for other.example, not for 127.0.0.1;", why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_of_another_authority_is_refused()
    {
        using var other = TestCertificates.Create("CN=stranger");
        using var certificate = other.Server(names: "127.0.0.1");
        Assert.Equal("its certificate is signed by an authority that the kubeconfig does not name (CN=stranger); correct certificate-authority",
            await RefusedAsync(certificate, _authority.Pem));
    }

    [Fact]
    public async Task A_server_that_the_system_does_not_trust_is_refused_without_an_authority()
    {
        using var certificate = _authority.Server(names: "127.0.0.1");
        Assert.Equal("its certificate is signed by an authority that this system does not know (CN=authority), and the kubeconfig names none;"
            + " set certificate-authority", await RefusedAsync(certificate, null));
    }

    [Fact]
    public async Task An_expired_certificate_is_refused()
    {
        using var certificate = _authority.Server(isExpired: true, "127.0.0.1");
        Assert.Equal($"its certificate expired on {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd HH:mm} UTC; have it renewed",
            await RefusedAsync(certificate, _authority.Pem));
    }

    [Fact]
    public async Task An_intermediate_authority_is_enough_with_and_without_its_own()
    {
        using var intermediate = _authority.Intermediate();
        using var certificate = intermediate.Server(names: "127.0.0.1");
        foreach (var chain in new X509Certificate2Collection?[] { null, [intermediate.Certificate, _authority.Certificate] })
        {
            await using var server = await ScriptedServer.StartAsync(certificate, chain: chain);
            await AskAsync(server, new ServerAccess { Server = server.Address, CertificateAuthority = intermediate.Pem });
            Assert.Single(server.Seen);
        }
    }

    [Fact]
    public async Task The_chain_of_a_server_may_lead_to_the_authority()
    {
        using var intermediate = _authority.Intermediate();
        using var certificate = intermediate.Server(names: "127.0.0.1");
        await using var server = await ScriptedServer.StartAsync(certificate, chain: [intermediate.Certificate]);

        await AskAsync(server, new ServerAccess { Server = server.Address, CertificateAuthority = _authority.Pem });

        Assert.Single(server.Seen);
    }

    [Fact]
    public async Task An_intermediate_authority_does_not_help_a_wrong_name_an_expired_or_a_forged_certificate()
    {
        using var intermediate = _authority.Intermediate();
        using var wrongName = intermediate.Server(names: "other.example");
        await RefusedAsync(wrongName, intermediate.Pem);

        using var expired = intermediate.Server(isExpired: true, "127.0.0.1");
        await RefusedAsync(expired, intermediate.Pem);

        // Signed by somebody who calls himself the same.
        using var impostor = _authority.Intermediate();
        using var forged = impostor.Server(names: "127.0.0.1");
        await RefusedAsync(forged, intermediate.Pem);
        await RefusedAsync(forged, intermediate.Pem, [intermediate.Certificate]);
        using var stranger = TestCertificates.Create("CN=intermediate");
        using var strangers = stranger.Server(names: "127.0.0.1");
        await RefusedAsync(strangers, intermediate.Pem, [intermediate.Certificate, _authority.Certificate]);
    }

    [Fact]
    public async Task Another_name_can_be_asked_for()
    {
        using var certificate = _authority.Server(names: "kubernetes.default");
        await using var server = await ScriptedServer.StartAsync(certificate);

        await AskAsync(server, new ServerAccess
        {
            Server = server.Address, CertificateAuthority = _authority.Pem, TlsServerName = "kubernetes.default",
        });

        Assert.Single(server.Seen);
    }

    [Fact]
    public async Task Only_the_users_own_kubeconfig_turns_the_check_off()
    {
        using var certificate = _authority.Server(names: "other.example");
        await using var server = await ScriptedServer.StartAsync(certificate);

        await AskAsync(server, new ServerAccess { Server = server.Address, SkipsTlsVerification = true });

        Assert.Single(server.Seen);
    }

    [Fact]
    public async Task The_callers_certificate_is_shown()
    {
        using var certificate = _authority.Server(names: "127.0.0.1");
        var client = _authority.Client("CN=admin, O=masters");
        await using var server = await ScriptedServer.StartAsync(certificate, asksForCertificate: true);

        await AskAsync(server, new ServerAccess
        {
            Server = server.Address, CertificateAuthority = _authority.Pem,
            ClientCertificate = client.Certificate, ClientKey = client.Key,
        });

        Assert.Equal("CN=admin, O=masters", server.Seen.Single().ClientCertificate);
    }

    [Fact]
    public async Task A_certificate_and_key_that_are_no_pair_are_told_without_showing_them()
    {
        var (certificate, _) = _authority.Client("CN=a");
        var (_, key) = _authority.Client("CN=b");
        foreach (var (one, other) in new[] { (certificate, key), (certificate, "no key"), ("no certificate", key) })
        {
            using var cluster = Given.Cluster(new ServerAccess
            {
                Server = new Uri("https://127.0.0.1:1"), ClientCertificate = one, ClientKey = other,
            });

            var error = await Given.FailsAsync(ClusterFailure.Configuration, () => cluster.VersionAsync(CancellationToken.None));

            Assert.Contains("they must be a pair", error.Message);
            Assert.DoesNotContain(key.Split('\n')[1], error.ToString());
        }
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")]
    public async Task An_authority_that_is_none_is_told(string pem)
    {
        using var cluster = Given.Cluster(new ServerAccess { Server = new Uri("https://127.0.0.1:1"), CertificateAuthority = pem });

        var error = await Given.FailsAsync(ClusterFailure.Configuration, () => cluster.VersionAsync(CancellationToken.None));

        Assert.Contains("certificate authority", error.Message);
    }

    private static async Task AskAsync(ScriptedServer server, ServerAccess access)
    {
        server.Otherwise = _ => Reply.Json("""{"gitVersion":"v1"}""");
        using var cluster = Given.Cluster(access);
        Assert.Equal("v1", await cluster.VersionAsync(CancellationToken.None));
    }

    /// <returns>Why the server is not trusted.</returns>
    private static async Task<string> RefusedAsync(
        X509Certificate2 certificate, string? authority, X509Certificate2Collection? chain = null, string? name = null)
    {
        await using var server = await ScriptedServer.StartAsync(certificate, chain: chain);
        using var cluster = Given.Cluster(new ServerAccess
        {
            Server = server.Address, CertificateAuthority = authority, Token = "t", TlsServerName = name,
        });

        var error = await Given.FailsAsync(ClusterFailure.Unreachable, () => cluster.VersionAsync(CancellationToken.None));

        Assert.Empty(server.Seen);
        var before = $"lab: get the server's version: no trust between us and {server.Address}: ";
        Assert.StartsWith(before, error.Message, StringComparison.Ordinal);
        return error.Message[before.Length..];
    }
}
