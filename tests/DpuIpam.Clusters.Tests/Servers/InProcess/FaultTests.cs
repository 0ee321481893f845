using System.Diagnostics;
using System.Net.Http;
using DpuIpam.Clusters.Tests.Servers.Grounds;
using DpuIpam.Clusters.Tests.Servers.Http;
using DpuIpam.Clusters.Tests.Servers.InProcess.Faults;
using DpuIpam.Clusters.Tests.Servers.Semantics;

namespace DpuIpam.Clusters.Tests.Servers.InProcess;

/// <summary>The server in the process fails as it is told to, and only then.</summary>
public sealed class FaultTests : IAsyncLifetime
{
    private readonly TestAuthority _authority = new();
    private InProcessServer _server = null!;
    private ApiClient _client = null!;
    private ApiClient _admin = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await InProcessServer.StartAsync(_authority);
        _admin = new ApiClient(_server, _server.Admin);
        // Faults spare the tests' own access, so this caller has a name of its own.
        _client = new ApiClient(_server, _server.Admin, "subject/1.0");
        (await _admin.CreateAsync(LoneServer.NewNamespace(TestNamespace.Dpf))).Object();
        (await _admin.CreateAsync(Sample.Pool())).Object();
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        _admin.Dispose();
        await _server.DisposeAsync();
        _authority.Dispose();
    }

    [Fact]
    public async Task A_fault_is_used_up_by_as_many_requests_as_it_is_for()
    {
        _server.Faults.Add(RequestMatch.Read("/ippools/a"), Fault.TooMany(7), count: 2, skip: 1);
        var answers = new List<ApiAnswer>();
        for (var i = 0; i < 4; i++) answers.Add(await _client.GetAsync(Sample.Kind, Sample.Name()));
        Assert.Equal([200, 429, 429, 200], answers.Select(static answer => answer.Status));
        Assert.Equal(TimeSpan.FromSeconds(7), answers[1].Headers.RetryAfter!.Delta);
        Assert.Equal("TooManyRequests", answers[1].Reason);
        Assert.Equal(0, _server.Faults.Clear());
    }

    [Fact]
    public async Task Faults_spare_other_requests_and_the_tests_own_access()
    {
        _server.Faults.Add(RequestMatch.Write("PATCH", "/ippools/a"), Fault.ServerError);
        Assert.Equal(200, (await _client.GetAsync(Sample.Kind, Sample.Name())).Status);
        Assert.Equal(200, (await _admin.MergeAsync(Sample.Kind, Sample.Name(), Sample.Json("{}"))).Status);
        Assert.Equal(500, (await _client.MergeAsync(Sample.Kind, Sample.Name(), Sample.Json("{}"))).Status);
    }

    [Fact]
    public async Task A_conflict_names_the_manager_and_the_fields()
    {
        _server.Faults.Add(RequestMatch.Write("PATCH", "/ippools/a"), Fault.FieldConflict("argocd", ".spec.gateway", ".spec.subnet"));
        var answer = await _client.ApplyAsync(Sample.Pool(), "one");
        Assert.Equal((409, "Conflict"), (answer.Status, answer.Reason));
        Assert.Equal([".spec.gateway", ".spec.subnet"], answer.CauseFields);
        Assert.Equal("conflict with \"argocd\"", (string?)answer.Body["details"]!["causes"]![0]!["message"]);
    }

    [Fact]
    public async Task A_connection_is_cut_before_the_write_or_after_it()
    {
        var patch = Sample.Json("""{"spec":{"gateway":"10.0.0.1"}}""");
        _server.Faults.Add(RequestMatch.Write("PATCH", "/ippools/a"), Fault.CutBefore);
        await Assert.ThrowsAsync<HttpRequestException>(() => _client.MergeAsync(Sample.Kind, Sample.Name(), patch));
        Assert.Null((await _admin.GetAsync(Sample.Kind, Sample.Name())).Object()["spec"]!["gateway"]);
        _server.Faults.Add(RequestMatch.Write("PATCH", "/ippools/a"), Fault.CutAfter);
        await Assert.ThrowsAsync<HttpRequestException>(() => _client.MergeAsync(Sample.Kind, Sample.Name(), patch));
        Assert.Equal("10.0.0.1", (string?)(await _admin.GetAsync(Sample.Kind, Sample.Name())).Object()["spec"]!["gateway"]);
    }

    [Fact]
    public async Task A_silent_server_answers_nothing()
    {
        _server.Faults.Add(RequestMatch.Read("/ippools/a"), Fault.Silence);
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _client.GetAsync(Sample.Kind, Sample.Name(), patience.Token));
        Assert.Equal(200, (await _client.GetAsync(Sample.Kind, Sample.Name())).Status);
    }

    [Fact]
    public async Task Bytes_can_trickle_and_bodies_can_be_foreign()
    {
        _server.Faults.Add(RequestMatch.Read("/ippools/a"), new Fault { Slow = (100, TimeSpan.FromMilliseconds(20)) });
        var watch = Stopwatch.StartNew();
        Assert.Equal("a", (string?)(await _client.GetAsync(Sample.Kind, Sample.Name())).Object()["metadata"]!["name"]);
        Assert.True(watch.Elapsed > TimeSpan.FromMilliseconds(40), "The answer came at once.");
        _server.Faults.Add(RequestMatch.Read("/ippools/a"), Fault.WebPage);
        var page = await _client.GetAsync(Sample.Kind, Sample.Name());
        Assert.Equal((200, "text/html"), (page.Status, page.ContentType));
        _server.Faults.Add(RequestMatch.Read("/ippools/a"), new Fault { Location = "https://127.0.0.1:1/elsewhere" });
        Assert.Equal(302, (await _client.GetAsync(Sample.Kind, Sample.Name())).Status);
    }

    [Fact]
    public async Task Somebody_writes_in_between()
    {
        var live = (await _admin.GetAsync(Sample.Kind, Sample.Name())).Object();
        _server.Faults.Add(RequestMatch.Write("PATCH", "/ippools/a"), Fault.Meanwhile(async () =>
            (await _admin.MergeAsync(Sample.Kind, Sample.Name(), Sample.Json("""{"metadata":{"labels":{"x":"1"}}}"""))).Object()));
        var patch = Sample.Json($$$"""{"metadata":{"resourceVersion":"{{{Sample.Version(live)}}}"},"spec":{"gateway":"10.0.0.1"}}""");
        Assert.Equal(409, (await _client.MergeAsync(Sample.Kind, Sample.Name(), patch)).Status);
    }

    [Fact]
    public async Task A_watch_is_cut_after_some_events_and_can_go_on()
    {
        var from = Sample.Version((await _admin.GetAsync(Sample.Kind, Sample.Name())).Object());
        foreach (var name in (string[])["b", "c", "d"]) (await _admin.CreateAsync(Sample.Pool(name: name))).Object();
        _server.Faults.Add(RequestMatch.Watch("/ippools"), new Fault { CutAfterEvents = 2 });
        var seen = new List<string>();
        var cut = await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            await foreach (var item in _client.WatchAsync(Sample.Kind, null, $"resourceVersion={from}", CancellationToken.None))
            {
                seen.Add((string)item["object"]!["metadata"]!["name"]!);
                from = Sample.Version(item["object"]!.AsObject());
            }
        });
        Assert.True(cut is IOException or HttpRequestException, cut.ToString());
        Assert.Equal(["b", "c"], seen);
        await foreach (var item in _client.WatchAsync(Sample.Kind, null, $"resourceVersion={from}&timeoutSeconds=1", CancellationToken.None))
            seen.Add((string)item["object"]!["metadata"]!["name"]!);
        Assert.Equal(["b", "c", "d"], seen);
    }

    [Fact]
    public async Task What_was_compacted_is_gone_for_watches_and_pages()
    {
        foreach (var name in (string[])["b", "c"]) (await _admin.CreateAsync(Sample.Pool(name: name))).Object();
        var page = (await _client.ListAsync(Sample.Kind, null, "?limit=1")).Object()["metadata"]!;
        _server.Store.Compact();
        var next = await _client.ListAsync(Sample.Kind, null, $"?limit=1&continue={Uri.EscapeDataString((string)page["continue"]!)}");
        Assert.Equal((410, "Expired"), (next.Status, next.Reason));
        await foreach (var item in _client.WatchAsync(Sample.Kind, null, $"resourceVersion={page["resourceVersion"]}", CancellationToken.None))
            Assert.Equal(410, (int)item["object"]!["code"]!);
        Assert.Equal(3, (await _client.ListAsync(Sample.Kind, null)).Object()["items"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_cluster_goes_away_and_comes_back_as_it_was()
    {
        await _server.StopListeningAsync();
        await Assert.ThrowsAsync<HttpRequestException>(() => _client.GetAsync(Sample.Kind, Sample.Name()));
        await _server.ListenAsync();
        Assert.Equal(200, (await _client.GetAsync(Sample.Kind, Sample.Name())).Status);
        using var dead = new DeadEndpoint();
        using var socket = new System.Net.Sockets.TcpClient();
        await socket.ConnectAsync(dead.Silent.Host, dead.Silent.Port);
        Assert.True(socket.Connected);
    }

    [Fact]
    public async Task Requests_are_written_down_and_writes_counted()
    {
        _server.Requests.Clear();
        await _client.GetAsync(Sample.Kind, Sample.Name());
        await _client.MergeAsync(Sample.Kind, Sample.Name(), Sample.Json("{}"), "?fieldManager=x");
        await _client.MergeAsync(Sample.Kind, Sample.Name(), Sample.Json("{}"), "?dryRun=All");
        await _admin.MergeAsync(Sample.Kind, Sample.Name(), Sample.Json("{}"));
        Assert.Equal(3, _server.Requests.Of("subject").Count);
        var write = Assert.Single(_server.Requests.Writes);
        Assert.Equal(("PATCH", "?fieldManager=x", 200, "HTTP/1.1"), (write.Method, write.Query, write.Status, write.Protocol));
        Assert.StartsWith(ApiClient.MergePatch, write.ContentType, StringComparison.Ordinal);
    }
}
