using System.Text.Json.Nodes;
using DpuIpam.Clusters.Sync;
using DpuIpam.Clusters.Tests.Servers.Crds;
using DpuIpam.Clusters.Tests.Servers.Grounds;
using DpuIpam.Planning;
using DpuIpam.Resources;

namespace DpuIpam.Clusters.Tests.Sync;

/// <summary>Edits of a DPUServiceIPAM change what they name, and nothing else.</summary>
public sealed class EditTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Every ground with every mode field.</summary>
    public static TheoryData<GroundKind, string> Modes => new(
        GroundRows.All.SelectMany(static row => ApiNames.ModeFields.Select(mode => (row.Data, mode))));

    [Theory, MemberData(nameof(Modes))]
    public async Task A_field_changes_and_every_other_one_stays_to_the_byte(GroundKind kind, string modeField)
    {
        await using var lab = await SyncLab.OpenAsync(kind, new GroundOptions { Clusters = [] });
        await EditedObject.PutAsync(lab.Ground, modeField, hasUnknown: kind == GroundKind.Folder);

        foreach (var edit in FieldEdit.All(modeField)) await EditAsync(lab, edit);
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task Fields_that_only_the_server_knows_stay(GroundKind kind)
    {
        await using var lab = await SyncLab.OpenAsync(kind, new GroundOptions { Clusters = [], Generation = CrdGeneration.Newer });
        await EditedObject.PutAsync(lab.Ground, "subnet", hasUnknown: true);
        var future = (await StoredAsync(lab))["spec"]!["future"]!.ToJsonString();
        Assert.Equal("""{"depth":7,"names":["x","y"]}""", future);

        foreach (var edit in FieldEdit.All("subnet")) await EditAsync(lab, edit);
        Assert.Equal(future, (await StoredAsync(lab))["spec"]!["future"]!.ToJsonString());
    }

    [Theory, MemberData(nameof(GroundRows.All), MemberType = typeof(GroundRows))]
    public async Task What_is_as_wanted_is_not_written(GroundKind kind)
    {
        await using var lab = await SyncLab.OpenAsync(kind, new GroundOptions { Clusters = [] });
        await EditedObject.PutAsync(lab.Ground, "network");
        var before = (await StoredAsync(lab)).ToJsonString();

        var plan = await PlanAsync(lab, FieldEdit.All("network").First(static edit => edit.Path[^1] == "subnetsPerDPUCluster") with
        {
            Edit = new ServiceIpamEdit(),
        });
        Assert.False(plan.IsChange);
        var kept = await ServiceIpamWriter.WriteAsync(plan, isForced: false, Stop);

        Assert.Equal(plan.Live!.ResourceVersion, kept.ResourceVersion);
        Assert.Equal(before, (await StoredAsync(lab)).ToJsonString());
        if (lab.Ground is InProcessGround ground) Assert.Empty(ground.Server().Requests.Writes);
    }

    [Theory, MemberData(nameof(GroundRows.All), MemberType = typeof(GroundRows))]
    public async Task Plans_and_dry_runs_leave_every_object_as_it_is(GroundKind kind)
    {
        await using var lab = await SyncLab.OpenAsync(kind);
        await lab.Ground.AddNodesAsync("east", "e1");
        await lab.PutAsync(SyncLab.Subnet);
        await lab.SyncAsync();
        var before = await SnapshotAsync(lab);
        var live = await lab.IpamAsync();
        var host = lab.Session.Host;

        foreach (var edit in FieldEdit.All("subnet"))
        {
            var plan = await PlanAsync(lab, edit);
            if (ServiceIpamWriter.PatchOf(plan.Live!, plan.Wanted) is not { } patch) continue;
            var tried = await host.MergeAsync(
                ResourceKind.ServiceIpam, EditedObject.Name, Tree.Of(patch), ObjectPart.Object, isDryRun: true, Stop);
            AssertSame(edit, edit.Value, EditedObject.At(JsonNode.Parse(tried.Root.GetRawText())!.AsObject(), edit.Path));
        }

        var another = EditedObject.New("subnet");
        another["metadata"]!["name"] = "another";
        await host.ApplyAsync(ResourceKind.ServiceIpam, Tree.Of(another), isDryRun: true, Stop);
        foreach (var pool in (await lab.PrepareAsync()).Inventory.Members.SelectMany(static member => member.Pools))
        {
            var tree = Tree.Copy(pool.Resource.Root);
            tree["metadata"]!.AsObject().Remove("managedFields");
            tree["metadata"]!["labels"]!["dry"] = "run";
            await (await lab.PrepareAsync()).Member(pool.Cluster)!.Cluster!.ApplyAsync(ResourceKind.IPPool, Tree.Of(tree), isDryRun: true, Stop);
        }

        Assert.Equal(before, await SnapshotAsync(lab));
        Assert.Equal(live.ResourceVersion, (await lab.IpamAsync()).ResourceVersion);
    }

    private static async Task EditAsync(SyncLab lab, FieldEdit edit)
    {
        var before = await StoredAsync(lab);
        var plan = await PlanAsync(lab, edit);
        Assert.True(plan.Unit.Obstacles.Count == 0, $"{edit}: {string.Join(' ', plan.Unit.Obstacles)}");

        var written = await ServiceIpamWriter.WriteAsync(plan, isForced: false, Stop);

        var after = await StoredAsync(lab);
        AssertSame(edit, edit.Value, EditedObject.At(after, edit.Path));
        AssertSame(edit, edit.Value, EditedObject.At(JsonNode.Parse(written.Root.GetRawText())!.AsObject(), edit.Path));
        Assert.Equal(EditedObject.Without(before, edit.Path), EditedObject.Without(after, edit.Path));
        AssertOwned(edit, EditedObject.Owned(before), EditedObject.Owned(after));
    }

    /// <summary>Nobody loses or gets a field by it but the field that changes.</summary>
    private static void AssertOwned(FieldEdit edit, HashSet<string> before, HashSet<string> after)
    {
        var field = string.Join(' ', edit.Path.Select(static step => "f:" + step));
        var changed = before.Except(after).Concat(after.Except(before))
            // Where a map comes or goes with its only entry, so does the mark of the map.
            .Where(owned => !$"{owned} ".Contains($" {field} ", StringComparison.Ordinal) && !owned.EndsWith(" .", StringComparison.Ordinal));
        Assert.True(!changed.Any(), $"{edit} changes who owns {string.Join(", ", changed)}");
    }

    private static void AssertSame(FieldEdit edit, JsonNode? expected, JsonNode? actual) => Assert.True(
        JsonNode.DeepEquals(expected, actual), $"{edit}: found {actual?.ToJsonString() ?? "none"}");

    private static async Task<ServiceIpamEditPlan> PlanAsync(SyncLab lab, FieldEdit edit)
    {
        var options = SyncLab.Allowing(renumber: true, drop: true);
        var inventory = (await lab.PrepareAsync(options)).Inventory;
        var live = inventory.ServiceIpams.Single(static ipam => ipam.Name == SyncLab.Name);
        return ServiceIpamWriter.Prepare(lab.Session, inventory, edit.Edit.IsEmpty ? live : edit.Edit.Apply(live), options, Stop);
    }

    private static async Task<JsonObject> StoredAsync(SyncLab lab) =>
        (await lab.Ground.Host.FindAsync(ResourceKind.ServiceIpam, EditedObject.Name, Stop))!;

    /// <summary>All objects that a sync may touch, with their versions where there are any.</summary>
    private static async Task<string[]> SnapshotAsync(SyncLab lab)
    {
        var all = new List<string>();
        foreach (var cluster in new[] { "host", "east", "west" })
            foreach (var kind in new[] { ResourceKind.ServiceIpam, ResourceKind.IPPool, ResourceKind.CidrPool, ResourceKind.Lease, ResourceKind.DpuCluster })
                all.AddRange((await lab.Ground.In(cluster).ListAsync(kind, Stop)).Select(item => $"{cluster} {item.ToJsonString()}"));
        return [.. all];
    }
}
