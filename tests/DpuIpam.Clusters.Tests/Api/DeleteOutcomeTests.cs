namespace DpuIpam.Clusters.Tests.Api;

/// <summary>What becomes of deletes whose answer did not come.</summary>
public sealed class DeleteOutcomeTests
{
    private static readonly Reply NotThere = Reply.Failure(404, "NotFound", "ippools \"p\" not found", """{"name":"p"}""");
    private static readonly Reply StillThere = Reply.Json(Given.Pool(version: "8"));

    [Theory]
    [InlineData("not there")]
    [InlineData("made anew")]
    [InlineData("being deleted")]
    public async Task A_delete_that_was_done_is_seen_to_be_done(string how)
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Then(Reply.Cut(), how switch
        {
            "not there" => NotThere,
            "made anew" => Reply.Json(Given.Pool(uid: "u2")),
            _ => Reply.Json("""{"metadata":{"name":"p","uid":"u1","deletionTimestamp":"2026-01-01T00:00:00Z"}}"""),
        });
        using var cluster = Given.Cluster(server);

        await cluster.DeleteAsync(ResourceKind.IPPool, Given.PoolName, new Preconditions("u1", null), CancellationToken.None);

        Assert.Equal(["DELETE", "GET"], Methods(server));
    }

    [Fact]
    public async Task A_delete_that_was_not_done_is_sent_once_more_and_then_unknown()
    {
        await using var server = await ScriptedServer.StartAsync();
        using var cluster = Given.Cluster(server);
        var one = new Preconditions("u1", null);
        server.Then(Reply.Cut(), StillThere, Reply.Json("""{"kind":"Status","status":"Success"}"""));
        await cluster.DeleteAsync(ResourceKind.IPPool, Given.PoolName, one, CancellationToken.None);

        server.Then(Reply.Cut(), StillThere, Reply.Cut(), StillThere);
        await Given.FailsAsync(ClusterFailure.OutcomeUnknown, () =>
            cluster.DeleteAsync(ResourceKind.IPPool, Given.PoolName, one, CancellationToken.None));
    }

    [Fact]
    public async Task A_delete_that_the_server_failed_at_is_looked_for_and_told()
    {
        await using var server = await ScriptedServer.StartAsync();
        using var cluster = Given.Cluster(server);
        var one = new Preconditions("u1", null);
        server.Then(Reply.Failure(500, "InternalError", "etcd"), NotThere);
        await cluster.DeleteAsync(ResourceKind.IPPool, Given.PoolName, one, CancellationToken.None);

        server.Then(Reply.Failure(500, "InternalError", "etcd"), StillThere);
        var error = await Given.FailsAsync(ClusterFailure.Server, () =>
            cluster.DeleteAsync(ResourceKind.IPPool, Given.PoolName, one, CancellationToken.None));

        Assert.Contains("etcd", error.Message);
        Assert.Equal(["DELETE", "GET", "DELETE", "GET"], Methods(server));
    }

    private static IEnumerable<string> Methods(ScriptedServer server) => server.Seen.Select(static seen => seen.Method);
}
