using DpuIpam.Clusters.Tests.Servers.Grounds;

namespace DpuIpam.Clusters.Tests.Servers.Semantics;

/// <summary>What both kinds of servers do with new objects.</summary>
public class CreateTests
{
    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task A_new_object_gets_a_uid_a_version_and_generation_one(GroundKind ground)
    {
        await using var lone = await LoneServer.TakeAsync(ground);
        var answer = await lone.Client.CreateAsync(Sample.Pool(labels: """{"x":"1"}"""));
        Assert.Equal(201, answer.Status);
        var metadata = answer.Body["metadata"]!;
        Assert.Equal(1, (int)metadata["generation"]!);
        Assert.NotEmpty((string)metadata["uid"]!);
        Assert.True(long.Parse((string)metadata["resourceVersion"]!, null) > 0);
        Assert.NotNull(metadata["creationTimestamp"]);
        Assert.Equal(
            ["""Update test-admin {"f:metadata":{"f:labels":{".":{},"f:x":{}}},"f:spec":{".":{},"f:perNodeBlockSize":{},"f:subnet":{}}}"""],
            Sample.Managers(answer.Body));
        Assert.Equal(Sample.Version(answer.Body), Sample.Version((await lone.Client.GetAsync(Sample.Kind, Sample.Name())).Object()));
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task A_status_in_a_new_object_is_ignored(GroundKind ground)
    {
        await using var lone = await LoneServer.TakeAsync(ground);
        var pool = Sample.Pool();
        pool["status"] = Sample.Json("""{"allocations":[]}""");
        Assert.Null((await lone.Client.CreateAsync(pool)).Object()["status"]);
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task A_second_object_of_the_name_is_refused(GroundKind ground)
    {
        await using var lone = await LoneServer.TakeAsync(ground);
        (await lone.Client.CreateAsync(Sample.Pool())).Object();
        var answer = await lone.Client.CreateAsync(Sample.Pool());
        Assert.Equal((409, "AlreadyExists"), (answer.Status, answer.Reason));
        Assert.Equal("ippools.nv-ipam.nvidia.com \"a\" already exists", answer.Message);
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task A_namespace_must_be_there(GroundKind ground)
    {
        await using var lone = await LoneServer.TakeAsync(ground);
        var pool = Sample.Pool();
        pool["metadata"]!["namespace"] = "nowhere";
        foreach (var answer in new[] { await lone.Client.CreateAsync(pool), await lone.Client.ApplyAsync(pool, "one") })
        {
            Assert.Equal((404, "NotFound"), (answer.Status, answer.Reason));
            Assert.Equal("namespaces \"nowhere\" not found", answer.Message);
            Assert.Equal("namespaces", (string?)answer.Body["details"]!["kind"]);
        }
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task A_kind_that_is_not_served_is_told_apart_from_a_missing_object(GroundKind ground)
    {
        await using var lone = await LoneServer.TakeAsync(ground);
        var unserved = await lone.Client.ListAsync(new ResourceKind("nv-ipam.nvidia.com", "v9", "Pond", "ponds", true), "x");
        Assert.Equal((404, "404 page not found"), (unserved.Status, unserved.Text.Trim()));
        var missing = await lone.Client.GetAsync(Sample.Kind, Sample.Name());
        Assert.Equal((404, "NotFound"), (missing.Status, missing.Reason));
        Assert.Equal("ippools", (string?)missing.Body["details"]!["kind"]);
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task A_dry_run_answers_and_stores_nothing(GroundKind ground)
    {
        await using var lone = await LoneServer.TakeAsync(ground);
        var answer = await lone.Client.CreateAsync(Sample.Pool(), "?dryRun=All");
        Assert.Equal(201, answer.Status);
        Assert.NotNull(answer.Body["metadata"]!["uid"]);
        Assert.Equal(404, (await lone.Client.GetAsync(Sample.Kind, Sample.Name())).Status);
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task A_new_object_must_not_have_a_version(GroundKind ground)
    {
        await using var lone = await LoneServer.TakeAsync(ground);
        var pool = Sample.Pool();
        pool["metadata"]!["resourceVersion"] = "12";
        Assert.Equal(500, (await lone.Client.CreateAsync(pool)).Status);
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task A_body_that_can_t_be_read_or_is_of_another_type_is_refused(GroundKind ground)
    {
        await using var lone = await LoneServer.TakeAsync(ground);
        var path = Http.ApiPath.Of(Sample.Kind, TestNamespace.Dpf);
        Assert.Equal(415, (await lone.Client.SendAsync("POST", path, Sample.Pool(), "text/plain")).Status);
        Assert.Equal(400, (await lone.Client.SendAsync("POST", path, "just a text")).Status);
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task The_kinds_of_kubernetes_are_there(GroundKind ground)
    {
        await using var lone = await LoneServer.TakeAsync(ground);
        string[] items =
        [
            """{"apiVersion":"v1","kind":"Node","metadata":{"name":"n1","labels":{"a":"b"}}}""",
            """{"apiVersion":"v1","kind":"Secret","metadata":{"name":"s","namespace":"dpf-operator-system"},"stringData":{"a":"b"}}""",
            """{"apiVersion":"coordination.k8s.io/v1","kind":"Lease","metadata":{"name":"l","namespace":"dpf-operator-system"},"spec":{"holderIdentity":"a","leaseDurationSeconds":15,"renewTime":"2026-01-01T00:00:00.000000Z"}}""",
        ];
        foreach (var item in items) Assert.Equal(201, (await lone.Client.CreateAsync(Sample.Json(item))).Status);
        var secret = (await lone.Client.GetAsync(ResourceKind.Secret, Sample.Name("s"))).Object();
        Assert.Equal("Yg==", (string?)secret["data"]!["a"]);
        var list = (await lone.Client.ListAsync(ResourceKind.Node, null)).Object();
        Assert.Equal("NodeList", (string?)list["kind"]);
        Assert.Null(list["items"]![0]!["kind"]);
        var lease = await lone.Client.MergeAsync(
            ResourceKind.Lease, Sample.Name("l"), Sample.Json("""{"spec":{"leaseDurationSeconds":0}}"""));
        Assert.Equal((422, "spec.leaseDurationSeconds"), (lease.Status, Assert.Single(lease.CauseFields)));
    }
}
