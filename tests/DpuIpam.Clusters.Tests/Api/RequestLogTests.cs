using System.Collections.Concurrent;

namespace DpuIpam.Clusters.Tests.Api;

public sealed class RequestLogTests
{
    [Fact]
    public async Task Each_try_is_told_with_what_came_of_it()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Then(Reply.Failure(503, "", "later"), Reply.Cut(), Reply.Json(Given.Pool()), Reply.Json(Given.Pool()));
        using var cluster = Given.Cluster(server);
        var records = new ConcurrentQueue<RequestRecord>();
        RequestLog.Listen(records.Enqueue);

        await cluster.FindAsync(ResourceKind.IPPool, Given.PoolName, CancellationToken.None);
        await cluster.ApplyAsync(ResourceKind.IPPool, Given.WantedPool(), false, CancellationToken.None);

        Assert.Equal(["503", "200", "200"], records.Where(static record => record.Answer.Length == 3).Select(static record => record.Answer));
        Assert.StartsWith("the connection to", records.ElementAt(1).Answer);
        Assert.All(records, static record => Assert.Equal("lab", record.Cluster));
        Assert.Equal(new RequestRecord(
            "lab", "PATCH", $"{Given.PoolPath}{Given.WriteQuery}&force=false", "200", records.Last().Duration, true), records.Last());
    }

    [Fact]
    public async Task Reads_dry_runs_and_questions_are_no_writes()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Otherwise = _ => Reply.Json(Given.Pool());
        using var cluster = Given.Cluster(server);
        var records = new ConcurrentQueue<RequestRecord>();
        RequestLog.Listen(records.Enqueue);

        await cluster.FindAsync(ResourceKind.IPPool, Given.PoolName, CancellationToken.None);
        await cluster.ApplyAsync(ResourceKind.IPPool, Given.WantedPool(), true, CancellationToken.None);
        await cluster.FindMissingAsync([new AccessRight("get", ResourceKind.Node)], CancellationToken.None);

        Assert.Equal(3, records.Count);
        Assert.DoesNotContain(records, static record => record.IsWrite);
    }
}
