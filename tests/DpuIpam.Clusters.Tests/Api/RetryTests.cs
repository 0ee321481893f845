using DpuIpam.Clusters.Api;

namespace DpuIpam.Clusters.Tests.Api;

public sealed class RetryTests
{
    public static TheoryData<string> Silences => ["cut", "cut in the body"];

    [Theory]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task A_read_is_tried_again_where_that_may_help(int status)
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Then(
            Reply.Failure(status, "", "not now"), Reply.Of(status, "text/html", "<html>"), Reply.Json(Given.Pool()));
        var time = new InstantTime();
        using var cluster = Given.Cluster(server, time);

        Assert.NotNull(await cluster.FindAsync(ResourceKind.IPPool, Given.PoolName, CancellationToken.None));

        Assert.Equal(3, server.Seen.Count);
        Assert.Equal(2, time.Waits.Count);
        Assert.InRange(time.Waits[0].TotalMilliseconds, 125, 250);
        Assert.InRange(time.Waits[1].TotalMilliseconds, 250, 500);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(403)]
    [InlineData(405)]
    [InlineData(410)]
    [InlineData(422)]
    [InlineData(501)]
    public async Task A_read_is_not_tried_again_where_it_can_not(int status)
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Then(Reply.Failure(status, "", "no"));
        using var cluster = Given.Cluster(server);

        await Assert.ThrowsAsync<ClusterException>(() =>
            cluster.FindAsync(ResourceKind.IPPool, Given.PoolName, CancellationToken.None));

        Assert.Single(server.Seen);
    }

    [Fact]
    public async Task A_read_gives_up_after_five_tries_and_says_what_the_server_said()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Otherwise = _ => Reply.Failure(500, "InternalError", "etcdserver: leader changed");
        using var cluster = Given.Cluster(server);

        var error = await Given.FailsAsync(ClusterFailure.Server, () =>
            cluster.FindAsync(ResourceKind.IPPool, Given.PoolName, CancellationToken.None));

        Assert.Contains("etcdserver: leader changed", error.Message);
        Assert.Equal(5, server.Seen.Count);
    }

    [Theory]
    [MemberData(nameof(Silences))]
    public async Task A_read_is_tried_again_after_a_cut(string how)
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Then(how == "cut" ? Reply.Cut() : Reply.CutAfter("{"), Reply.Json(Given.Pool()));
        using var cluster = Given.Cluster(server);

        Assert.NotNull(await cluster.FindAsync(ResourceKind.IPPool, Given.PoolName, CancellationToken.None));
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_tried_five_times_and_named()
    {
        var server = await ScriptedServer.StartAsync();
        await server.DisposeAsync();
        var time = new InstantTime();
        using var cluster = Given.Cluster(server, time);

        var error = await Given.FailsAsync(ClusterFailure.Unreachable, () =>
            cluster.FindAsync(ResourceKind.IPPool, Given.PoolName, CancellationToken.None));

        Assert.Contains(server.Address.AbsoluteUri, error.Message);
        Assert.Equal(4, time.Waits.Count);
    }

    [Fact]
    public async Task A_write_that_got_nowhere_is_unreachable_and_not_in_doubt()
    {
        var server = await ScriptedServer.StartAsync();
        await server.DisposeAsync();
        using var cluster = Given.Cluster(server);

        await Given.FailsAsync(ClusterFailure.Unreachable, () =>
            cluster.ApplyAsync(ResourceKind.IPPool, Given.WantedPool(), false, CancellationToken.None));
    }

    [Fact]
    public async Task A_server_says_how_long_to_wait()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Then(
            Reply.Failure(429, "TooManyRequests", "slow down", retryAfter: "7"),
            Reply.Failure(503, "", "soon", retryAfter: new DateTimeOffset(2030, 1, 1, 0, 0, 27, TimeSpan.Zero).ToString("R")),
            Reply.Json(Given.Pool()));
        var time = new InstantTime();
        using var cluster = Given.Cluster(server, time);

        await cluster.FindAsync(ResourceKind.IPPool, Given.PoolName, CancellationToken.None);

        Assert.Equal([TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(20)], time.Waits);
    }

    [Theory]
    [InlineData("31", 3600)]
    [InlineData("86400", 3600)]
    [InlineData("20", 15)]
    public async Task A_wait_that_is_too_long_is_not_begun(string retryAfter, int timeout)
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Then(Reply.Failure(429, "TooManyRequests", "slow down", retryAfter: retryAfter));
        var time = new SlowTime();
        using var cluster = Given.Cluster(server, time, Given.Options with { Timeout = TimeSpan.FromSeconds(timeout) });

        await Given.FailsAsync(ClusterFailure.Server, () =>
            cluster.FindAsync(ResourceKind.IPPool, Given.PoolName, CancellationToken.None));

        Assert.Single(server.Seen);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task A_write_that_the_server_put_off_is_sent_again(int status)
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Then(Reply.Failure(status, "", "later", retryAfter: "1"), Reply.Json(Given.Pool()));
        var time = new InstantTime();
        using var cluster = Given.Cluster(server, time);

        await cluster.ApplyAsync(ResourceKind.IPPool, Given.WantedPool(), false, CancellationToken.None);

        Assert.Equal([TimeSpan.FromSeconds(1)], time.Waits);
        Assert.Equal(server.Seen[0].ToString(), server.Seen[1].ToString());
        Assert.Equal(server.Seen[0].Body, server.Seen[1].Body);
    }

    [Fact]
    public async Task A_read_that_hangs_is_tried_again_and_then_unreachable()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Otherwise = _ => Reply.Hang();
        var time = new InstantTime();
        using var cluster = Given.Cluster(server, time);

        var find = cluster.FindAsync(ResourceKind.IPPool, Given.PoolName, CancellationToken.None);
        await server.ArrivalAsync();
        time.Expire();
        await server.ArrivalAsync();
        time.Expire();

        var error = await Given.FailsAsync(ClusterFailure.Unreachable, () => find);
        Assert.Contains("in time", error.Message);
        // Half of the time is gone with each: there is none for a third.
        Assert.Equal(2, server.Seen.Count);
    }

    [Fact]
    public async Task A_body_that_never_ends_is_given_up()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Then(Reply.HangAfter("{"), Reply.Json(Given.Pool()));
        var time = new InstantTime();
        using var cluster = Given.Cluster(server, time);

        var find = cluster.FindAsync(ResourceKind.IPPool, Given.PoolName, CancellationToken.None);
        await server.ArrivalAsync();
        time.Expire();

        Assert.NotNull(await find);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_caller_can_stop_in_the_middle_of_anything(bool isWrite)
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Otherwise = _ => Reply.Hang();
        using var cluster = Given.Cluster(server);
        using var stop = new CancellationTokenSource();

        Task call = isWrite
            ? (Task)cluster.ApplyAsync(ResourceKind.IPPool, Given.WantedPool(), false, stop.Token)
            : cluster.FindAsync(ResourceKind.IPPool, Given.PoolName, stop.Token);
        await server.ArrivalAsync();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Single(server.Seen);
    }

    [Fact]
    public async Task The_caller_can_stop_a_wait()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Otherwise = _ => Reply.Failure(429, "", "later", retryAfter: "20");
        using var cluster = Given.Cluster(server, new SlowTime());
        using var stop = new CancellationTokenSource();

        var call = cluster.FindAsync(ResourceKind.IPPool, Given.PoolName, stop.Token);
        await server.ArrivalAsync();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task Nothing_is_sent_for_a_caller_that_has_stopped()
    {
        await using var server = await ScriptedServer.StartAsync();
        using var cluster = Given.Cluster(server);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            cluster.FindAsync(ResourceKind.IPPool, Given.PoolName, new CancellationToken(true)));

        Assert.Empty(server.Seen);
    }

    [Fact]
    public void Waits_grow_to_five_seconds_and_differ()
    {
        for (var tries = 1; tries < 40; tries++)
        {
            var longest = Math.Min(250 * Math.Pow(2, tries - 1), 5000);
            var waits = Enumerable.Range(0, 50).Select(_ => RetryRules.Wait(tries, null)!.Value.TotalMilliseconds).ToArray();
            Assert.All(waits, wait => Assert.InRange(wait, longest / 2, longest));
            Assert.True(waits.Distinct().Count() > 1);
        }
    }
}
