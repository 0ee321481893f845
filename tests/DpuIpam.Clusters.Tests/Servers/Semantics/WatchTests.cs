using System.Text.Json.Nodes;
using DpuIpam.Clusters.Tests.Servers.Grounds;
using DpuIpam.Clusters.Tests.Servers.Http;

namespace DpuIpam.Clusters.Tests.Servers.Semantics;

/// <summary>Watches on both kinds of servers.</summary>
public class WatchTests
{
    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task A_watch_shows_what_happens_after_a_version(GroundKind ground)
    {
        await using var lone = await LoneServer.TakeAsync(ground);
        (await lone.Client.CreateAsync(Sample.Pool(name: "before"))).Object();
        var from = (string)(await lone.Client.ListAsync(Sample.Kind, TestNamespace.Dpf)).Object()["metadata"]!["resourceVersion"]!;
        (await lone.Client.CreateAsync(Sample.Pool())).Object();
        (await lone.Client.MergeAsync(Sample.Kind, Sample.Name(), Sample.Json("""{"spec":{"gateway":"10.0.0.1"}}"""))).Object();
        (await lone.Client.DeleteAsync(Sample.Kind, Sample.Name())).Object();
        var all = await ReadAsync(lone.Client, $"resourceVersion={from}&allowWatchBookmarks=true&timeoutSeconds=3");
        // A real server sends bookmarks when it likes to.
        var events = all.Where(static item => (string?)item["type"] != "BOOKMARK").ToArray();
        Assert.Equal(["ADDED a", "MODIFIED a", "DELETED a"], events.Select(Describe));
        Assert.True(ground == GroundKind.Real || Describe(all[^1]) == "BOOKMARK ");
        var versions = all.Select(static item => long.Parse(Sample.Version(item["object"]!.AsObject()), null)).ToArray();
        Assert.Equal(versions.Order(), versions);
        Assert.True(versions[2] > versions[1], "A deletion has a version of its own.");
        Assert.Equal("10.0.0.1", (string?)events[2]["object"]!["spec"]!["gateway"]);
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task Without_a_version_a_watch_begins_with_what_is_there(GroundKind ground)
    {
        await using var lone = await LoneServer.TakeAsync(ground);
        (await lone.Client.CreateAsync(Sample.Pool())).Object();
        Assert.Equal(["ADDED a"], (await ReadAsync(lone.Client, "timeoutSeconds=1")).Select(Describe));
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task Objects_come_into_the_selection_of_a_watch_and_leave_it(GroundKind ground)
    {
        await using var lone = await LoneServer.TakeAsync(ground);
        var pool = (await lone.Client.CreateAsync(Sample.Pool())).Object();
        foreach (var patch in (string[])["""{"labels":{"l":"1"}}""", """{"labels":{"l":null}}""", """{"labels":{"l":"1"}}"""])
            (await lone.Client.MergeAsync(Sample.Kind, Sample.Name(), new JsonObject { ["metadata"] = Sample.Json(patch) })).Object();
        var events = await ReadAsync(lone.Client, $"resourceVersion={Sample.Version(pool)}&labelSelector=l%3D1&timeoutSeconds=1");
        Assert.Equal(["ADDED a", "DELETED a", "ADDED a"], events.Select(Describe));
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task A_version_that_is_too_old_is_an_event_with_code_410(GroundKind ground)
    {
        await using var lone = await LoneServer.TakeAsync(ground);
        (await lone.Client.CreateAsync(Sample.Pool())).Object();
        var error = Assert.Single(await ReadAsync(lone.Client, "resourceVersion=1&timeoutSeconds=2"));
        Assert.Equal("ERROR", (string?)error["type"]);
        Assert.Equal((410, "Expired"), ((int)error["object"]!["code"]!, (string?)error["object"]!["reason"]));
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task A_list_at_a_version_to_come_is_answered_with_504(GroundKind ground)
    {
        await using var lone = await LoneServer.TakeAsync(ground);
        var answer = await lone.Client.ListAsync(Sample.Kind, TestNamespace.Dpf, "?resourceVersion=99999999&resourceVersionMatch=NotOlderThan");
        Assert.Equal((504, "Timeout"), (answer.Status, answer.Reason));
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task A_watch_hears_of_changes_while_it_runs(GroundKind ground)
    {
        await using var lone = await LoneServer.TakeAsync(ground);
        var pool = (await lone.Client.CreateAsync(Sample.Pool())).Object();
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var seen = new List<string>();
        await foreach (var item in lone.Client.WatchAsync(Sample.Kind, null, "timeoutSeconds=60", patience.Token))
        {
            seen.Add(Describe(item));
            if (seen.Count == 1) (await lone.Client.MergeAsync(Sample.Kind, Sample.Name(), Sample.Json("""{"spec":{"gateway":"10.0.0.1"}}"""))).Object();
            if (seen.Count == 2) break;
        }

        Assert.Equal(["ADDED a", "MODIFIED a"], seen);
    }

    private static async Task<List<JsonObject>> ReadAsync(ApiClient client, string query)
    {
        var events = new List<JsonObject>();
        await foreach (var item in client.WatchAsync(Sample.Kind, TestNamespace.Dpf, query, CancellationToken.None)) events.Add(item);
        return events;
    }

    private static string Describe(JsonObject item) => $"{item["type"]} {item["object"]!["metadata"]!["name"]}";
}
