using System.Text.Json.Nodes;
using DpuIpam.Clusters.Sync;
using DpuIpam.Clusters.Tests.Servers.Grounds;
using DpuIpam.Planning;
using DpuIpam.Resources;

namespace DpuIpam.Clusters.Tests.Sync;

/// <summary>Objects that are made, and made anew.</summary>
public sealed class MakeTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(GroundRows.Schemas), MemberType = typeof(GroundRows))]
    public async Task On_a_server_with_old_definitions_an_object_is_made_by_their_names(GroundKind kind)
    {
        await using var lab = await SyncLab.OpenAsync(kind, new GroundOptions { Clusters = [], OldClusters = ["host"] });
        // A real server takes its time to put a changed kind into its schemas.
        await Eventually.HoldsAsync("the old schema", async () =>
        {
            using var session = await lab.Ground.OpenAsync(null, Stop);
            return await session.Host.HasFieldAsync(ResourceKind.ServiceIpam, "spec.ipv4Subnet", Stop) == true
                && await session.Host.HasFieldAsync(ResourceKind.ServiceIpam, "spec.subnet", Stop) == false;
        });

        var excluding = New("ipv4Subnet", """[{"startIP":"10.0.0.1","endIP":"10.0.0.9"}]""");
        foreach (var wanted in new[] { New("subnet"), excluding })
        {
            var error = await Assert.ThrowsAsync<ClusterException>(() => MakeAsync(lab, wanted));
            Assert.Equal(ClusterFailure.UnsupportedField, error.Failure);
            Assert.Contains(
                wanted == excluding ? "excludeRanges" : "subnet", error.Message + string.Join(' ', error.Details), StringComparison.Ordinal);
            Assert.Empty(await lab.Ground.Host.ListAsync(ResourceKind.ServiceIpam));
        }

        Assert.Equal("ipv4Subnet", (await MakeAsync(lab, New("ipv4Subnet"))).ModeField);
        Assert.Equal("10.0.0.254", (await lab.IpamAsync()).Gateway);
    }

    [Theory, MemberData(nameof(GroundRows.All), MemberType = typeof(GroundRows))]
    public async Task An_object_is_made_once(GroundKind kind)
    {
        await using var lab = await SyncLab.OpenAsync(kind, new GroundOptions { Clusters = [] });
        var inventory = (await lab.PrepareAsync()).Inventory;
        var plan = ServiceIpamWriter.Prepare(lab.Session, inventory, New("subnet"), SyncLab.Allocating, Stop);
        var made = await ServiceIpamWriter.WriteAsync(plan, isForced: false, Stop);
        Assert.Equal(("10.0.0.0/24", "10.0.0.254"), (made.Network, made.Gateway));
        var before = await StoredAsync(lab);

        var error = await Assert.ThrowsAsync<ClusterException>(() => ServiceIpamWriter.WriteAsync(plan, isForced: false, Stop));
        Assert.Equal(ClusterFailure.AlreadyExists, error.Failure);
        Assert.Equal(before, await StoredAsync(lab));
    }

    [Theory, MemberData(nameof(GroundRows.All), MemberType = typeof(GroundRows))]
    public async Task A_null_in_what_is_wanted_is_no_field(GroundKind kind)
    {
        await using var lab = await SyncLab.OpenAsync(kind, new GroundOptions { Clusters = [] });
        var made = await MakeAsync(lab, Nulls(New("subnet")));
        Assert.Null(EditedObject.At(Json(await StoredAsync(lab)), ["spec", "subnet", "routes"]));
        Assert.Null(made.Quota);

        var nine = new ServiceIpamEdit();
        nine.SetMode("blocksPerDPUCluster", 9);
        Assert.Equal(9, (await ServiceIpamWriter.WriteAsync(await PlanAsync(lab, nine.Apply), isForced: false, Stop)).Quota);
        await ServiceIpamWriter.WriteAsync(await PlanAsync(lab, Nulls), isForced: false, Stop);
        Assert.Null((await lab.IpamAsync()).Quota);

        static ServiceIpamResource Nulls(ServiceIpamResource ipam)
        {
            var tree = Tree.Copy(ipam.Root);
            foreach (var field in new[] { "routes", "blocksPerDPUCluster" }) tree["spec"]!["subnet"]![field] = null;
            tree["spec"]!["nodeSelector"] = null;
            return new ServiceIpamResource(new ManifestDocument(Tree.Of(tree), default));
        }
    }

    [Theory, MemberData(nameof(GroundRows.All), MemberType = typeof(GroundRows))]
    public async Task Another_mode_makes_another_object_of_the_same_name_labels_and_selectors(GroundKind kind)
    {
        await using var lab = await SyncLab.OpenAsync(kind, new GroundOptions { Clusters = ["east"] });
        await lab.Ground.AddNodesAsync("east", "e1");
        await lab.PutAsync(SyncLab.Subnet + ""","nodeSelector":{"nodeSelectorTerms":[{"matchExpressions":[{"key":"kubernetes.io/hostname","operator":"Exists"}]}]}""");
        await lab.Ground.Host.MergeAsync(ResourceKind.ServiceIpam, EditedObject.Name, Json("""{"metadata":{"labels":{"team":"net"}}}"""));
        await lab.SyncAsync();
        var edit = new ServiceIpamEdit();
        edit.SetMode("network", "10.0.0.0/24");
        edit.SetMode("prefixSize", 28);
        edit.SetMode("subnetsPerDPUCluster", 2);
        var plan = await PlanAsync(lab, live => new ServiceIpamEdit().Copy(edit.ApplyInMode(live, "network"), live.Name, live.Namespace, null));
        Assert.True(plan.IsModeSwitch);

        var made = await ModeSwitch.RunAsync(plan, isForced: false, Stop);
        Assert.Empty(await lab.PoolsAsync("east"));

        if (kind != GroundKind.Folder) Assert.NotEqual(plan.Live!.Uid, made.Uid);
        var stored = await lab.IpamAsync();
        Assert.Equal(("network", "net", true), (stored.ModeField, stored.Labels["team"], stored.NodeSelector is not null));
        Assert.Equal("Created east", await lab.SyncAsync());
        Assert.Equal("shared: e1 10.0.0.0/28", await lab.AllocationsAsync("east"));
        await lab.AssertCleanAsync();
    }

    private static ServiceIpamResource New(string modeField, string? excludeRanges = null)
    {
        var edit = new ServiceIpamEdit();
        edit.SetMode("subnet", "10.0.0.0/24");
        edit.SetMode("gateway", "10.0.0.254");
        edit.SetMode("perNodeIPCount", 10);
        if (excludeRanges is not null) edit.SetMode("excludeRanges", JsonNode.Parse(excludeRanges));
        return edit.Create(SyncLab.Name, TestNamespace.Dpf, modeField);
    }

    private static async Task<ServiceIpamResource> MakeAsync(SyncLab lab, ServiceIpamResource wanted)
    {
        var inventory = (await lab.PrepareAsync()).Inventory;
        var plan = ServiceIpamWriter.Prepare(lab.Session, inventory, wanted, SyncLab.Allocating, Stop);
        return await ServiceIpamWriter.WriteAsync(plan, isForced: false, Stop);
    }

    private static async Task<ServiceIpamEditPlan> PlanAsync(SyncLab lab, Func<ServiceIpamResource, ServiceIpamResource> edit)
    {
        var options = SyncLab.Allowing(renumber: true, drop: true);
        var inventory = (await lab.PrepareAsync(options)).Inventory;
        return ServiceIpamWriter.Prepare(lab.Session, inventory, edit(inventory.ServiceIpams[0]), options, Stop);
    }

    private static async Task<string> StoredAsync(SyncLab lab) =>
        (await lab.Ground.Host.FindAsync(ResourceKind.ServiceIpam, EditedObject.Name, Stop))!.ToJsonString();

    private static JsonObject Json(string text) => JsonNode.Parse(text)!.AsObject();
}
