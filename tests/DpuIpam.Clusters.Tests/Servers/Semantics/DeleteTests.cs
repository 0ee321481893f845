using System.Text.Json.Nodes;
using DpuIpam.Clusters.Tests.Servers.Grounds;

namespace DpuIpam.Clusters.Tests.Servers.Semantics;

/// <summary>Deletions on both kinds of servers.</summary>
public class DeleteTests
{
    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task An_object_goes_at_once_where_nothing_holds_it(GroundKind ground)
    {
        await using var lone = await LoneServer.TakeAsync(ground);
        var pool = (await lone.Client.CreateAsync(Sample.Pool())).Object();
        var answer = await lone.Client.DeleteAsync(Sample.Kind, Sample.Name());
        Assert.Equal((200, "Success", Sample.Uid(pool)), (answer.Status, (string?)answer.Body["status"], (string?)answer.Body["details"]!["uid"]));
        var again = await lone.Client.DeleteAsync(Sample.Kind, Sample.Name());
        Assert.Equal((404, "NotFound"), (again.Status, again.Reason));
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task A_deletion_is_meant_for_one_object_in_one_version(GroundKind ground)
    {
        await using var lone = await LoneServer.TakeAsync(ground);
        var pool = (await lone.Client.CreateAsync(Sample.Pool())).Object();
        JsonObject Options(string uid, string version) =>
            new() { ["preconditions"] = new JsonObject { ["uid"] = uid, ["resourceVersion"] = version } };
        var other = await lone.Client.DeleteAsync(Sample.Kind, Sample.Name(), Options("zzz", Sample.Version(pool)));
        Assert.Equal((409, "Conflict"), (other.Status, other.Reason));
        Assert.Contains("the UID in the precondition (zzz) does not match the UID in record", other.Message, StringComparison.Ordinal);
        var older = await lone.Client.DeleteAsync(Sample.Kind, Sample.Name(), Options(Sample.Uid(pool), "1"));
        Assert.Equal((409, "Conflict"), (older.Status, older.Reason));
        Assert.Contains("the ResourceVersion in the precondition (1) does not match", older.Message, StringComparison.Ordinal);
        Assert.Equal(200, (await lone.Client.DeleteAsync(Sample.Kind, Sample.Name(), Options(Sample.Uid(pool), Sample.Version(pool)))).Status);
        Assert.Equal(404, (await lone.Client.GetAsync(Sample.Kind, Sample.Name())).Status);
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task A_finalizer_holds_an_object_until_it_is_taken_away(GroundKind ground)
    {
        await using var lone = await LoneServer.TakeAsync(ground);
        var pool = Sample.Pool();
        pool["metadata"]!["finalizers"] = new JsonArray("a.b/c");
        (await lone.Client.CreateAsync(pool)).Object();
        var marked = (await lone.Client.DeleteAsync(Sample.Kind, Sample.Name())).Object();
        Assert.NotNull(marked["metadata"]!["deletionTimestamp"]);
        Assert.Equal(2, (int)marked["metadata"]!["generation"]!);
        var again = (await lone.Client.DeleteAsync(Sample.Kind, Sample.Name())).Object();
        Assert.Equal(Sample.Version(marked), Sample.Version(again));
        var another = await lone.Client.MergeAsync(Sample.Kind, Sample.Name(), Sample.Json("""{"metadata":{"finalizers":["a.b/c","x.y/z"]}}"""));
        Assert.Equal((422, "metadata.finalizers"), (another.Status, another.CauseFields[0]));
        Assert.Equal(200, (await lone.Client.MergeAsync(Sample.Kind, Sample.Name(), Sample.Json("""{"spec":{"gateway":"10.0.0.1"}}"""))).Status);
        Assert.Equal(200, (await lone.Client.MergeAsync(Sample.Kind, Sample.Name(), Sample.Json("""{"metadata":{"finalizers":null}}"""))).Status);
        Assert.Equal(404, (await lone.Client.GetAsync(Sample.Kind, Sample.Name())).Status);
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task A_collection_is_deleted_by_its_labels(GroundKind ground)
    {
        await using var lone = await LoneServer.TakeAsync(ground);
        (await lone.Client.CreateAsync(Sample.Pool(name: "a", labels: """{"x":"1"}"""))).Object();
        (await lone.Client.CreateAsync(Sample.Pool(name: "b", labels: """{"x":"1"}"""))).Object();
        (await lone.Client.CreateAsync(Sample.Pool(name: "c"))).Object();
        Assert.Equal(200, (await lone.Client.SendAsync(
            "DELETE", Http.ApiPath.Of(Sample.Kind, TestNamespace.Dpf) + "?labelSelector=x%3D1")).Status);
        var left = (await lone.Client.ListAsync(Sample.Kind, TestNamespace.Dpf)).Object()["items"]!.AsArray();
        Assert.Equal("c", (string?)Assert.Single(left)!["metadata"]!["name"]);
    }
}
