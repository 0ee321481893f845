using System.Reflection;
using DpuIpam.Clusters.Api;
using DpuIpam.Resources;
using Microsoft.AspNetCore.Http;

namespace DpuIpam.Clusters.Tests.Api;

/// <summary>Connections that others take the place of, and clusters that are let go: no request is cut off, and nothing stays
/// open.</summary>
public sealed class ConnectionTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_write_on_its_way_outlives_any_number_of_connections()
    {
        var done = new TaskCompletionSource();
        await using var server = await ScriptedServer.StartAsync();
        server.Then(Held(done.Task, Given.Pool()));
        using var cluster = Given.Cluster(server);

        var write = cluster.ApplyAsync(ResourceKind.IPPool, Given.WantedPool(), false, Stop);
        await server.ArrivalAsync();
        for (var i = 0; i < 5; i++)
        {
            server.Then(Reply.Failure(401, "Unauthorized", "who?"), Reply.Json("{}"));
            await cluster.VersionAsync(Stop);
        }

        done.SetResult();
        Assert.NotNull(await write);
        Assert.Single(server.Seen, static seen => seen.Method == "PATCH");
    }

    [Fact]
    public async Task A_watch_outlives_them_as_well()
    {
        var more = new TaskCompletionSource();
        await using var server = await ScriptedServer.StartAsync();
        server.Then(new Reply(async context =>
        {
            context.Response.ContentType = "application/json";
            await context.Response.Body.FlushAsync();
            await more.Task;
            await context.Response.WriteAsync($$"""{"type":"ADDED","object":{{Given.Pool()}}}""" + "\n");
        }));
        using var cluster = Given.Cluster(server);
        await using var events = cluster.WatchAsync(ResourceKind.IPPool, ListScope.All, new ObjectList([], "1"), Stop).GetAsyncEnumerator(Stop);

        var first = events.MoveNextAsync();
        await server.ArrivalAsync();
        for (var i = 0; i < 5; i++)
        {
            server.Then(Reply.Failure(401, "Unauthorized", "who?"), Reply.Json("{}"));
            await cluster.VersionAsync(Stop);
        }

        more.SetResult();
        Assert.True(await first);
        Assert.Single(server.Seen, static seen => seen.Target.Contains("watch=true", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_connection_is_closed_with_the_last_request_on_it()
    {
        using var live = Live();
        var first = await live.EnterAsync(null, Stop);
        Assert.Same(first, await live.EnterAsync(null, Stop));

        var second = await live.EnterAsync(first, Stop);
        Assert.NotSame(first, second);
        first.Leave();
        Assert.False(first.IsClosed);
        first.Leave();
        Assert.True(first.IsClosed);
        Assert.False(first.TryEnter());
        Assert.Same(second, await live.EnterAsync(first, Stop));
    }

    [Fact]
    public async Task What_is_let_go_keeps_nothing_open_and_still_works()
    {
        using var live = Live();
        var first = await live.EnterAsync(null, Stop);

        live.LetGo();

        Assert.False(first.IsClosed);
        first.Leave();
        Assert.True(first.IsClosed);
        var second = await live.EnterAsync(null, Stop);
        Assert.False(second.IsClosed);
        second.Leave();
        Assert.True(second.IsClosed);
    }

    [Fact]
    public async Task Many_at_once_never_get_a_closed_connection()
    {
        using var live = Live();
        await Parallel.ForAsync(0, 2000, Stop, async (i, stopping) =>
        {
            var connection = await live.EnterAsync(null, stopping);
            if (i % 3 == 0)
            {
                var next = await live.EnterAsync(connection, stopping);
                Assert.False(next.IsClosed);
                next.Leave();
            }

            Assert.False(connection.IsClosed);
            connection.Leave();
            if (i == 1000) live.LetGo();
        });

        var last = await live.EnterAsync(null, Stop);
        last.Leave();
        Assert.True(last.IsClosed);
    }

    [Fact]
    public async Task A_session_lets_go_of_a_cluster_that_fell_silent_once()
    {
        var calls = new List<string>();
        var source = new Source(() => Recorder.Make(calls));
        using var session = new ClusterSession("lab", Recorder.Make([]), source, "ns", isReadOnly: false);
        var resource = new DpuClusterResource(new ManifestDocument(
            Given.Tree("""{"metadata":{"namespace":"dpf","name":"dpu-1"},"spec":{"kubeconfig":"kc"}}"""), new SourceLocation("x")));
        var silent = await session.OpenAsync(resource, Stop);

        session.Forget(resource, silent);
        var next = await session.OpenAsync(resource, Stop);
        // Somebody who had asked the first one hears of it later.
        session.Forget(resource, silent);

        Assert.NotSame(silent, next);
        Assert.Same(next, await session.OpenAsync(resource, Stop));
        Assert.Equal(["LetGo"], calls);
    }

    /// <summary>Whose secrets are no longer looked for is no longer kept.</summary>
    [Fact]
    public async Task Behind_one_long_request_no_more_closed_connections_are_kept_than_without_it()
    {
        var made = 0;
        using var live = Live(() => $"token-{made++:D2}");
        var watch = await live.EnterAsync(null, Stop);
        var current = watch;
        for (var i = 0; i < 20; i++)
        {
            var next = await live.EnterAsync(current, Stop);
            if (current != watch) current.Leave();
            current = next;
        }

        // The one with the request on it, seven that are closed, and the one of the moment.
        string[] kept = [.. Enumerable.Range(0, made).Select(static i => $"token-{i:D2}").Where(token => live.Scrub(token) == "***")];
        Assert.Equal(["token-00", .. Enumerable.Range(13, 8).Select(static i => $"token-{i}")], kept);
        Assert.False(watch.IsClosed);
        watch.Leave();
        current.Leave();
    }

    private static LiveConnection Live(Func<string?>? token = null)
    {
        return new LiveConnection("lab", Access(), _ => Task.FromResult(Access()), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60), TimeProvider.System);

        ServerAccess Access() => new() { Server = new Uri("http://127.0.0.1:1"), Token = token?.Invoke() };
    }

    private static Reply Held(Task until, string body) => new(async context =>
    {
        await until;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(body);
    });

    private sealed class Source(Func<ICluster> make) : IDpuClusterSource
    {
        public Task<ICluster> OpenAsync(DpuClusterResource cluster, CancellationToken cancellation) => Task.FromResult(make());
    }

    /// <summary>A cluster that writes down what is asked of it.</summary>
    public class Recorder : DispatchProxy
    {
        private List<string> _calls = [];

        internal static ICluster Make(List<string> calls)
        {
            var cluster = Create<ICluster, Recorder>();
            ((Recorder)(object)cluster)._calls = calls;
            return cluster;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            _calls.Add(targetMethod!.Name);
            return null;
        }
    }
}
