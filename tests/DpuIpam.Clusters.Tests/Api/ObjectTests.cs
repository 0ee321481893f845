using System.Text.Json;

namespace DpuIpam.Clusters.Api;

public sealed class ObjectTests
{
    [Fact]
    public async Task An_object_is_read_from_its_path_and_names_its_place()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Then(Reply.Json(Given.Pool()));
        using var cluster = Given.Cluster(server);

        var found = await cluster.FindAsync(ResourceKind.IPPool, Given.PoolName, CancellationToken.None);

        Assert.Equal("10.0.0.1", found!.Root.GetProperty("spec").GetProperty("gateway").GetString());
        Assert.Equal("lab: IPPool ns/p", found.Location.ToString());
        Assert.Equal($"GET {Given.PoolPath}", server.Seen.Single().ToString());
    }

    [Theory]
    [InlineData("v1", "secrets", true, "/api/v1/namespaces/ns/secrets/p")]
    [InlineData("coordination.k8s.io/v1", "leases", true, "/apis/coordination.k8s.io/v1/namespaces/ns/leases/p")]
    [InlineData("v1", "namespaces", false, "/api/v1/namespaces/p")]
    public async Task Paths_follow_the_kind(string version, string plural, bool isNamespaced, string path)
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Then(Reply.Json(Given.Pool()));
        using var cluster = Given.Cluster(server);
        var parts = version.Split('/');
        var kind = new ResourceKind(parts.Length == 1 ? "" : parts[0], parts[^1], "X", plural, isNamespaced);

        await cluster.FindAsync(kind, Given.PoolName, CancellationToken.None);

        Assert.Equal($"GET {path}", server.Seen.Single().ToString());
    }

    [Fact]
    public async Task A_servers_own_path_comes_before_the_apis()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Then(Reply.Json("""{"gitVersion":"v1.33.1"}"""));
        using var cluster = Given.Cluster(new ServerAccess { Server = new Uri(server.Address, "k8s/clusters/c-1") });

        Assert.Equal("v1.33.1", await cluster.VersionAsync(CancellationToken.None));
        Assert.Equal("/k8s/clusters/c-1/version", server.Seen.Single().Target);
        Assert.EndsWith("/k8s/clusters/c-1", cluster.Endpoint);
    }

    [Theory]
    [InlineData("..", "p")]
    [InlineData("ns", "..")]
    [InlineData("ns", ".")]
    [InlineData("ns", "")]
    [InlineData("", "p")]
    [InlineData("ns", "a/b")]
    [InlineData("ns", "a%2fb")]
    public async Task A_name_never_leads_to_another_path(string @namespace, string name)
    {
        await using var server = await ScriptedServer.StartAsync();
        using var cluster = Given.Cluster(server);

        await Given.FailsAsync(ClusterFailure.Invalid, () =>
            cluster.FindAsync(ResourceKind.IPPool, new ObjectName(@namespace, name), CancellationToken.None));

        Assert.Empty(server.Seen);
    }

    [Fact]
    public async Task Creating_posts_to_the_collection()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Then(Reply.Json(Given.Pool(), 201));
        using var cluster = Given.Cluster(server);

        await cluster.CreateAsync(ResourceKind.IPPool, Given.WantedPool(), CancellationToken.None);

        var seen = server.Seen.Single();
        Assert.Equal("POST", seen.Method);
        Assert.Equal($"/apis/nv-ipam.nvidia.com/v1alpha1/namespaces/ns/ippools{Given.WriteQuery}", seen.Target);
        Assert.Equal("application/json", seen["Content-Type"]);
        Assert.Equal(Given.WantedPool().GetRawText(), seen.Body);
    }

    [Theory]
    [InlineData(false, "&force=false")]
    [InlineData(true, "&dryRun=All&force=false")]
    public async Task Applying_is_server_side_and_never_forced(bool isDryRun, string rest)
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Then(Reply.Json(Given.Pool()));
        using var cluster = Given.Cluster(server);

        var applied = await cluster.ApplyAsync(ResourceKind.IPPool, Given.WantedPool(), isDryRun, CancellationToken.None);

        var seen = server.Seen.Single();
        Assert.Equal($"PATCH {Given.PoolPath}{Given.WriteQuery}{rest}", seen.ToString());
        Assert.Equal("application/apply-patch+yaml", seen["Content-Type"]);
        Assert.Equal("7", applied.Root.GetProperty("metadata").GetProperty("resourceVersion").GetString());
    }

    [Theory]
    [InlineData("Object", "")]
    [InlineData("Status", "/status")]
    public async Task Merging_patches_the_object_or_its_status(string part, string path)
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Then(Reply.Json(Given.Pool()));
        using var cluster = Given.Cluster(server);

        await cluster.MergeAsync(ResourceKind.IPPool, Given.PoolName, Given.Tree("""{"status":null}"""),
            Enum.Parse<ObjectPart>(part), isDryRun: true, CancellationToken.None);

        var seen = server.Seen.Single();
        Assert.Equal($"PATCH {Given.PoolPath}{path}{Given.WriteQuery}&dryRun=All", seen.ToString());
        Assert.Equal("application/merge-patch+json", seen["Content-Type"]);
        Assert.Equal("""{"status":null}""", seen.Body);
    }

    [Fact]
    public async Task A_json_patch_is_sent_as_such()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Then(Reply.Json(Given.Pool()));
        using var cluster = Given.Cluster(server);
        const string Patch = """[{"op":"test","path":"/metadata/finalizers/0","value":"x"}]""";

        await cluster.PatchAsync(ResourceKind.IPPool, Given.PoolName, Given.Tree(Patch), CancellationToken.None);

        Assert.Equal("application/json-patch+json", server.Seen.Single()["Content-Type"]);
        Assert.Equal(Patch, server.Seen.Single().Body);
    }

    [Theory]
    [InlineData("u1", "7", """{"uid":"u1","resourceVersion":"7"}""")]
    [InlineData("u1", null, """{"uid":"u1"}""")]
    [InlineData("", null, "{}")]
    public async Task A_delete_says_which_object_is_meant(string uid, string? version, string preconditions)
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Then(Reply.Json("""{"kind":"Status","status":"Success"}"""));
        using var cluster = Given.Cluster(server);

        await cluster.DeleteAsync(
            ResourceKind.IPPool, Given.PoolName, new Preconditions(uid, version), CancellationToken.None);

        var seen = server.Seen.Single();
        Assert.Equal($"DELETE {Given.PoolPath}", seen.ToString());
        var body = JsonDocument.Parse(seen.Body).RootElement;
        Assert.Equal("Background", body.GetProperty("propagationPolicy").GetString());
        Assert.Equal(preconditions, body.GetProperty("preconditions").GetRawText());
    }

    [Fact]
    public async Task Deleting_what_is_not_there_is_done()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Then(Reply.Failure(404, "NotFound", "ippools \"p\" not found", """{"name":"p"}"""));
        using var cluster = Given.Cluster(server);

        await cluster.DeleteAsync(ResourceKind.IPPool, Given.PoolName, new Preconditions("u1", null), CancellationToken.None);

        Assert.Single(server.Seen);
    }

    [Fact]
    public async Task Every_request_says_who_asks()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Then(Reply.Json("""{"gitVersion":"v1"}"""));
        using var cluster = Given.Cluster(server);

        await cluster.VersionAsync(CancellationToken.None);

        Assert.Matches(@"^DpuIpam/\d+\.\d+\.\d+$", server.Seen.Single()["User-Agent"]);
    }

    [Fact]
    public async Task A_read_only_connection_writes_nothing_but_tries_out()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Then(Reply.Json(Given.Pool()));
        using var cluster = Given.Cluster(server, options: Given.Options with { IsReadOnly = true });

        var error = await Given.FailsAsync(ClusterFailure.Forbidden, () =>
            cluster.ApplyAsync(ResourceKind.IPPool, Given.WantedPool(), false, CancellationToken.None));
        await Given.FailsAsync(ClusterFailure.Forbidden, () => cluster.DeleteAsync(
            ResourceKind.IPPool, Given.PoolName, new Preconditions("u1", null), CancellationToken.None));
        await cluster.ApplyAsync(ResourceKind.IPPool, Given.WantedPool(), true, CancellationToken.None);

        Assert.Contains("read-only", error.Message);
        Assert.Single(server.Seen);
    }
}
