using System.Globalization;
using DpuIpam.Clusters.Api;

namespace DpuIpam.Clusters.Tests.Api;

public sealed class ListTests
{
    private static readonly string Expired =
        """{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"Expired","message":"the continue token is too old","code":410}""";

    [Fact]
    public async Task Pages_are_read_until_the_last()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Then(
            Reply.Json(Given.List("90", "next/1=", Given.Pool("a"), Given.Pool("b"))),
            Reply.Json(Given.List("90", null, Given.Pool("c"))));
        using var cluster = Given.Cluster(server);

        var list = await cluster.ListAsync(ResourceKind.IPPool, ListScope.All, CancellationToken.None);

        Assert.Equal(["a", "b", "c"], Names(list));
        Assert.Equal("90", list.ResourceVersion);
        Assert.Equal(
            [$"GET {Given.PoolsPath}?limit=500", $"GET {Given.PoolsPath}?limit=500&continue=next%2F1%3D"],
            server.Seen.Select(static seen => seen.ToString()));
    }

    [Fact]
    public async Task A_scope_becomes_path_and_query()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Then(Reply.Json(Given.List("1", null)));
        using var cluster = Given.Cluster(server);

        await cluster.ListAsync(
            ResourceKind.IPPool, new ListScope { Namespace = "ns", LabelSelector = "a in (b,c)" }, CancellationToken.None);

        Assert.Equal(
            "/apis/nv-ipam.nvidia.com/v1alpha1/namespaces/ns/ippools?limit=500&labelSelector=a%20in%20%28b%2Cc%29",
            server.Seen.Single().Target);
    }

    [Fact]
    public async Task A_list_that_expires_between_pages_is_read_again_whole()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Then(
            Reply.Json(Given.List("90", "n1", Given.Pool("a"), Given.Pool("b"))), Reply.Json(Expired, 410),
            Reply.Json(Given.List("95", "n2", Given.Pool("b"))), Reply.Json(Given.List("95", null, Given.Pool("c"))));
        using var cluster = Given.Cluster(server);

        var list = await cluster.ListAsync(ResourceKind.IPPool, ListScope.All, CancellationToken.None);

        Assert.Equal(["b", "c"], Names(list));
        Assert.Equal("95", list.ResourceVersion);
        Assert.DoesNotContain("continue", server.Seen[2].Target);
    }

    [Fact]
    public async Task A_list_that_always_expires_is_read_without_pages()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Otherwise = request => request.Target switch
        {
            var target when target.Contains("continue", StringComparison.Ordinal) => Reply.Json(Expired, 410),
            var target when target.Contains("limit", StringComparison.Ordinal) => Reply.Json(Given.List("1", "n", Given.Pool("a"))),
            _ => Reply.Json(Given.List("2", null, Given.Pool("a"), Given.Pool("b"))),
        };
        using var cluster = Given.Cluster(server);

        var list = await cluster.ListAsync(ResourceKind.IPPool, ListScope.All, CancellationToken.None);

        Assert.Equal(["a", "b"], Names(list));
    }

    [Fact]
    public async Task A_first_page_that_is_expired_is_an_error()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Then(Reply.Json(Expired, 410));
        using var cluster = Given.Cluster(server);

        await Given.FailsAsync(ClusterFailure.Expired, () =>
            cluster.ListAsync(ResourceKind.IPPool, ListScope.All, CancellationToken.None));
    }

    [Fact]
    public async Task Items_that_are_null_are_none()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Then(Reply.Json("""{"kind":"IPPoolList","metadata":{"resourceVersion":"3"},"items":null}"""));
        using var cluster = Given.Cluster(server);

        var list = await cluster.ListAsync(ResourceKind.IPPool, ListScope.All, CancellationToken.None);

        Assert.Empty(list.Items);
        Assert.Equal("3", list.ResourceVersion);
    }

    [Fact]
    public async Task An_answer_without_items_is_no_list()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Then(Reply.Json("""{"kind":"Other"}"""));
        using var cluster = Given.Cluster(server);

        await Given.FailsAsync(ClusterFailure.Server, () =>
            cluster.ListAsync(ResourceKind.IPPool, ListScope.All, CancellationToken.None));
    }

    [Fact]
    public async Task Items_get_the_kind_that_the_server_leaves_out()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Then(Reply.Json("""{"kind":"NodeList","metadata":{},"items":[{"metadata":{"name":"n","labels":{"a":"b"}}}]}"""));
        using var cluster = Given.Cluster(server);

        var node = (await cluster.ListAsync(ResourceKind.Node, ListScope.All, CancellationToken.None)).Items.Single();

        Assert.Equal("""{"apiVersion":"v1","kind":"Node","metadata":{"name":"n","labels":{"a":"b"}}}""", node.Root.GetRawText());
        Assert.Equal("lab: Node n", node.Location.ToString());
    }

    [Fact]
    public async Task Metadata_alone_is_asked_for_and_still_names_the_kind()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Then(Reply.Json("""
            {"kind":"PartialObjectMetadataList","apiVersion":"meta.k8s.io/v1","metadata":{},"items":[
              {"kind":"PartialObjectMetadata","apiVersion":"meta.k8s.io/v1","metadata":{"name":"n"}}]}
            """));
        using var cluster = Given.Cluster(server);

        var list = await cluster.ListAsync(ResourceKind.Node, new ListScope { MetadataOnly = true }, CancellationToken.None);

        Assert.Equal("application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json",
            server.Seen.Single()["Accept"]);
        Assert.Equal("""{"apiVersion":"v1","kind":"Node","metadata":{"name":"n"}}""", list.Items.Single().Root.GetRawText());
    }

    [Fact]
    public async Task A_server_that_can_not_leave_out_the_rest_is_asked_for_all()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Then(
            Reply.Failure(406, "NotAcceptable", "only the following media types are accepted"),
            Reply.Json("""{"kind":"NodeList","metadata":{},"items":[{"metadata":{"name":"n"},"spec":{}}]}"""));
        using var cluster = Given.Cluster(server);

        var list = await cluster.ListAsync(ResourceKind.Node, new ListScope { MetadataOnly = true }, CancellationToken.None);

        Assert.Single(list.Items);
        Assert.Equal("application/json", server.Seen[1]["Accept"]);
    }

    [Fact]
    public async Task Ten_thousand_objects_come_in_twenty_pages()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Otherwise = request =>
        {
            var at = request.Target.IndexOf("continue=", StringComparison.Ordinal);
            var page = at < 0 ? 0 : int.Parse(request.Target[(at + 9)..], CultureInfo.InvariantCulture);
            var items = Enumerable.Range(page * 500, 500).Select(static i => Given.Pool($"p{i}")).ToArray();
            return Reply.Json(Given.List("5", page == 19 ? null : $"{page + 1}", items));
        };
        using var cluster = Given.Cluster(server);

        var list = await cluster.ListAsync(ResourceKind.IPPool, ListScope.All, CancellationToken.None);

        Assert.Equal(Enumerable.Range(0, 10_000).Select(static i => $"p{i}"), Names(list));
        Assert.Equal(20, server.Seen.Count);
    }

    [Fact]
    public async Task A_page_that_comes_byte_by_byte_is_whole_in_the_end()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Then(Reply.Trickle(Given.List("5", null, Given.Pool("ä"))));
        using var cluster = Given.Cluster(server);

        Assert.Equal(["ä"], Names(await cluster.ListAsync(ResourceKind.IPPool, ListScope.All, CancellationToken.None)));
    }

    [Fact]
    public async Task A_page_that_is_cut_is_read_again()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Then(Reply.CutAfter("{\"items\":["), Reply.Json(Given.List("5", null, Given.Pool("a"))));
        using var cluster = Given.Cluster(server);

        Assert.Equal(["a"], Names(await cluster.ListAsync(ResourceKind.IPPool, ListScope.All, CancellationToken.None)));
    }

    private static IEnumerable<string> Names(ObjectList list) =>
        list.Items.Select(static item => ApiDocuments.NameOf(item.Root).Name);
}
