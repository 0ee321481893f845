namespace DpuIpam.Clusters.Tests.Api;

public sealed class SchemaTests
{
    private const string Names = """
        "x-kubernetes-group-version-kind":[{"group":"nv-ipam.nvidia.com","version":"v1alpha1","kind":"IPPool"}]
        """;

    private const string Schema = """
        {"type":"object",
        """ + Names + """
        ,"properties":{
          "metadata":{"allOf":[{"$ref":"#/components/schemas/io.meta.ObjectMeta"}]},
          "other":{"$ref":"#/components/schemas/not.there"},
          "spec":{"type":"object","properties":{
            "subnet":{"type":"string"},
            "exclusions":{"type":"array","items":{"type":"object","properties":{"startIP":{"type":"string"}}}},
            "labels":{"type":"object","additionalProperties":{"type":"string"}},
            "open":{"type":"object","x-kubernetes-preserve-unknown-fields":true},
            "silent":{"type":"object"}}}}}
        """;

    private const string Version3 = """
        {"openapi":"3.0.0","components":{"schemas":{"com.nvidia.nv-ipam.v1alpha1.IPPool":
        """ + Schema + """
        ,"io.meta.ObjectMeta":{"type":"object","properties":{"name":{"type":"string"}}}}}}
        """;

    [Theory]
    [InlineData("spec", true)]
    [InlineData("spec.subnet", true)]
    [InlineData("spec.network", false)]
    [InlineData("spec.subnet.deeper", false)]
    [InlineData("spec.exclusions.startIP", true)]
    [InlineData("spec.exclusions.bogus", false)]
    [InlineData("spec.labels.any", true)]
    [InlineData("spec.open.whatever.it.is", true)]
    [InlineData("spec.silent.field", null)]
    [InlineData("metadata.name", true)]
    [InlineData("metadata.bogus", false)]
    [InlineData("other.field", null)]
    public async Task A_field_is_looked_up_in_version_3(string path, bool? has)
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Then(Reply.Json(Version3));
        using var cluster = Given.Cluster(server);

        Assert.Equal(has, await cluster.HasFieldAsync(ResourceKind.IPPool, path, CancellationToken.None));
        Assert.Equal("GET /openapi/v3/apis/nv-ipam.nvidia.com/v1alpha1", server.Seen.Single().ToString());
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("text/plain")]
    public async Task Older_servers_have_version_2_which_is_read_once_for_all_kinds(string type)
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Otherwise = request => request.Target == "/openapi/v2"
            ? Reply.Of(200, type, """
                {"swagger":"2.0","paths":{"/api":{"get":{"a":[1,{"b":2}]}}},
                 "definitions":{"io.k8s.api.core.v1.Node":{"type":"object"},"com.nvidia.nv-ipam.v1alpha1.IPPool":
                """ + Schema + ",\"com.nvidia.dpu.svc.v1alpha1.DPUServiceIPAM\":"
                + Schema.Replace("nv-ipam.nvidia.com", "svc.dpu.nvidia.com", StringComparison.Ordinal)
                    .Replace("\"IPPool\"", "\"DPUServiceIPAM\"", StringComparison.Ordinal)
                + "},\"security\":[]}")
            : Reply.Failure(404, "NotFound", "no version 3");
        using var cluster = Given.Cluster(server);

        Assert.True(await cluster.HasFieldAsync(ResourceKind.IPPool, "spec.subnet", CancellationToken.None));
        Assert.True(await cluster.HasFieldAsync(ResourceKind.ServiceIpam, "spec.subnet", CancellationToken.None));
        Assert.Single(server.Seen, static seen => seen.Target == "/openapi/v2");
        Assert.False(await cluster.HasFieldAsync(ResourceKind.IPPool, "spec.network", CancellationToken.None));
        Assert.Null(await cluster.HasFieldAsync(ResourceKind.CidrPool, "spec.cidr", CancellationToken.None));
    }

    [Theory]
    [InlineData(403, "application/json", "{}")]
    [InlineData(404, "text/plain", "404 page not found")]
    [InlineData(200, "text/html", "<html>")]
    [InlineData(200, "application/json", "{\"definitions\":{\"com.nvidia.")]
    [InlineData(503, "application/json", "{}")]
    public async Task Where_no_schema_can_be_read_nobody_knows(int status, string type, string body)
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Otherwise = _ => Reply.Of(status, type, body);
        using var cluster = Given.Cluster(server);

        Assert.Null(await cluster.HasFieldAsync(ResourceKind.IPPool, "spec.subnet", CancellationToken.None));
    }

    [Fact]
    public async Task A_schema_that_is_not_there_yet_is_asked_for_again()
    {
        await using var server = await ScriptedServer.StartAsync();
        using var cluster = Given.Cluster(server);
        server.Otherwise = _ => Reply.Failure(503, "", "starting");
        Assert.Null(await cluster.HasFieldAsync(ResourceKind.IPPool, "spec.subnet", CancellationToken.None));
        server.Otherwise = _ => Reply.Json("""{"components":{"schemas":{}},"definitions":{}}""");
        Assert.Null(await cluster.HasFieldAsync(ResourceKind.IPPool, "spec.subnet", CancellationToken.None));

        server.Otherwise = _ => Reply.Json(Version3);
        Assert.True(await cluster.HasFieldAsync(ResourceKind.IPPool, "spec.subnet", CancellationToken.None));
    }

    [Fact]
    public async Task A_field_that_was_not_there_is_asked_for_again()
    {
        await using var server = await ScriptedServer.StartAsync();
        using var cluster = Given.Cluster(server);
        server.Otherwise = _ => Reply.Json(Version3);
        Assert.False(await cluster.HasFieldAsync(ResourceKind.IPPool, "spec.network", CancellationToken.None));

        server.Otherwise = _ => Reply.Json(Version3.Replace("\"subnet\"", "\"network\"", StringComparison.Ordinal));
        Assert.True(await cluster.HasFieldAsync(ResourceKind.IPPool, "spec.network", CancellationToken.None));
    }

    [Fact]
    public async Task References_in_a_circle_end()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Then(Reply.Json(
            """{"components":{"schemas":{"a":{"$ref":"#/components/schemas/a",""" + Names + "}}}}"));
        using var cluster = Given.Cluster(server);

        Assert.Null(await cluster.HasFieldAsync(ResourceKind.IPPool, "spec", CancellationToken.None));
    }
}
