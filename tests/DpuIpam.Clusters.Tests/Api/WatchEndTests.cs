using System.Text;
using static DpuIpam.Clusters.Tests.Api.Watching;

namespace DpuIpam.Clusters.Tests.Api;

/// <summary>When a watch is given up, and when it ends.</summary>
public sealed class WatchEndTests
{
    [Fact]
    public async Task A_silent_watch_is_given_up_and_begun_again()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Then(
            Reply.HangAfter(Lines(Event("ADDED", Given.Pool("a", "11")))),
            Reply.HangAfter(Lines(Event("ADDED", Given.Pool("b", "12")))));
        var time = new InstantTime();
        using var cluster = Given.Cluster(server, time);
        await using var events = cluster.WatchAsync(
            ResourceKind.IPPool, ListScope.All, Empty("10"), CancellationToken.None).GetAsyncEnumerator();

        Assert.True(await events.MoveNextAsync());
        var next = events.MoveNextAsync().AsTask();
        while (server.Seen.Count < 2)
        {
            time.Expire();
            await Task.Delay(10);
        }

        Assert.True(await next);
        Assert.Equal("Added b@12", Text(events.Current));
    }

    [Fact]
    public async Task Large_events_are_read_and_endless_ones_are_not()
    {
        await using var server = await ScriptedServer.StartAsync();
        var large = Given.Pool("a", "11").Replace("\"spec\"", $"\"note\":\"{new string('x', 3_000_000)}\",\"spec\"", StringComparison.Ordinal);
        server.Then(Reply.Json(Lines(Event("ADDED", large))), new Reply(async context =>
        {
            context.Response.ContentType = "application/json";
            var block = Encoding.ASCII.GetBytes(new string('x', 1 << 20));
            while (!context.RequestAborted.IsCancellationRequested)
                await context.Response.Body.WriteAsync(block, context.RequestAborted);
        }));
        using var cluster = Given.Cluster(server);
        await using var events = cluster.WatchAsync(
            ResourceKind.IPPool, ListScope.All, Empty("10"), CancellationToken.None).GetAsyncEnumerator();

        Assert.True(await events.MoveNextAsync());
        var error = await Given.FailsAsync(ClusterFailure.Server, () => events.MoveNextAsync().AsTask());
        Assert.Contains("larger than 16 MiB", error.Message);
    }

    [Theory]
    [InlineData(403, "Forbidden", "Forbidden")]
    [InlineData(401, "Unauthorized", "Unauthorized")]
    [InlineData(400, "BadRequest", "Invalid")]
    public async Task What_no_waiting_mends_ends_the_watch(int code, string reason, string failure)
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Otherwise = _ => Reply.Failure(code, reason, "no");
        using var cluster = Given.Cluster(server);

        await Given.FailsAsync(Enum.Parse<ClusterFailure>(failure), () => TakeAsync(cluster, Empty("10"), 1));
    }

    [Fact]
    public async Task A_kind_that_goes_away_ends_the_watch()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Then(Reply.Json(""), Reply.Of(404, "text/plain", "404 page not found"));
        using var cluster = Given.Cluster(server);

        await Given.FailsAsync(ClusterFailure.UnsupportedKind, () => TakeAsync(cluster, Empty("10"), 1));
    }

    [Theory]
    [InlineData("text/html", "<html>\n")]
    [InlineData("application/json", "no json\n")]
    [InlineData("application/json", "{\"type\":\"WHAT\"}\n")]
    public async Task What_is_no_watch_ends_it(string type, string body)
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Then(Reply.Of(200, type, body));
        using var cluster = Given.Cluster(server);

        await Given.FailsAsync(ClusterFailure.Server, () => TakeAsync(cluster, Empty("10"), 1));
    }

    [Fact]
    public async Task The_caller_stops_a_watch_that_waits()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Then(Reply.HangAfter("\n"));
        using var cluster = Given.Cluster(server);
        using var stop = new CancellationTokenSource();
        await using var events = cluster.WatchAsync(ResourceKind.IPPool, ListScope.All, Empty("10"), stop.Token)
            .GetAsyncEnumerator(CancellationToken.None);

        var next = events.MoveNextAsync().AsTask();
        await server.ArrivalAsync();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
    }
}
