using DpuIpam.Clusters.Api;
using DpuIpam.Resources;

namespace DpuIpam.Clusters.Tests.Api;

public sealed class SecretSourceTests : IDisposable
{
    private readonly TestCertificates _authority = TestCertificates.Create();
    private readonly Kubeconfigs _files = new();

    public void Dispose()
    {
        _authority.Dispose();
        _files.Dispose();
    }

    [Fact]
    public async Task The_secret_is_read_by_name_and_leads_to_the_cluster()
    {
        await using var dpu = await DpuServerAsync("tok-1");
        await using var host = await HostServerAsync(("admin.conf", Kubeconfig(dpu, "tok-1")));
        using var hostCluster = Given.Cluster(host);

        using var cluster = await Source(hostCluster).OpenAsync(Dpu(), CancellationToken.None);

        Assert.Empty(dpu.Seen);
        Assert.Equal("v1.30", await cluster.VersionAsync(CancellationToken.None));
        Assert.Equal("dpf/dpu-1", cluster.Name);
        Assert.Equal(dpu.Address.AbsoluteUri.TrimEnd('/'), cluster.Endpoint);
        Assert.Equal("GET /api/v1/namespaces/dpf/secrets/kc", host.Seen.Single().ToString());
    }

    [Fact]
    public async Task The_newer_key_goes_before_the_older()
    {
        await using var dpu = await DpuServerAsync("super");
        await using var host = await HostServerAsync(
            ("admin.conf", Kubeconfig(dpu, "old")), ("super-admin.conf", Kubeconfig(dpu, "super")));
        using var hostCluster = Given.Cluster(host);

        using var cluster = await Source(hostCluster).OpenAsync(Dpu(), CancellationToken.None);

        Assert.Equal("v1.30", await cluster.VersionAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_rotated_secret_is_picked_up_when_the_old_one_is_no_longer_accepted()
    {
        await using var dpu = await DpuServerAsync("tok-2");
        var kubeconfig = Kubeconfig(dpu, "tok-1");
        await using var host = await ScriptedServer.StartAsync();
        host.Otherwise = _ => Secret(("admin.conf", kubeconfig));
        using var hostCluster = Given.Cluster(host);
        using var cluster = await Source(hostCluster).OpenAsync(Dpu(), CancellationToken.None);
        kubeconfig = Kubeconfig(dpu, "tok-2");

        Assert.Equal("v1.30", await cluster.VersionAsync(CancellationToken.None));
        Assert.Equal("v1.30", await cluster.VersionAsync(CancellationToken.None));

        Assert.Equal(2, host.Seen.Count);
        Assert.Equal(["Bearer tok-1", "Bearer tok-2", "Bearer tok-2"], dpu.Seen.Select(static seen => seen["Authorization"]!));
    }

    [Fact]
    public async Task A_secret_that_is_still_not_accepted_fails_after_one_more_reading()
    {
        await using var dpu = await DpuServerAsync("never");
        await using var host = await HostServerAsync(("admin.conf", Kubeconfig(dpu, "tok-1")));
        using var hostCluster = Given.Cluster(host);
        using var cluster = await Source(hostCluster).OpenAsync(Dpu(), CancellationToken.None);

        var error = await Given.FailsAsync(ClusterFailure.Unauthorized, () => cluster.VersionAsync(CancellationToken.None));

        Assert.Equal(2, host.Seen.Count);
        Assert.Equal(2, dpu.Seen.Count);
        Assert.DoesNotContain("tok-1", error.ToString());
    }

    [Fact]
    public async Task A_rotated_authority_is_picked_up_as_well()
    {
        using var stale = TestCertificates.Create();
        await using var dpu = await DpuServerAsync("tok");
        var authority = stale;
        await using var host = await ScriptedServer.StartAsync();
        host.Otherwise = _ => Secret(("admin.conf", Kubeconfig(dpu, "tok", authority)));
        using var hostCluster = Given.Cluster(host);
        using var cluster = await Source(hostCluster).OpenAsync(Dpu(), CancellationToken.None);
        authority = _authority;

        Assert.Equal("v1.30", await cluster.VersionAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_secret_that_became_dangerous_is_refused_in_the_middle_of_the_work()
    {
        await using var dpu = await DpuServerAsync("never");
        var kubeconfig = Kubeconfig(dpu, "tok-1");
        await using var host = await ScriptedServer.StartAsync();
        host.Otherwise = _ => Secret(("admin.conf", kubeconfig));
        using var hostCluster = Given.Cluster(host);
        using var cluster = await Source(hostCluster).OpenAsync(Dpu(), CancellationToken.None);
        kubeconfig = Kubeconfigs.One($"server: '{dpu.Address}'", "exec: {command: x}");

        var error = await Given.FailsAsync(ClusterFailure.Configuration, () => cluster.VersionAsync(CancellationToken.None));

        Assert.Contains("exec is refused", error.Message);
    }

    [Fact]
    public async Task A_secret_that_leads_elsewhere_later_is_not_followed()
    {
        await using var dpu = await DpuServerAsync("never");
        await using var other = await DpuServerAsync("tok-1");
        var kubeconfig = Kubeconfig(dpu, "tok-1");
        await using var host = await ScriptedServer.StartAsync();
        host.Otherwise = _ => Secret(("admin.conf", kubeconfig));
        using var hostCluster = Given.Cluster(host);
        using var cluster = await Source(hostCluster).OpenAsync(Dpu(), CancellationToken.None);
        kubeconfig = Kubeconfig(other, "tok-1");

        var error = await Given.FailsAsync(ClusterFailure.Configuration, () => cluster.VersionAsync(CancellationToken.None));

        Assert.Contains("connect again", error.Message);
        Assert.Empty(other.Seen);
    }

    [Fact]
    public async Task What_is_missing_is_said()
    {
        await using var host = await ScriptedServer.StartAsync();
        using var hostCluster = Given.Cluster(host);
        var source = Source(hostCluster);

        Assert.Contains("names no kubeconfig Secret", (await FailsAsync(Dpu(secret: null))).Message);
        host.Then(Reply.Failure(404, "NotFound", "secrets \"kc\" not found", """{"name":"kc"}"""));
        Assert.Contains("Secret dpf/kc in lab is not there", (await FailsAsync(Dpu())).Message);
        host.Then(Secret(("other", "x")));
        Assert.Contains("has neither super-admin.conf nor admin.conf", (await FailsAsync(Dpu())).Message);
        host.Then(Reply.Json("""{"kind":"Secret"}"""));
        Assert.Contains("has neither", (await FailsAsync(Dpu())).Message);
        host.Then(Reply.Json("""{"data":{"admin.conf":"%%%"}}"""));
        Assert.Contains("admin.conf is not base64", (await FailsAsync(Dpu())).Message);
        host.Then(Secret(("admin.conf", new string(' ', (1 << 20) + 1))));
        Assert.Contains("larger than 1 MiB", (await FailsAsync(Dpu())).Message);
        Assert.All(host.Seen, static seen => Assert.Equal("/api/v1/namespaces/dpf/secrets/kc", seen.Target));

        async Task<ClusterException> FailsAsync(DpuClusterResource cluster)
        {
            var error = await Given.FailsAsync(
                ClusterFailure.Configuration, () => source.OpenAsync(cluster, CancellationToken.None));
            Assert.Equal("dpf/dpu-1", error.Cluster);
            return error;
        }
    }

    [Theory]
    [InlineData("dpf/dpu-1")]
    [InlineData("dpu-1")]
    public async Task A_file_of_the_user_goes_before_the_secret_and_may_do_more(string key)
    {
        await using var dpu = await DpuServerAsync("tok-file");
        await using var host = await ScriptedServer.StartAsync();
        using var hostCluster = Given.Cluster(host);
        _files.Write("token", "tok-file\n");
        var file = _files.Write("dpu.conf", Kubeconfigs.One(
            $"server: '{dpu.Address}', insecure-skip-tls-verify: true", "tokenFile: token"));
        var options = Given.Options with { DpuKubeconfigs = new Dictionary<string, string> { [key] = file } };

        using var cluster = await Source(hostCluster, options).OpenAsync(Dpu(), CancellationToken.None);

        Assert.Equal("v1.30", await cluster.VersionAsync(CancellationToken.None));
        Assert.Empty(host.Seen);
    }

    [Fact]
    public async Task A_read_only_session_writes_to_no_dpu_cluster()
    {
        await using var dpu = await DpuServerAsync("tok");
        await using var host = await HostServerAsync(("admin.conf", Kubeconfig(dpu, "tok")));
        using var hostCluster = Given.Cluster(host);
        using var cluster = await Source(hostCluster, Given.Options with { IsReadOnly = true })
            .OpenAsync(Dpu(), CancellationToken.None);

        await Given.FailsAsync(ClusterFailure.Forbidden, () =>
            cluster.ApplyAsync(ResourceKind.IPPool, Given.WantedPool(), false, CancellationToken.None));

        Assert.Empty(dpu.Seen);
    }

    private static SecretSource Source(ICluster host, SessionOptions? options = null) =>
        new(host, options ?? Given.Options, new InstantTime());

    private static DpuClusterResource Dpu(string? secret = "kc")
    {
        var kubeconfig = secret is null ? "" : $"\"kubeconfig\":\"{secret}\"";
        return new DpuClusterResource(new ManifestDocument(
            Given.Tree($$$"""{"metadata":{"namespace":"dpf","name":"dpu-1"},"spec":{{{{kubeconfig}}}}}"""), new SourceLocation("x")));
    }

    private async Task<ScriptedServer> DpuServerAsync(string token)
    {
        var server = await ScriptedServer.StartAsync(_authority.Server(names: "127.0.0.1"));
        server.Otherwise = request => request["Authorization"] == $"Bearer {token}"
            ? Reply.Json("""{"gitVersion":"v1.30"}""")
            : Reply.Failure(401, "Unauthorized", $"who is {request["Authorization"]}?");
        return server;
    }

    private static async Task<ScriptedServer> HostServerAsync(params (string Key, string Kubeconfig)[] data)
    {
        var server = await ScriptedServer.StartAsync();
        server.Otherwise = _ => Secret(data);
        return server;
    }

    private static Reply Secret(params (string Key, string Kubeconfig)[] data)
    {
        var fields = data.Select(static one => $"\"{one.Key}\":\"{Kubeconfigs.Base64(one.Kubeconfig)}\"");
        return Reply.Json($$"""{"kind":"Secret","data":{{{string.Join(',', fields)}} } }""");
    }

    private string Kubeconfig(ScriptedServer server, string token, TestCertificates? authority = null) => Kubeconfigs.One(
        $"server: '{server.Address}', certificate-authority-data: {(authority ?? _authority).Base64}", $"token: {token}");
}
