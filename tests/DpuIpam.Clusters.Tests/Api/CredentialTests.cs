using DpuIpam.Clusters.Api;

namespace DpuIpam.Clusters.Tests.Api;

public sealed class CredentialTests : IDisposable
{
    private readonly Kubeconfigs _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task A_token_a_password_and_an_impersonation_are_sent_as_headers()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Otherwise = _ => Reply.Json("{}");
        using var byToken = Given.Cluster(new ServerAccess
        {
            Server = server.Address, Token = "tok",
            Impersonation = new Impersonation { User = "boss", Uid = "1", Groups = ["a", "b"], Extra = [new("example.com/x", "y")] },
        });
        using var byPassword = Given.Cluster(new ServerAccess { Server = server.Address, UserName = "me", Password = "pw" });

        await byToken.VersionAsync(CancellationToken.None);
        await byPassword.VersionAsync(CancellationToken.None);

        var first = server.Seen[0];
        Assert.Equal("Bearer tok", first["Authorization"]);
        Assert.Equal(("boss", "1", "a,b", "y"), (first["Impersonate-User"], first["Impersonate-Uid"],
            first["Impersonate-Group"]?.Replace(" ", "", StringComparison.Ordinal), first["Impersonate-Extra-example.com%2Fx"]));
        Assert.Equal("Basic " + Kubeconfigs.Base64("me:pw"), server.Seen[1]["Authorization"]);
    }

    [Fact]
    public async Task A_token_file_is_read_again_when_its_token_is_no_longer_accepted()
    {
        await using var server = await ServerAsync("tok-2");
        var file = _files.Write("token", "tok-1\n");
        using var cluster = Given.Cluster(new ServerAccess { Server = server.Address, TokenFile = file });
        server.Then(Reply.Json("{}"));
        await cluster.VersionAsync(CancellationToken.None);
        File.WriteAllText(file, "tok-2");

        await cluster.VersionAsync(CancellationToken.None);

        Assert.Equal(["Bearer tok-1", "Bearer tok-1", "Bearer tok-2"], server.Seen.Select(static seen => seen["Authorization"]!));
    }

    [Fact]
    public async Task A_token_file_that_can_not_be_used_is_named_without_its_contents()
    {
        await using var server = await ServerAsync("tok");
        var file = _files.Write("token", "se\u0001cret-tok\u00e9n");
        using var odd = Given.Cluster(new ServerAccess { Server = server.Address, TokenFile = file });
        using var missing = Given.Cluster(new ServerAccess { Server = server.Address, TokenFile = file + ".no" });

        var error = await Given.FailsAsync(ClusterFailure.Configuration, () => odd.VersionAsync(CancellationToken.None));
        Assert.DoesNotContain("cret-tok", error.ToString());
        error = await Given.FailsAsync(ClusterFailure.Configuration, () => missing.VersionAsync(CancellationToken.None));
        Assert.Contains(file + ".no", error.Message);
    }

    [Fact]
    public async Task Whose_time_is_over_is_said_where_the_credentials_are_not_accepted()
    {
        using var authority = TestCertificates.Create();
        using var certificate = authority.Server(names: "127.0.0.1");
        // On the clock of these tests, all certificates that are made now have expired.
        var (client, key) = authority.Client("CN=me");
        using var own = System.Security.Cryptography.X509Certificates.X509Certificate2.CreateFromPem(client);
        await using var server = await ScriptedServer.StartAsync(certificate, asksForCertificate: true);
        server.Otherwise = static _ => Reply.Failure(401, "Unauthorized", "Unauthorized");
        var token = $"a.{Kubeconfigs.Base64("""{"exp":1893456000}""").TrimEnd('=')}.c";
        var later = $"a.{Kubeconfigs.Base64("""{"exp":1893456001}""").TrimEnd('=')}.c";

        Assert.Equal($"the credentials are not accepted, since the client certificate expired on {own.NotAfter.ToUniversalTime():yyyy-MM-dd HH:mm} UTC"
            + " (Unauthorized); renew what the kubeconfig names", await SaidAsync(client, key, null));
        Assert.Equal("the credentials are not accepted, since the token expired on 2030-01-01 00:00 UTC (Unauthorized); renew what the"
            + " kubeconfig names", await SaidAsync(null, null, token));
        Assert.Equal("the credentials are not accepted (Unauthorized); renew the token or certificate that the kubeconfig names",
            await SaidAsync(null, null, later));
        server.Otherwise = static _ => Reply.Of(401, "text/plain", "no");
        Assert.Equal("the credentials are not accepted, since the token expired on 2030-01-01 00:00 UTC. The answer begins: no",
            await SaidAsync(null, null, token));

        async Task<string> SaidAsync(string? certificate, string? key, string? token)
        {
            using var cluster = Given.Cluster(new ServerAccess
            {
                Server = server.Address, CertificateAuthority = authority.Pem, ClientCertificate = certificate, ClientKey = key, Token = token,
            });
            var error = await Given.FailsAsync(ClusterFailure.Unauthorized, () => cluster.VersionAsync(CancellationToken.None));
            return error.Message["lab: get the server's version: ".Length..];
        }
    }

    [Theory]
    [InlineData("tok ")]
    [InlineData("tok \t ")]
    public async Task Blanks_behind_a_token_are_none_of_it(string token)
    {
        await using var server = await ServerAsync("tok");
        using var cluster = Given.Cluster(new ServerAccess { Server = server.Address, Token = token });

        Assert.Equal("v1", await cluster.VersionAsync(CancellationToken.None));
    }

    [Theory]
    [InlineData("to k")]
    [InlineData(" tok")]
    [InlineData("tok\n")]
    public async Task Others_are_refused_without_showing_the_token(string token)
    {
        await using var server = await ServerAsync("tok");
        using var cluster = Given.Cluster(new ServerAccess { Server = server.Address, Token = token });

        var error = await Given.FailsAsync(ClusterFailure.Configuration, () => cluster.VersionAsync(CancellationToken.None));

        Assert.Equal("lab: the token has characters that no token may have", error.Message);
        Assert.Empty(server.Seen);
    }

    [Fact]
    public async Task Many_callers_renew_the_credentials_once()
    {
        await using var server = await ServerAsync("tok-2");
        var readings = 0;
        using var cluster = Given.Cluster(
            new ServerAccess { Server = server.Address, Token = "tok-1" },
            readAgain: async cancellation =>
            {
                Interlocked.Increment(ref readings);
                await Task.Delay(50, cancellation);
                return new ServerAccess { Server = server.Address, Token = "tok-2" };
            });

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => cluster.VersionAsync(CancellationToken.None)));

        Assert.Equal(1, readings);
    }

    [Fact]
    public async Task Time_for_new_credentials_is_not_taken_from_the_call()
    {
        await using var server = await ServerAsync("tok-2");
        var time = new InstantTime();
        using var cluster = Given.Cluster(
            new ServerAccess { Server = server.Address, Token = "tok-1" }, time,
            Given.Options with { Timeout = TimeSpan.FromMinutes(10) },
            async cancellation =>
            {
                // Somebody signs in, for a quarter of an hour.
                for (var i = 0; i < 15; i++) await Task.Delay(TimeSpan.FromMinutes(1), time, cancellation);
                return new ServerAccess { Server = server.Address, Token = "tok-2" };
            });

        Assert.Equal("v1", await cluster.VersionAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_renewal_that_fails_is_what_is_told()
    {
        await using var server = await ServerAsync("tok-2");
        using var cluster = Given.Cluster(
            new ServerAccess { Server = server.Address, Token = "tok-1" },
            readAgain: _ => throw new ClusterException(ClusterFailure.Configuration, "lab", "the Secret is gone"));

        var error = await Given.FailsAsync(ClusterFailure.Configuration, () => cluster.VersionAsync(CancellationToken.None));

        Assert.Contains("the Secret is gone", error.Message);
    }

    [Fact]
    public async Task A_write_is_sent_again_with_new_credentials()
    {
        await using var server = await ServerAsync("tok-2");
        using var cluster = Given.Cluster(
            new ServerAccess { Server = server.Address, Token = "tok-1" },
            readAgain: _ => Task.FromResult(new ServerAccess { Server = server.Address, Token = "tok-2" }));

        await cluster.ApplyAsync(ResourceKind.IPPool, Given.WantedPool(), false, CancellationToken.None);

        Assert.Equal(2, server.Seen.Count);
        Assert.Equal(server.Seen[0].Body, server.Seen[1].Body);
    }

    [Fact]
    public async Task A_session_is_opened_without_a_request_and_named_after_its_context()
    {
        await using var server = await ServerAsync("tok");
        var file = _files.Write("config", Kubeconfigs.One($"server: '{server.Address}'", "token: tok", "lab-7"));
        var choice = new KubeconfigChoice { Paths = [file] };

        using var session = await KubernetesSession.OpenAsync(choice, Given.Options, CancellationToken.None);
        using var named = await KubernetesSession.OpenAsync(
            choice, Given.Options with { Name = "mine", Namespace = "other", IsReadOnly = true }, CancellationToken.None);

        Assert.Empty(server.Seen);
        Assert.Equal(("lab-7", "lab-7", "dpf-operator-system", false),
            (session.Name, session.Host.Name, session.Namespace, session.IsReadOnly));
        Assert.Equal(("mine", "mine", "other", true), (named.Name, named.Host.Name, named.Namespace, named.IsReadOnly));
        Assert.Equal("v1", await session.Host.VersionAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_session_keeps_its_context_when_the_current_one_changes_and_never_changes_servers()
    {
        await using var server = await ServerAsync("tok-2");
        await using var other = await ServerAsync("tok-2");
        var file = _files.Write("config", Kubeconfigs.One($"server: '{server.Address}'", "token: tok-1", "a"));
        using var session = await KubernetesSession.OpenAsync(
            new KubeconfigChoice { Paths = [file] }, Given.Options, CancellationToken.None);

        // Somebody switches to another cluster, and the token is renewed.
        File.WriteAllText(file, $"""
            current-context: b
            clusters:
            - name: c
              cluster: [server: '{server.Address}']
            - name: d
              cluster: [server: '{other.Address}']
            users:
            - name: u
              user: [token: tok-2]
            contexts:
            - name: a
              context: [cluster: c, user: u]
            - name: b
              context: [cluster: d, user: u]
            """.Replace('[', '{').Replace(']', '}'));
        Assert.Equal("v1", await session.Host.VersionAsync(CancellationToken.None));

        File.WriteAllText(file, Kubeconfigs.One($"server: '{other.Address}'", "token: tok-2", "a"));
        server.Then(Reply.Failure(401, "Unauthorized", "who?"));
        var error = await Given.FailsAsync(ClusterFailure.Configuration, () => session.Host.VersionAsync(CancellationToken.None));

        Assert.Contains("connect again", error.Message);
        Assert.Empty(other.Seen);
    }

    [Fact]
    public async Task A_context_without_a_name_is_named_after_its_server_and_kept()
    {
        await using var server = await ServerAsync("tok-2");
        var text = Kubeconfigs.One($"server: '{server.Address}'", "token: tok-1", "''").Replace("current-context: ''\n", "", StringComparison.Ordinal);
        var file = _files.Write("config", text);
        using var session = await KubernetesSession.OpenAsync(
            new KubeconfigChoice { Paths = [file] }, Given.Options, CancellationToken.None);
        Assert.Equal("127.0.0.1", session.Name);

        File.WriteAllText(file, text.Replace("tok-1", "tok-2", StringComparison.Ordinal) + "\ncurrent-context: other\n");

        Assert.Equal("v1", await session.Host.VersionAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_session_without_a_kubeconfig_does_not_open()
    {
        await Given.FailsAsync(ClusterFailure.Configuration, () => KubernetesSession.OpenAsync(
            new KubeconfigChoice { Paths = [Path.Combine(_files.Folder, "no")] }, Given.Options, CancellationToken.None));
    }

    private static async Task<ScriptedServer> ServerAsync(string token)
    {
        var server = await ScriptedServer.StartAsync();
        server.Otherwise = request => request["Authorization"] == $"Bearer {token}"
            ? Reply.Json("""{"gitVersion":"v1"}""")
            : Reply.Failure(401, "Unauthorized", "who?");
        return server;
    }
}
