using System.Text.Json.Nodes;
using DpuIpam.Clusters.Sync;
using DpuIpam.Clusters.Tests.Servers.Grounds;
using DpuIpam.Planning;

namespace DpuIpam.Clusters.Tests.Sync;

/// <summary>By hand a pool was made one that is not its object's, and then its cluster is not served any more: nobody deletes the
/// pool, and the addresses that it records stay the cluster's.</summary>
public sealed class ForeignPoolTests
{
    private const string East = "dpf-operator-system/east";
    private const string OwnerName = "dpu.nvidia.com/dpuserviceipam-name";
    private const string OwnerNamespace = "dpu.nvidia.com/dpuserviceipam-namespace";
    private const string WithoutEast =
        "\"dpuClusterSelector\":{\"matchExpressions\":[{\"key\":\"cluster\",\"operator\":\"NotIn\",\"values\":[\"east\"]}]}";

    private static ObjectName Pool { get; } = new(TestNamespace.Dpf, SyncLab.Name);

    [Theory]
    [InlineData("labels", true)]
    [InlineData("labels", false)]
    [InlineData("owner", true)]
    [InlineData("owner", false)]
    [InlineData("name", true)]
    [InlineData("name", false)]
    public async Task Its_share_is_given_to_nobody(string way, bool leaves)
    {
        await using var lab = await OpenAsync(GroundKind.Folder);
        var name = await EstrangeAsync(lab, way);
        await LeaveAsync(lab, leaves);
        await lab.Ground.RegisterAsync("north");

        Assert.Equal("Created north, Unchanged east, Unchanged west", await lab.SyncAsync(SyncLab.Allowing(true, true)));

        Assert.Equal("east 10.0.0.1-10.0.0.30; north 10.0.0.61-10.0.0.90; west 10.0.0.31-10.0.0.60", await lab.SharesAsync());
        Assert.Equal($"{name.Name}: e1 10.0.0.1-10.0.0.10", await lab.AllocationsAsync("east"));
        var finding = Assert.Single(lab.Results.Single(static result => result.Cluster == East).Findings);
        Assert.Equal("ReclaimPending", finding.RuleId);
        var why = leaves ? "it is not selected any more" : "its DPUCluster object is gone";
        Assert.Equal(
            $"{East} 10.0.0.1-10.0.0.30 (e1 10.0.0.1-10.0.0.10): nobody else gets these addresses, since {why}, and IPPool {name.Name}"
            + " there, which is not the object's own, records some of them.", finding.Message);
        // Told in every sync, until the pool is seen gone.
        Assert.Equal("Unchanged east, Unchanged north, Unchanged west", await lab.SyncAsync());
        await lab.Ground.In("east").DeleteAsync(ResourceKind.IPPool, name);
        Assert.Equal("Unchanged north, Unchanged west", await lab.SyncAsync());
        Assert.Equal("north 10.0.0.61-10.0.0.90; west 10.0.0.31-10.0.0.60", await lab.SharesAsync());
        await lab.AssertCleanAsync();
    }

