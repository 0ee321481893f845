using System.Text.Json.Nodes;
using DpuIpam.Clusters.Tests.Servers.Grounds;

namespace DpuIpam.Clusters.Tests.Servers.Semantics;

/// <summary>What both kinds of servers do with changes of objects.</summary>
public class UpdateTests
{
    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task A_merge_patch_sets_fields_and_takes_them_away(GroundKind ground)
    {
        await using var lone = await LoneServer.TakeAsync(ground);
        var created = (await lone.Client.CreateAsync(Sample.Pool("""{"subnet":"10.0.0.0/24","perNodeBlockSize":10,"gateway":"10.0.0.1"}"""))).Object();
        var changed = (await lone.Client.MergeAsync(
            Sample.Kind, Sample.Name(), Sample.Json("""{"spec":{"gateway":null,"perNodeBlockSize":20},"metadata":{"labels":{"x":"1"}}}"""))).Object();
        Sample.AssertJson("""{"subnet":"10.0.0.0/24","perNodeBlockSize":20}""", changed["spec"]);
        Assert.Equal(2, (int)changed["metadata"]!["generation"]!);
        Assert.NotEqual(Sample.Version(created), Sample.Version(changed));
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task What_changes_nothing_leaves_the_version_and_labels_leave_the_generation(GroundKind ground)
    {
        await using var lone = await LoneServer.TakeAsync(ground);
        var created = (await lone.Client.CreateAsync(Sample.Pool())).Object();
        var same = (await lone.Client.MergeAsync(Sample.Kind, Sample.Name(), Sample.Json("""{"spec":{"perNodeBlockSize":10}}"""))).Object();
        Assert.Equal(Sample.Version(created), Sample.Version(same));
        var labelled = (await lone.Client.MergeAsync(Sample.Kind, Sample.Name(), Sample.Json("""{"metadata":{"labels":{"x":"1"}}}"""))).Object();
        Assert.NotEqual(Sample.Version(created), Sample.Version(labelled));
        Assert.Equal(1, (int)labelled["metadata"]!["generation"]!);
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task A_patch_of_an_older_version_is_a_conflict(GroundKind ground)
    {
        await using var lone = await LoneServer.TakeAsync(ground);
        (await lone.Client.CreateAsync(Sample.Pool())).Object();
        var answer = await lone.Client.MergeAsync(
            Sample.Kind, Sample.Name(), Sample.Json("""{"metadata":{"resourceVersion":"1"},"spec":{"perNodeBlockSize":20}}"""));
        Assert.Equal((409, "Conflict"), (answer.Status, answer.Reason));
        Assert.Equal(
            "Operation cannot be fulfilled on ippools.nv-ipam.nvidia.com \"a\": the object has been modified; please apply your changes to the latest version and try again",
            answer.Message);
        var wrongUid = await lone.Client.MergeAsync(Sample.Kind, Sample.Name(), Sample.Json("""{"metadata":{"uid":"123"}}"""));
        Assert.Equal((422, "Invalid"), (wrongUid.Status, wrongUid.Reason));
        Assert.Equal(404, (await lone.Client.MergeAsync(Sample.Kind, Sample.Name("none"), Sample.Json("{}"))).Status);
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task A_replacement_needs_the_version_it_replaces(GroundKind ground)
    {
        await using var lone = await LoneServer.TakeAsync(ground);
        var pool = (await lone.Client.CreateAsync(Sample.Pool())).Object();
        Assert.Equal(422, (await lone.Client.ReplaceAsync(Sample.Pool())).Status);
        Assert.Equal(404, (await lone.Client.ReplaceAsync(Sample.Pool(name: "none"))).Status);
        pool["spec"]!["perNodeBlockSize"] = 20;
        var replaced = (await lone.Client.ReplaceAsync(pool)).Object();
        Assert.Equal(20, (int)replaced["spec"]!["perNodeBlockSize"]!);
        var again = await lone.Client.ReplaceAsync(pool);
        Assert.Equal((409, "Conflict"), (again.Status, again.Reason));
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task The_status_is_written_apart_from_the_rest(GroundKind ground)
    {
        await using var lone = await LoneServer.TakeAsync(ground);
        (await lone.Client.CreateAsync(Sample.Pool())).Object();
        const string Patch = """{"spec":{"perNodeBlockSize":20},"status":{"allocations":[{"nodeName":"n","startIP":"10.0.0.1","endIP":"10.0.0.10"}]}}""";
        var status = (await lone.Client.MergeAsync(Sample.Kind, Sample.Name(), Sample.Json(Patch), "/status")).Object();
        Assert.Equal(10, (int)status["spec"]!["perNodeBlockSize"]!);
        Assert.Equal(1, (int)status["metadata"]!["generation"]!);
        Assert.Single(status["status"]!["allocations"]!.AsArray());
        var main = (await lone.Client.MergeAsync(Sample.Kind, Sample.Name(), Sample.Json("""{"spec":{"perNodeBlockSize":30},"status":{"allocations":[]}}"""))).Object();
        Assert.Equal((30, 2), ((int)main["spec"]!["perNodeBlockSize"]!, (int)main["metadata"]!["generation"]!));
        Assert.Single(main["status"]!["allocations"]!.AsArray());
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task The_writer_of_the_status_owns_it_and_the_others_keep_the_rest(GroundKind ground)
    {
        await using var lone = await LoneServer.TakeAsync(ground);
        var pool = (await lone.Client.ApplyAsync(Sample.Pool(), "one")).Object();
        pool["status"] = Sample.Json("""{"allocations":[]}""");
        var written = (await lone.Client.ReplaceAsync(pool, "/status?fieldManager=ipam-controller")).Object();
        Assert.Equal(
            [
                """Apply one {"f:spec":{"f:perNodeBlockSize":{},"f:subnet":{}}}""",
                """Update ipam-controller {"f:status":{".":{},"f:allocations":{}}}""",
            ],
            Sample.Managers(written));
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task A_json_patch_is_done_whole_or_not_at_all(GroundKind ground)
    {
        await using var lone = await LoneServer.TakeAsync(ground);
        (await lone.Client.CreateAsync(Sample.Pool())).Object();
        JsonArray Patch(string test) => JsonNode.Parse($$$"""
            [{"op":"test","path":"/spec/subnet","value":"{{{test}}}"},{"op":"add","path":"/metadata/finalizers","value":["a.b/c"]},
             {"op":"replace","path":"/spec/perNodeBlockSize","value":7},{"op":"add","path":"/metadata/annotations","value":{"a/b":"1"}}]
            """)!.AsArray();
        var refused = await lone.Client.PatchAsync(Sample.Kind, Sample.Name(), Patch("10.9.9.0/24"));
        Assert.Equal((422, "Invalid"), (refused.Status, refused.Reason));
        var done = (await lone.Client.PatchAsync(Sample.Kind, Sample.Name(), Patch("10.0.0.0/24"))).Object();
        Assert.Equal((7, "a.b/c"), ((int)done["spec"]!["perNodeBlockSize"]!, (string?)done["metadata"]!["finalizers"]![0]));
        var removed = (await lone.Client.PatchAsync(Sample.Kind, Sample.Name(), JsonNode.Parse(
            """[{"op":"remove","path":"/metadata/finalizers/0"},{"op":"remove","path":"/metadata/annotations/a~1b"}]""")!.AsArray())).Object();
        Assert.DoesNotContain("a.b/c", removed.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(422, (await lone.Client.PatchAsync(
            Sample.Kind, Sample.Name(), JsonNode.Parse("""[{"op":"remove","path":"/spec/gateway"}]""")!.AsArray())).Status);
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task A_patch_of_an_unknown_type_is_refused(GroundKind ground)
    {
        await using var lone = await LoneServer.TakeAsync(ground);
        (await lone.Client.CreateAsync(Sample.Pool())).Object();
        var path = Http.ApiPath.Of(Sample.Kind, Sample.Name());
        Assert.Equal(415, (await lone.Client.SendAsync("PATCH", path, Sample.Json("{}"), "application/strategic-merge-patch+json")).Status);
        Assert.Equal(415, (await lone.Client.SendAsync("PATCH", path, Sample.Json("{}"), "text/plain")).Status);
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task A_dry_run_of_a_patch_shows_the_change_and_makes_none(GroundKind ground)
    {
        await using var lone = await LoneServer.TakeAsync(ground);
        var created = (await lone.Client.CreateAsync(Sample.Pool())).Object();
        var shown = (await lone.Client.MergeAsync(
            Sample.Kind, Sample.Name(), Sample.Json("""{"spec":{"perNodeBlockSize":20}}"""), "?dryRun=All")).Object();
        Assert.Equal(20, (int)shown["spec"]!["perNodeBlockSize"]!);
        Assert.Equal(Sample.Version(created), Sample.Version((await lone.Client.GetAsync(Sample.Kind, Sample.Name())).Object()));
    }
}
