using System.Text.Json.Nodes;
using DpuIpam.Clusters.Tests.Servers.Grounds;

namespace DpuIpam.Clusters.Tests.Servers.Semantics;

/// <summary>Lists on both kinds of servers.</summary>
public class ListTests
{
    private const string MetadataList = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task Pages_show_the_cluster_as_it_was_at_the_first(GroundKind ground)
    {
        await using var lone = await LoneServer.TakeAsync(ground);
        foreach (var name in (string[])["c", "a", "e", "b", "d"]) (await lone.Client.CreateAsync(Sample.Pool(name: name))).Object();
        var first = (await lone.Client.ListAsync(Sample.Kind, TestNamespace.Dpf, "?limit=2")).Object();
        Assert.Equal(["a", "b"], Names(first));
        Assert.Equal(3, (int)first["metadata"]!["remainingItemCount"]!);
        (await lone.Client.DeleteAsync(Sample.Kind, Sample.Name("c"))).Object();
        (await lone.Client.CreateAsync(Sample.Pool(name: "bb"))).Object();
        var second = (await lone.Client.ListAsync(Sample.Kind, TestNamespace.Dpf, $"?limit=2&continue={Continue(first)}")).Object();
        Assert.Equal(["c", "d"], Names(second));
        Assert.Equal(Version(first), Version(second));
        var third = (await lone.Client.ListAsync(Sample.Kind, TestNamespace.Dpf, $"?limit=2&continue={Continue(second)}")).Object();
        Assert.Equal(["e"], Names(third));
        Assert.True(string.IsNullOrEmpty((string?)third["metadata"]!["continue"]));
        Assert.Equal(["a", "b", "bb", "d", "e"], Names((await lone.Client.ListAsync(Sample.Kind, null)).Object()));
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task A_continuation_that_can_t_be_read_is_a_bad_request(GroundKind ground)
    {
        await using var lone = await LoneServer.TakeAsync(ground);
        var answer = await lone.Client.ListAsync(Sample.Kind, TestNamespace.Dpf, "?limit=2&continue=abc");
        Assert.Equal((400, "BadRequest"), (answer.Status, answer.Reason));
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task Labels_select(GroundKind ground)
    {
        await using var lone = await LoneServer.TakeAsync(ground);
        (await lone.Client.CreateAsync(Sample.Pool(name: "a", labels: """{"x":"1","dpu.nvidia.com/y":"z"}"""))).Object();
        (await lone.Client.CreateAsync(Sample.Pool(name: "b", labels: """{"x":"2"}"""))).Object();
        (await lone.Client.CreateAsync(Sample.Pool(name: "c"))).Object();
        (string Selector, string[] Names)[] cases =
        [
            ("x=1", ["a"]), ("x==2", ["b"]), ("x!=1", ["b", "c"]), ("x", ["a", "b"]), ("!x", ["c"]), ("x in (1,2)", ["a", "b"]),
            ("x notin (1)", ["b", "c"]), ("x=1,dpu.nvidia.com/y=z", ["a"]), ("x in (1,2),!dpu.nvidia.com/y", ["b"]), ("x=3", []),
        ];
        foreach (var (selector, names) in cases)
            Assert.Equal(names, Names((await lone.Client.ListAsync(Sample.Kind, TestNamespace.Dpf, "?labelSelector=" + Uri.EscapeDataString(selector))).Object()));
        Assert.Equal(400, (await lone.Client.ListAsync(Sample.Kind, TestNamespace.Dpf, "?labelSelector=x%3D%3D%3D")).Status);
        var byName = await lone.Client.ListAsync(Sample.Kind, TestNamespace.Dpf, "?fieldSelector=metadata.name%3Db");
        Assert.Equal(["b"], Names(byName.Object()));
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task The_metadata_alone_can_be_had(GroundKind ground)
    {
        await using var lone = await LoneServer.TakeAsync(ground);
        (await lone.Client.CreateAsync(Sample.Json("""{"apiVersion":"v1","kind":"Node","metadata":{"name":"n1","labels":{"a":"b"}}}"""))).Object();
        var list = (await lone.Client.SendAsync("GET", "/api/v1/nodes?limit=10", accept: MetadataList)).Object();
        Assert.Equal(("PartialObjectMetadataList", "meta.k8s.io/v1"), ((string?)list["kind"], (string?)list["apiVersion"]));
        var node = Assert.Single(list["items"]!.AsArray())!.AsObject();
        Assert.Equal(["apiVersion", "kind", "metadata"], node.Select(static pair => pair.Key).Order(StringComparer.Ordinal));
        Assert.Equal("b", (string?)node["metadata"]!["labels"]!["a"]);
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task An_empty_list_of_a_missing_namespace_is_no_error(GroundKind ground)
    {
        await using var lone = await LoneServer.TakeAsync(ground);
        var list = (await lone.Client.ListAsync(Sample.Kind, "nowhere")).Object();
        Assert.Equal("IPPoolList", (string?)list["kind"]);
        Assert.Empty(list["items"]!.AsArray());
        Assert.NotEmpty(Version(list));
    }

    private static string[] Names(JsonObject list) =>
        [.. list["items"]!.AsArray().Select(static item => (string)item!["metadata"]!["name"]!)];

    private static string Version(JsonObject list) => (string)list["metadata"]!["resourceVersion"]!;

    private static string Continue(JsonObject list) => Uri.EscapeDataString((string)list["metadata"]!["continue"]!);
}