    [Theory, MemberData(nameof(GroundRows.All), MemberType = typeof(GroundRows))]
    public async Task So_it_is_on_all_grounds(GroundKind kind)
    {
        await using var lab = await OpenAsync(kind);
        await EstrangeAsync(lab, "labels");
        await LeaveAsync(lab, leaves: true);
        await lab.Ground.RegisterAsync("north");
        await using var later = await lab.AgainAsync();

        Assert.Equal("Created north, Unchanged east, Unchanged west", await later.SyncAsync());

        Assert.Equal("east 10.0.0.1-10.0.0.30; north 10.0.0.61-10.0.0.90; west 10.0.0.31-10.0.0.60", await lab.SharesAsync());
        await lab.AssertCleanAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task No_name_lets_go_what_is_seen_in_use(bool leaves)
    {
        await using var lab = await OpenAsync(GroundKind.Folder);
        await EstrangeAsync(lab, "labels");
        await LeaveAsync(lab, leaves);

        var plan = await lab.PrepareAsync(SyncLab.Allowing(true, true) with { ReleaseClusters = ["east"] });

        Assert.Contains("IPPool shared", Assert.Single(plan.NotReleased), StringComparison.Ordinal);
        Assert.Empty(plan.Units[0].Removals);
        Assert.Equal([East], plan.Units[0].Retained);
        // Nor does the object go, with what tells of them.
        var removal = ServiceIpamRemover.Prepare(
            lab.Session, plan.Inventory, plan.Inventory.ServiceIpams[0], SyncLab.Allowing(drop: true));
        Assert.Equal(["ReclaimPending"], removal.Obstacles.Select(static finding => finding.RuleId));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_object_does_not_go_before_it(bool isOwned)
    {
        await using var lab = await OpenAsync(GroundKind.Folder);
        await EstrangeAsync(lab, "owner");
        // Of a pool that another object owns, that one takes care.
        if (isOwned) await lab.PutAsync(SyncLab.Subnet, "another");

        var inventory = (await lab.PrepareAsync()).Inventory;
        var ipam = inventory.ServiceIpams.Single(static one => one.Name == SyncLab.Name);
        var removal = ServiceIpamRemover.Prepare(lab.Session, inventory, ipam, SyncLab.Allowing(true, true));

        Assert.Equal(isOwned ? [] : ["ReclaimPending"], removal.Obstacles.Select(static finding => finding.RuleId));
    }

    [Fact]
    public async Task A_pool_of_the_object_beside_it_goes_and_frees_nothing()
    {
        await using var lab = await OpenAsync(GroundKind.Folder);
        await CopyAsync(lab, "copy");
        await LeaveAsync(lab, leaves: true);

        var plan = await lab.PrepareAsync(SyncLab.Allowing(drop: true));
        var removed = Planner.Plan(plan.Inventory.ToPlanInput()).SelectMany(static one => one.Findings)
            .Single(static finding => finding.RuleId == "PoolRemoved");
        Assert.DoesNotContain("is free again", removed.Message, StringComparison.Ordinal);
        await lab.RunAsync(plan);

        Assert.Equal("copy: e1 10.0.0.1-10.0.0.10", await lab.AllocationsAsync("east"));
        Assert.Equal("east 10.0.0.1-10.0.0.30; west 10.0.0.31-10.0.0.60", await lab.SharesAsync());
    }

    [Fact]
    public async Task A_pool_of_other_addresses_holds_up_nothing()
    {
        await using var lab = await OpenAsync(GroundKind.Folder);
        await lab.Ground.In("east").MergeAsync(ResourceKind.IPPool, Pool, Json("""
            {"metadata":{"labels":null},"status":{"allocations":[{"nodeName":"e1","startIP":"10.0.0.31","endIP":"10.0.0.40"}]}}
            """));
        await LeaveAsync(lab, leaves: true);

        Assert.Equal("Unchanged west", await lab.SyncAsync());

        Assert.Equal("west 10.0.0.31-10.0.0.60", await lab.SharesAsync());
    }

    private static async Task<SyncLab> OpenAsync(GroundKind kind)
    {
        var lab = await SyncLab.OpenAsync(kind, new GroundOptions { SpareClusters = ["north"] });
        await lab.Ground.AddNodesAsync("east", "e1");
        await lab.Ground.AddNodesAsync("west", "w1");
        await lab.Ground.AddNodesAsync("north", "n1");
        await lab.PutAsync(SyncLab.Subnet);
        Assert.Equal("Created east, Created west", await lab.SyncAsync());
        return lab;
    }

    private static Task LeaveAsync(SyncLab lab, bool leaves) => leaves
        ? lab.PutAsync($"{SyncLab.Subnet},{WithoutEast}")
        : lab.Ground.Host.DeleteAsync(ResourceKind.DpuCluster, new ObjectName(TestNamespace.Dpf, "east"));

    /// <returns>The pool's name afterwards.</returns>
    private static async Task<ObjectName> EstrangeAsync(SyncLab lab, string way)
    {
        var east = lab.Ground.In("east");
        if (way == "name")
        {
            await CopyAsync(lab, "renamed");
            await east.DeleteAsync(ResourceKind.IPPool, Pool);
            return Pool with { Name = "renamed" };
        }

        JsonNode? owner = way == "owner" ? "another" : null;
        await east.MergeAsync(ResourceKind.IPPool, Pool, new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["labels"] = new JsonObject { [OwnerName] = owner, [OwnerNamespace] = owner is null ? null : TestNamespace.Dpf },
            },
        });
        return Pool;
    }

    /// <summary>The same pool once more, without an owner.</summary>
    private static async Task CopyAsync(SyncLab lab, string name)
    {
        var east = lab.Ground.In("east");
        var copy = (await east.FindAsync(ResourceKind.IPPool, Pool))!;
        copy["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = TestNamespace.Dpf };
        await east.CreateAsync(copy);
    }

    private static JsonObject Json(string text) => JsonNode.Parse(text)!.AsObject();
}
