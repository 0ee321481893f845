using DpuIpam.Clusters.Tests.Servers.Grounds;

namespace DpuIpam.Clusters.Tests.Servers.Semantics;

/// <summary>Server-side apply on both kinds of servers.</summary>
public class ApplyTests
{
    private const string Small = """{"subnet":"10.0.0.0/24","perNodeBlockSize":10}""";
    private const string Full = """
        {"subnet":"10.0.0.0/24","perNodeBlockSize":10,"gateway":"10.0.0.1","exclusions":[{"startIP":"10.0.0.1","endIP":"10.0.0.2"}],
         "nodeSelector":{"nodeSelectorTerms":[{"matchFields":[{"key":"metadata.name","operator":"In","values":["a"]}]}]}}
        """;

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task The_first_apply_makes_the_object_and_owns_its_fields(GroundKind ground)
    {
        await using var lone = await LoneServer.TakeAsync(ground);
        var answer = await lone.Client.ApplyAsync(Sample.Pool(Full, labels: """{"x":"1"}"""), "one");
        Assert.Equal(201, answer.Status);
        Assert.Equal(
            ["""Apply one {"f:metadata":{"f:labels":{"f:x":{}}},"f:spec":{"f:exclusions":{},"f:gateway":{},"f:nodeSelector":{},"f:perNodeBlockSize":{},"f:subnet":{}}}"""],
            Sample.Managers(answer.Body));
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task The_same_apply_again_changes_nothing(GroundKind ground)
    {
        await using var lone = await LoneServer.TakeAsync(ground);
        var first = (await lone.Client.ApplyAsync(Sample.Pool(Full), "one")).Object();
        var second = await lone.Client.ApplyAsync(Sample.Pool(Full), "one");
        Assert.Equal((200, Sample.Version(first)), (second.Status, Sample.Version(second.Body)));
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task Fields_that_are_no_longer_applied_go(GroundKind ground)
    {
        await using var lone = await LoneServer.TakeAsync(ground);
        (await lone.Client.ApplyAsync(Sample.Pool(Full, labels: """{"x":"1","y":"2"}"""), "one")).Object();
        var less = (await lone.Client.ApplyAsync(Sample.Pool(Small, labels: """{"x":"1"}"""), "one")).Object();
        Sample.AssertJson(Small, less["spec"]);
        Sample.AssertJson("""{"x":"1"}""", less["metadata"]!["labels"]);
        Assert.Equal(2, (int)less["metadata"]!["generation"]!);
        var none = (await lone.Client.ApplyAsync(Sample.Pool(Small), "one")).Object();
        Assert.Null(none["metadata"]!["labels"]);
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task Fields_of_others_stay_and_so_do_fields_that_others_own_too(GroundKind ground)
    {
        await using var lone = await LoneServer.TakeAsync(ground);
        (await lone.Client.ApplyAsync(Sample.Pool(Full), "one")).Object();
        (await lone.Client.ApplyAsync(Sample.Pool("""{"gateway":"10.0.0.1","defaultGateway":true}"""), "two")).Object();
        var less = (await lone.Client.ApplyAsync(Sample.Pool(Small), "one")).Object();
        Sample.AssertJson("""{"subnet":"10.0.0.0/24","perNodeBlockSize":10,"gateway":"10.0.0.1","defaultGateway":true}""", less["spec"]);
        Assert.Equal(
            [
                """Apply one {"f:spec":{"f:perNodeBlockSize":{},"f:subnet":{}}}""",
                """Apply two {"f:spec":{"f:defaultGateway":{},"f:gateway":{}}}""",
            ],
            Sample.Managers(less));
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task What_another_applier_owns_is_a_conflict_with_its_name_and_the_fields(GroundKind ground)
    {
        await using var lone = await LoneServer.TakeAsync(ground);
        var before = (await lone.Client.ApplyAsync(Sample.Pool(Full), "one")).Object();
        var answer = await lone.Client.ApplyAsync(Sample.Pool("""{"subnet":"10.0.0.0/24","perNodeBlockSize":11,"exclusions":[]}"""), "two");
        Assert.Equal((409, "Conflict"), (answer.Status, answer.Reason));
        Assert.Equal("Apply failed with 2 conflicts: conflicts with \"one\":\n- .spec.exclusions\n- .spec.perNodeBlockSize", answer.Message);
        Assert.Equal([".spec.exclusions", ".spec.perNodeBlockSize"], answer.CauseFields);
        Assert.Equal("conflict with \"one\"", (string?)answer.Body["details"]!["causes"]![0]!["message"]);
        Assert.Equal("FieldManagerConflict", (string?)answer.Body["details"]!["causes"]![0]!["reason"]);
        Assert.Equal(Sample.Version(before), Sample.Version((await lone.Client.GetAsync(Sample.Kind, Sample.Name())).Object()));
        var single = await lone.Client.ApplyAsync(Sample.Pool("""{"perNodeBlockSize":11}"""), "two");
        Assert.Equal("Apply failed with 1 conflict: conflict with \"one\": .spec.perNodeBlockSize", single.Message);
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task What_an_updater_owns_is_a_conflict_too(GroundKind ground)
    {
        await using var lone = await LoneServer.TakeAsync(ground);
        (await lone.Client.ApplyAsync(Sample.Pool(Full), "one")).Object();
        var edited = (await lone.Client.MergeAsync(
            Sample.Kind, Sample.Name(), Sample.Json("""{"spec":{"gateway":"10.0.0.9"}}"""), "?fieldManager=editor")).Object();
        Assert.Contains("""Update editor {"f:spec":{"f:gateway":{}}}""", Sample.Managers(edited));
        Assert.DoesNotContain(Sample.Managers(edited), static line => line.StartsWith("Apply one", StringComparison.Ordinal) && line.Contains("f:gateway", StringComparison.Ordinal));
        var answer = await lone.Client.ApplyAsync(Sample.Pool(Full), "one");
        Assert.Equal((409, ".spec.gateway"), (answer.Status, Assert.Single(answer.CauseFields)));
        Assert.Contains("conflict with \"editor\" using nv-ipam.nvidia.com/v1alpha1", answer.Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task Force_takes_the_fields_from_the_others(GroundKind ground)
    {
        await using var lone = await LoneServer.TakeAsync(ground);
        (await lone.Client.ApplyAsync(Sample.Pool(Full), "one")).Object();
        var forced = (await lone.Client.ApplyAsync(Sample.Pool("""{"subnet":"10.0.0.0/24","perNodeBlockSize":11}"""), "two", force: true)).Object();
        Assert.Equal(11, (int)forced["spec"]!["perNodeBlockSize"]!);
        Assert.Equal(
            [
                """Apply one {"f:spec":{"f:exclusions":{},"f:gateway":{},"f:nodeSelector":{},"f:subnet":{}}}""",
                """Apply two {"f:spec":{"f:perNodeBlockSize":{},"f:subnet":{}}}""",
            ],
            Sample.Managers(forced));
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task An_apply_is_meant_for_one_object_in_one_version(GroundKind ground)
    {
        await using var lone = await LoneServer.TakeAsync(ground);
        var pool = Sample.Pool(Small);
        pool["metadata"]!["uid"] = "123";
        var toNothing = await lone.Client.ApplyAsync(pool, "one");
        Assert.Equal((409, "Conflict"), (toNothing.Status, toNothing.Reason));
        Assert.Contains("uid mismatch: the provided object specified uid 123, and no existing object was found", toNothing.Message, StringComparison.Ordinal);
        var live = (await lone.Client.ApplyAsync(Sample.Pool(Small), "one")).Object();
        var toAnother = await lone.Client.ApplyAsync(pool, "one");
        Assert.Equal((422, "metadata.uid"), (toAnother.Status, toAnother.CauseFields[0]));
        pool["metadata"]!["uid"] = Sample.Uid(live);
        pool["metadata"]!["resourceVersion"] = "1";
        Assert.Equal(409, (await lone.Client.ApplyAsync(pool, "one")).Status);
        pool["metadata"]!["resourceVersion"] = Sample.Version(live);
        Assert.Equal(200, (await lone.Client.ApplyAsync(pool, "one")).Status);
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task A_version_alone_makes_a_deleted_object_anew(GroundKind ground)
    {
        await using var lone = await LoneServer.TakeAsync(ground);
        var pool = Sample.Pool(Small);
        pool["metadata"]!["resourceVersion"] = "123";
        Assert.Equal(201, (await lone.Client.ApplyAsync(pool, "one")).Status);
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task A_list_by_key_is_merged_item_by_item(GroundKind ground)
    {
        await using var lone = await LoneServer.TakeAsync(ground);
        (await lone.Client.CreateAsync(Sample.ServiceIpam("""{"subnet":{"subnet":"10.0.0.0/24","gateway":"10.0.0.1","perNodeIPCount":4}}"""))).Object();
        async Task<Http.ApiAnswer> ApplyAsync(string manager, string shares) => await lone.Client.ApplyAsync(
            Sample.ServiceIpam(status: $$$"""{"dpuClusterAllocations":[{{{shares}}}]}"""), manager, suffix: "/status");
        const string B = """{"dpuCluster":"a/b","ipRanges":[{"startIP":"10.0.0.1","endIP":"10.0.0.4"}]}""";
        const string C = """{"dpuCluster":"a/c","ipRanges":[{"startIP":"10.0.0.5","endIP":"10.0.0.8"}]}""";
        (await ApplyAsync("one", $"{B},{C}")).Object();
        var conflict = await ApplyAsync("two", B.Replace("0.4", "0.8", StringComparison.Ordinal));
        Assert.Equal(".status.dpuClusterAllocations[dpuCluster=\"a/b\"].ipRanges", Assert.Single(conflict.CauseFields));
        // Two owners of one range: that is why shares are never applied.
        var both = (await ApplyAsync("two", C.Replace("a/c", "a/d", StringComparison.Ordinal))).Object();
        Assert.Equal(["a/b", "a/c", "a/d"], both["status"]!["dpuClusterAllocations"]!.AsArray().Select(static share => (string)share!["dpuCluster"]!));
        var less = (await ApplyAsync("one", C)).Object();
        Assert.Equal(["a/c", "a/d"], less["status"]!["dpuClusterAllocations"]!.AsArray().Select(static share => (string)share!["dpuCluster"]!));
        Assert.Contains(
            """Apply one {"f:status":{"f:dpuClusterAllocations":{"k:{\"dpuCluster\":\"a/c\"}":{".":{},"f:dpuCluster":{},"f:ipRanges":{}}}}}""",
            Sample.Managers(less));
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task Managers_can_be_forgotten_and_the_next_apply_meets_what_was_there_before(GroundKind ground)
    {
        await using var lone = await LoneServer.TakeAsync(ground);
        (await lone.Client.ApplyAsync(Sample.Pool(Full), "one")).Object();
        var cleared = (await lone.Client.MergeAsync(Sample.Kind, Sample.Name(), Sample.Json("""{"metadata":{"managedFields":[{}]}}"""))).Object();
        Assert.Empty(Sample.Managers(cleared));
        var answer = await lone.Client.ApplyAsync(Sample.Pool("""{"gateway":"10.0.0.8"}"""), "one");
        Assert.Equal((409, ".spec.gateway"), (answer.Status, Assert.Single(answer.CauseFields)));
        Assert.Contains("conflict with \"before-first-apply\"", answer.Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task One_manager_can_be_taken_out(GroundKind ground)
    {
        await using var lone = await LoneServer.TakeAsync(ground);
        (await lone.Client.ApplyAsync(Sample.Pool(Small), "one")).Object();
        (await lone.Client.ApplyAsync(Sample.Pool("""{"gateway":"10.0.0.1"}"""), "two")).Object();
        var operations = System.Text.Json.Nodes.JsonNode.Parse("""
            [{"op":"test","path":"/metadata/managedFields/0/manager","value":"one"},{"op":"remove","path":"/metadata/managedFields/0"}]
            """)!.AsArray();
        var changed = (await lone.Client.PatchAsync(Sample.Kind, Sample.Name(), operations)).Object();
        Assert.Equal(["""Apply two {"f:spec":{"f:gateway":{}}}"""], Sample.Managers(changed));
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task An_apply_names_its_manager_and_the_object_of_its_path(GroundKind ground)
    {
        await using var lone = await LoneServer.TakeAsync(ground);
        var path = Http.ApiPath.Of(Sample.Kind, Sample.Name());
        var nameless = await lone.Client.SendAsync("PATCH", path, Sample.Pool(Small), Http.ApiClient.ApplyPatch);
        Assert.Equal(422, nameless.Status);
        var other = await lone.Client.SendAsync(
            "PATCH", path + "?fieldManager=one", Sample.Pool(Small, "b"), Http.ApiClient.ApplyPatch);
        Assert.Equal(400, other.Status);
        var managed = Sample.Pool(Small);
        managed["metadata"]!["managedFields"] = new System.Text.Json.Nodes.JsonArray(Sample.Json("""{"manager":"x"}"""));
        Assert.Equal(400, (await lone.Client.ApplyAsync(managed, "one")).Status);
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task A_dry_run_of_an_apply_tells_of_conflicts_and_stores_nothing(GroundKind ground)
    {
        await using var lone = await LoneServer.TakeAsync(ground);
        Assert.Equal(201, (await lone.Client.ApplyAsync(Sample.Pool(Small), "one", query: "&dryRun=All")).Status);
        Assert.Equal(404, (await lone.Client.GetAsync(Sample.Kind, Sample.Name())).Status);
        var live = (await lone.Client.ApplyAsync(Sample.Pool(Small), "one")).Object();
        Assert.Equal(409, (await lone.Client.ApplyAsync(Sample.Pool("""{"perNodeBlockSize":11}"""), "two", query: "&dryRun=All")).Status);
        var shown = (await lone.Client.ApplyAsync(Sample.Pool(Full), "one", query: "&dryRun=All")).Object();
        Assert.Equal("10.0.0.1", (string?)shown["spec"]!["gateway"]);
        Assert.Equal(Sample.Version(live), Sample.Version((await lone.Client.GetAsync(Sample.Kind, Sample.Name())).Object()));
    }
}
