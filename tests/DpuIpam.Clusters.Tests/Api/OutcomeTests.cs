using DpuIpam.Clusters.Api;

namespace DpuIpam.Clusters.Tests.Api;

/// <summary>What becomes of writes whose answer did not come.</summary>
public sealed class OutcomeTests
{
    private static readonly Reply NotThere = Reply.Failure(404, "NotFound", "ippools \"p\" not found", """{"name":"p"}""");
    private static readonly Reply Done = Reply.Json(Given.Pool(version: "8"));
    private static readonly Reply Undone = Reply.Json(Given.Pool(gateway: "10.0.0.9"));

    [Fact]
    public async Task An_apply_that_was_done_without_an_answer_is_seen_to_be_done()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Then(Reply.Cut(), Done);
        using var cluster = Given.Cluster(server);

        var applied = await cluster.ApplyAsync(ResourceKind.IPPool, Given.WantedPool(), false, CancellationToken.None);

        Assert.Equal("8", ApiDocuments.VersionOf(applied.Root));
        Assert.Equal(["PATCH", "GET"], Methods(server));
    }

    [Fact]
    public async Task An_apply_that_broke_off_undone_is_sent_once_more()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Then(Reply.Cut(), Undone, Done);
        using var cluster = Given.Cluster(server);

        var applied = await cluster.ApplyAsync(ResourceKind.IPPool, Given.WantedPool(), false, CancellationToken.None);

        Assert.Equal("8", ApiDocuments.VersionOf(applied.Root));
        Assert.Equal(["PATCH", "GET", "PATCH"], Methods(server));
    }

    [Fact]
    public async Task An_apply_that_breaks_off_twice_stays_unknown()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Then(Reply.Cut(), NotThere, Reply.Cut(), NotThere);
        using var cluster = Given.Cluster(server);

        var error = await Given.FailsAsync(ClusterFailure.OutcomeUnknown, () =>
            cluster.ApplyAsync(ResourceKind.IPPool, Given.WantedPool(), false, CancellationToken.None));

        Assert.Contains("apply IPPool ns/p", error.Message);
        Assert.Contains("Look at the object", error.Message);
        Assert.Equal(["PATCH", "GET", "PATCH", "GET"], Methods(server));
    }

    [Fact]
    public async Task A_late_first_apply_makes_the_second_ones_conflict_no_error()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Then(Reply.Cut(), Undone, Reply.Failure(409, "Conflict", "the object has been modified"), Done);
        using var cluster = Given.Cluster(server);

        var applied = await cluster.ApplyAsync(ResourceKind.IPPool, Given.WantedPool(), false, CancellationToken.None);

        Assert.Equal("8", ApiDocuments.VersionOf(applied.Root));
    }

    [Theory]
    [InlineData(408)]
    [InlineData(504)]
    public async Task A_gateway_that_gave_up_leaves_the_write_unknown_and_it_is_not_sent_again(int status)
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Then(Reply.Of(status, "text/html", "gateway time-out"), Undone);
        using var cluster = Given.Cluster(server);

        await Given.FailsAsync(ClusterFailure.OutcomeUnknown, () =>
            cluster.ApplyAsync(ResourceKind.IPPool, Given.WantedPool(), false, CancellationToken.None));

        Assert.Equal(["PATCH", "GET"], Methods(server));
    }

    [Fact]
    public async Task A_write_that_hangs_is_looked_for_and_unknown()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Then(Reply.Hang(), Undone);
        var time = new InstantTime();
        using var cluster = Given.Cluster(server, time);

        var apply = cluster.ApplyAsync(ResourceKind.IPPool, Given.WantedPool(), false, CancellationToken.None);
        await server.ArrivalAsync();
        time.Expire();

        await Given.FailsAsync(ClusterFailure.OutcomeUnknown, () => apply);
        Assert.Equal(["PATCH", "GET"], Methods(server));
    }

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    public async Task A_server_error_is_tried_once_more_and_then_told(int status)
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Otherwise = request => request.Method == "GET" ? Undone : Reply.Failure(status, "InternalError", "webhook is down");
        using var cluster = Given.Cluster(server);

        var error = await Given.FailsAsync(ClusterFailure.Server, () =>
            cluster.ApplyAsync(ResourceKind.IPPool, Given.WantedPool(), false, CancellationToken.None));

        Assert.Contains("webhook is down", error.Message);
        Assert.Equal(["PATCH", "GET", "PATCH", "GET"], Methods(server));
    }

    [Fact]
    public async Task Where_the_object_can_not_be_read_the_outcome_is_unknown()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Then(Reply.Cut(), Reply.Failure(403, "Forbidden", "may not get"));
        using var cluster = Given.Cluster(server);

        var error = await Given.FailsAsync(ClusterFailure.OutcomeUnknown, () =>
            cluster.ApplyAsync(ResourceKind.IPPool, Given.WantedPool(), false, CancellationToken.None));

        Assert.Contains("could not be read", error.Message);
        Assert.Equal(["PATCH", "GET"], Methods(server));
    }

    [Fact]
    public async Task A_merge_with_a_version_is_sent_once_more_and_without_one_it_is_not()
    {
        await using var server = await ScriptedServer.StartAsync();
        using var cluster = Given.Cluster(server);
        server.Then(Reply.Cut(), Undone, Done);
        await cluster.MergeAsync(ResourceKind.IPPool, Given.PoolName,
            Given.Tree("""{"metadata":{"resourceVersion":"7"},"spec":{"gateway":"10.0.0.1"}}"""), ObjectPart.Object, false,
            CancellationToken.None);

        server.Then(Reply.Cut(), Undone);
        await Given.FailsAsync(ClusterFailure.OutcomeUnknown, () => cluster.MergeAsync(
            ResourceKind.IPPool, Given.PoolName, Given.Tree("""{"spec":{"gateway":"10.0.0.1"}}"""), ObjectPart.Object, false,
            CancellationToken.None));

        Assert.Equal(["PATCH", "GET", "PATCH", "PATCH", "GET"], Methods(server));
    }

    [Fact]
    public async Task A_merge_that_was_done_is_seen_to_be_done_also_where_it_took_fields_away()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Then(Reply.Cut(), Done);
        using var cluster = Given.Cluster(server);

        await cluster.MergeAsync(ResourceKind.IPPool, Given.PoolName,
            Given.Tree("""{"metadata":{"resourceVersion":"7","labels":null},"spec":{"gateway":"10.0.0.1","routes":null}}"""),
            ObjectPart.Object, false, CancellationToken.None);

        Assert.Equal(["PATCH", "GET"], Methods(server));
    }

    [Fact]
    public async Task A_json_patch_is_never_sent_twice()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Then(Reply.Cut());
        using var cluster = Given.Cluster(server);

        await Given.FailsAsync(ClusterFailure.OutcomeUnknown, () =>
            cluster.PatchAsync(ResourceKind.IPPool, Given.PoolName, Given.Tree("[]"), CancellationToken.None));

        Assert.Equal(["PATCH"], Methods(server));
    }

    [Fact]
    public async Task A_create_whose_first_try_was_done_after_all_is_no_error()
    {
        await using var server = await ScriptedServer.StartAsync();
        using var cluster = Given.Cluster(server);
        server.Then(Reply.Cut(), Done);
        await cluster.CreateAsync(ResourceKind.IPPool, Given.WantedPool(), CancellationToken.None);

        server.Then(Reply.Failure(503, "", "starting"), Reply.Failure(409, "AlreadyExists", "there"), Done);
        await cluster.CreateAsync(ResourceKind.IPPool, Given.WantedPool(), CancellationToken.None);

        server.Then(Reply.Cut(), NotThere, Reply.Json(Given.Pool(), 201));
        await cluster.CreateAsync(ResourceKind.IPPool, Given.WantedPool(), CancellationToken.None);

        Assert.Equal(["POST", "GET", "POST", "POST", "GET", "POST", "GET", "POST"], Methods(server));
    }

    [Fact]
    public async Task A_create_that_finds_another_object_of_its_name_is_an_error()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Then(Reply.Cut(), Undone, Reply.Failure(409, "AlreadyExists", "there"), Undone);
        using var cluster = Given.Cluster(server);

        await Given.FailsAsync(ClusterFailure.AlreadyExists, () =>
            cluster.CreateAsync(ResourceKind.IPPool, Given.WantedPool(), CancellationToken.None));
    }

    [Fact]
    public async Task What_exists_at_the_first_try_is_not_taken_for_our_own()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Then(Reply.Failure(409, "AlreadyExists", "there"));
        using var cluster = Given.Cluster(server);

        await Given.FailsAsync(ClusterFailure.AlreadyExists, () =>
            cluster.CreateAsync(ResourceKind.IPPool, Given.WantedPool(), CancellationToken.None));

        Assert.Single(server.Seen);
    }

    [Fact]
    public async Task A_dry_run_is_tried_as_often_as_a_read()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Then(Reply.Cut(), Reply.Failure(504, "Timeout", "slow"), Reply.Json(Given.Pool()));
        using var cluster = Given.Cluster(server);

        await cluster.ApplyAsync(ResourceKind.IPPool, Given.WantedPool(), true, CancellationToken.None);

        Assert.Equal(["PATCH", "PATCH", "PATCH"], Methods(server));
    }

    private static IEnumerable<string> Methods(ScriptedServer server) => server.Seen.Select(static seen => seen.Method);
}
