using DpuIpam.Clusters.Api;
using static DpuIpam.Clusters.Tests.Api.Watching;

namespace DpuIpam.Clusters.Tests.Api;

public sealed class WatchTests
{
    private const string ExpiredEvent =
        """{"type":"ERROR","object":{"kind":"Status","status":"Failure","reason":"Expired","message":"too old","code":410}}""";

    [Fact]
    public async Task Events_come_in_order_and_the_request_asks_for_bookmarks()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Then(Reply.HangAfter(Lines(
            Event("ADDED", Given.Pool("a", "11")), Event("MODIFIED", Given.Pool("a", "12")), Event("DELETED", Given.Pool("a", "13")))));
        using var cluster = Given.Cluster(server);

        var seen = await TakeAsync(cluster, Empty("10"), 3);

        Assert.Equal(["Added a@11", "Modified a@12", "Deleted a@13"], seen);
        Assert.Matches(
            @"^GET /apis/nv-ipam\.nvidia\.com/v1alpha1/ippools\?watch=true&allowWatchBookmarks=true&resourceVersion=10&timeoutSeconds=2[4-9]\d$",
            server.Seen.Single().ToString());
    }

    [Fact]
    public async Task A_watch_goes_on_from_the_last_version_after_its_end_and_after_a_cut()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Then(
            Reply.Json(Lines(Event("ADDED", Given.Pool("a", "11")))),
            Reply.CutAfter(Lines(Event("ADDED", Given.Pool("b", "12"))) + """{"type":"ADDED","obj"""),
            Reply.Cut(),
            Reply.HangAfter(Lines(Event("ADDED", Given.Pool("c", "13")))));
        using var cluster = Given.Cluster(server);

        Assert.Equal(["Added a@11", "Added b@12", "Added c@13"], await TakeAsync(cluster, Empty("10"), 3));
        Assert.Equal(["10", "11", "12", "12"], Versions(server));
    }

    [Fact]
    public async Task A_bookmark_moves_the_version_and_is_no_event()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Then(
            Reply.Json(Lines("""{"type":"BOOKMARK","object":{"kind":"IPPool","metadata":{"resourceVersion":"50"}}}""")),
            Reply.HangAfter(Lines(Event("ADDED", Given.Pool("a", "51")))));
        using var cluster = Given.Cluster(server);

        Assert.Equal(["Added a@51"], await TakeAsync(cluster, Empty("10"), 1));
        Assert.Equal(["10", "50"], Versions(server));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_version_that_is_too_old_is_listed_again_and_the_differences_are_told(bool asEvent)
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Then(
            asEvent ? Reply.Json(Lines(ExpiredEvent)) : Reply.Failure(410, "Expired", "too old"),
            Reply.Json(Given.List("90", null,
                Given.Pool("same", "1", "us"), Given.Pool("changed", "80", "uc"), Given.Pool("anew", "81", "u-new"),
                Given.Pool("new", "82", "un"))),
            Reply.HangAfter(Lines(Event("ADDED", Given.Pool("later", "91", "ul")))));
        using var cluster = Given.Cluster(server);
        var from = ListOf("10",
            Given.Pool("same", "1", "us"), Given.Pool("changed", "2", "uc"), Given.Pool("gone", "3", "ug"),
            Given.Pool("anew", "4", "u-old"));

        var seen = await TakeAsync(cluster, from, 6);

        Assert.Equal(
            ["Deleted gone@3", "Modified changed@80", "Deleted anew@4", "Added anew@81", "Added new@82", "Added later@91"], seen);
        Assert.Equal("90", Versions(server)[^1]);
    }

    [Fact]
    public async Task A_list_that_fails_after_an_expiry_is_tried_until_it_works()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Then(Reply.Json(Lines(ExpiredEvent)));
        for (var i = 0; i < 5; i++) server.Then(Reply.Failure(500, "", "not now"));
        server.Then(
            Reply.Json(Lines(ExpiredEvent)), Reply.Json(Given.List("90", null, Given.Pool("a", "80"))), Reply.Hang());
        using var cluster = Given.Cluster(server);

        Assert.Equal(["Added a@80"], await TakeAsync(cluster, Empty("10"), 1));
    }

    [Theory]
    [InlineData("event")]
    [InlineData("answer")]
    [InlineData("busy")]
    public async Task A_version_that_is_too_new_is_waited_for(string how)
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Then(
            how switch
            {
                "event" => Reply.Json(Lines(
                    """{"type":"ERROR","object":{"kind":"Status","reason":"Timeout","message":"Too large resource version: 10, current: 9","code":504}}""")),
                "answer" => Reply.Failure(504, "Timeout", "Too large resource version: 10, current: 9"),
                _ => Reply.Failure(429, "TooManyRequests", "busy", retryAfter: "3"),
            },
            Reply.HangAfter(Lines(Event("ADDED", Given.Pool("a", "11")))));
        var time = new InstantTime();
        using var cluster = Given.Cluster(server, time);

        Assert.Equal(["Added a@11"], await TakeAsync(cluster, Empty("10"), 1));
        Assert.Equal(["10", "10"], Versions(server));
        var wait = Assert.Single(time.Waits);
        if (how == "busy") Assert.Equal(TimeSpan.FromSeconds(3), wait);
    }

    [Fact]
    public async Task Any_other_error_of_a_watch_is_listed_over()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Then(
            Reply.Json(Lines("""{"type":"ERROR","object":{"kind":"Status","reason":"InternalError","message":"decode","code":500}}""")),
            Reply.Json(Given.List("90", null, Given.Pool("a", "80"))), Reply.Hang());
        using var cluster = Given.Cluster(server);

        Assert.Equal(["Added a@80"], await TakeAsync(cluster, Empty("10"), 1));
    }

    [Fact]
    public async Task What_is_known_already_is_not_told_again()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Then(Reply.HangAfter(Lines(
            Event("ADDED", Given.Pool("a", "1")), Event("ADDED", Given.Pool("a", "2")), Event("MODIFIED", Given.Pool("b", "3")),
            Event("DELETED", Given.Pool("c", "4")), Event("DELETED", Given.Pool("a", "5", "another")), Event("DELETED", Given.Pool("a", "6")))));
        using var cluster = Given.Cluster(server);

        Assert.Equal(
            ["Modified a@2", "Added b@3", "Deleted a@6"], await TakeAsync(cluster, ListOf("1", Given.Pool("a", "1")), 3));
    }

    [Fact]
    public async Task Events_come_whole_however_they_are_cut_into_packets()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Then(
            Reply.Trickle(Lines(Event("ADDED", Given.Pool("ä", "11")), Event("ADDED", Given.Pool("b", "12")))),
            Reply.Hang());
        using var cluster = Given.Cluster(server);

        Assert.Equal(["Added ä@11", "Added b@12"], await TakeAsync(cluster, Empty("10"), 2));
    }

    [Fact]
    public async Task A_watch_of_metadata_names_the_kind_too()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Then(Reply.HangAfter(Lines(
            """{"type":"ADDED","object":{"kind":"PartialObjectMetadata","apiVersion":"meta.k8s.io/v1","metadata":{"name":"n","resourceVersion":"2"}}}""")));
        using var cluster = Given.Cluster(server);

        await foreach (var one in cluster.WatchAsync(
            ResourceKind.Node, new ListScope { MetadataOnly = true, LabelSelector = "a=b" }, Empty("1"), CancellationToken.None))
        {
            Assert.Equal("Node", ApiDocuments.Text(one.Document.Root, "kind"));
            break;
        }

        Assert.Equal("application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json", server.Seen.Single()["Accept"]);
        Assert.EndsWith("&labelSelector=a%3Db", server.Seen.Single().Target);
    }

    private static List<string> Versions(ScriptedServer server)
    {
        var versions = new List<string>();
        foreach (var seen in server.Seen)
        {
            var at = seen.Target.IndexOf("resourceVersion=", StringComparison.Ordinal);
            if (at >= 0) versions.Add(seen.Target[(at + 16)..].Split('&')[0]);
        }

        return versions;
    }
}
