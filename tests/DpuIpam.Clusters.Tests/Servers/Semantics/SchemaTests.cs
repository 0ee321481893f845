using System.Text.Json.Nodes;
using DpuIpam.Clusters.Tests.Servers.Crds;
using DpuIpam.Clusters.Tests.Servers.Grounds;

namespace DpuIpam.Clusters.Tests.Servers.Semantics;

/// <summary>What both kinds of servers check of the objects, and what they prune.</summary>
public class SchemaTests
{
    private const string Subnet = """{"subnet":"10.0.0.0/24","gateway":"10.0.0.1","perNodeIPCount":10}""";

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task Unknown_fields_are_pruned_without_a_word(GroundKind ground)
    {
        await using var lone = await LoneServer.TakeAsync(ground);
        var pool = Sample.Pool("""{"subnet":"10.0.0.0/24","perNodeBlockSize":10,"foo":1,"exclusions":[{"startIP":"10.0.0.1","endIP":"10.0.0.2","bar":1}]}""");
        var created = (await lone.Client.CreateAsync(pool)).Object();
        Sample.AssertJson("""{"subnet":"10.0.0.0/24","perNodeBlockSize":10,"exclusions":[{"startIP":"10.0.0.1","endIP":"10.0.0.2"}]}""", created["spec"]);
        var patched = (await lone.Client.MergeAsync(Sample.Kind, Sample.Name(), Sample.Json("""{"spec":{"baz":{"x":1}}}"""))).Object();
        Assert.Null(patched["spec"]!["baz"]);
        Assert.Equal(Sample.Version(created), Sample.Version(patched));
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task An_old_schema_prunes_what_is_newer(GroundKind ground)
    {
        await using var lone = await LoneServer.TakeAsync(ground, CrdGeneration.Old);
        var ipam = Sample.ServiceIpam("""
            {"ipv4Subnet":{"subnet":"10.0.0.0/24","gateway":"10.0.0.1","perNodeIPCount":10,"blocksPerDPUCluster":2,
             "excludeRanges":[{"startIP":"10.0.0.1","endIP":"10.0.0.2"}]}}
            """);
        Sample.AssertJson($$"""{"ipv4Subnet":{{Subnet}}}""", (await lone.Client.CreateAsync(ipam)).Object()["spec"]);
        var shares = Sample.Json("""{"status":{"dpuClusterAllocations":[{"dpuCluster":"a/b"}],"observedGeneration":1}}""");
        var status = (await lone.Client.MergeAsync(ResourceKind.ServiceIpam, Sample.Name(), shares, "/status")).Object();
        Sample.AssertJson("""{"observedGeneration":1}""", status["status"]);
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task An_apply_with_an_unknown_field_is_an_error_of_the_server(GroundKind ground)
    {
        await using var lone = await LoneServer.TakeAsync(ground);
        var answer = await lone.Client.ApplyAsync(Sample.Pool("""{"subnet":"10.0.0.0/24","perNodeBlockSize":10,"foo":1}"""), "one");
        Assert.Equal(500, answer.Status);
        Assert.EndsWith(".spec.foo: field not declared in schema", answer.Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task Types_and_required_fields_are_checked(GroundKind ground)
    {
        await using var lone = await LoneServer.TakeAsync(ground);
        (await lone.Client.CreateAsync(Sample.Pool())).Object();
        var answer = await lone.Client.MergeAsync(Sample.Kind, Sample.Name(), Sample.Json("""{"spec":{"subnet":null,"perNodeBlockSize":"x"}}"""));
        Assert.Equal((422, "Invalid"), (answer.Status, answer.Reason));
        Assert.Equal(["spec.perNodeBlockSize", "spec.subnet"], answer.CauseFields.Order(StringComparer.Ordinal));
        Assert.Contains("spec.subnet: Required value", answer.Message, StringComparison.Ordinal);
        Assert.Contains("spec.perNodeBlockSize in body must be of type integer: \"string\"", answer.Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task An_empty_text_is_a_text(GroundKind ground)
    {
        await using var lone = await LoneServer.TakeAsync(ground);
        (await lone.Client.CreateAsync(Sample.ServiceIpam($$"""{"subnet":{{Subnet}}}"""))).Object();
        const string Condition = """{"type":"Ready","status":"True","reason":"Success","message":"","lastTransitionTime":"2026-01-01T00:00:00Z"}""";
        var patch = Sample.Json($$$"""{"status":{"conditions":[{{{Condition}}}]}}""");
        var status = (await lone.Client.MergeAsync(ResourceKind.ServiceIpam, Sample.Name(), patch, "/status")).Object();
        Sample.AssertJson(Condition, status["status"]!["conditions"]![0]);
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task Exactly_one_mode_field_is_taken(GroundKind ground)
    {
        await using var lone = await LoneServer.TakeAsync(ground);
        var both = await lone.Client.CreateAsync(Sample.ServiceIpam($$"""{"subnet":{{Subnet}},"ipv4Subnet":{{Subnet}}}"""));
        var none = await lone.Client.CreateAsync(Sample.ServiceIpam("{}"));
        Assert.Equal((422, 422), (both.Status, none.Status));
        Assert.Contains("must validate one and only one schema (oneOf)", both.Message, StringComparison.Ordinal);
        Assert.Equal(201, (await lone.Client.CreateAsync(Sample.ServiceIpam($$"""{"subnet":{{Subnet}}}"""))).Status);
        var renamed = Sample.Json($$$"""{"spec":{"ipv4Subnet":{{{Subnet}}},"subnet":null}}""");
        Assert.Equal(200, (await lone.Client.MergeAsync(ResourceKind.ServiceIpam, Sample.Name(), renamed)).Status);
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task Names_are_checked(GroundKind ground)
    {
        await using var lone = await LoneServer.TakeAsync(ground);
        var upper = await lone.Client.CreateAsync(Sample.Pool(name: "B_x"));
        Assert.Equal((422, "metadata.name"), (upper.Status, upper.CauseFields[0]));
        var item = Sample.ServiceIpam($$"""{"subnet":{{Subnet}}}""");
        item["metadata"]!["name"] = new string('a', 64);
        Assert.Equal(422, (await lone.Client.CreateAsync(item)).Status);
        item["metadata"]!["name"] = new string('a', 63);
        Assert.Equal(201, (await lone.Client.CreateAsync(item)).Status);
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task Schemas_can_be_read(GroundKind ground)
    {
        await using var lone = await LoneServer.TakeAsync(ground);
        JsonNode? field = null;
        // A real server publishes the schema of a kind that is new to it after a moment.
        for (var attempt = 0; field is null && attempt < 200; attempt++)
        {
            if (attempt > 0) await Task.Delay(100);
            var document = (await lone.Client.SendAsync("GET", "/openapi/v2")).Object();
            var schema = document["definitions"]!.AsObject().FirstOrDefault(static pair =>
                (string?)pair.Value!["x-kubernetes-group-version-kind"]?[0]?["kind"] == "DPUServiceIPAM").Value;
            field = schema?["properties"]?["spec"]?["properties"]?["network"]?["properties"]?["subnetsPerDPUCluster"];
        }

        Assert.NotNull(field);
    }
}
