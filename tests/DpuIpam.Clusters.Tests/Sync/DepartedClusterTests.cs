using System.Text.Json.Nodes;
using DpuIpam.Clusters.Sync;
using DpuIpam.Clusters.Tests.Servers.Grounds;
using DpuIpam.Planning;

namespace DpuIpam.Clusters.Tests.Sync;

/// <summary>A DPUCluster object is deleted while its pool and nodes stand: its addresses stay its own until the pool is seen gone,
/// or somebody lets them go by name.</summary>
public sealed class DepartedClusterTests
{
    private const string East = "dpf-operator-system/east";

    private static readonly SessionOptions Quick = new() { Timeout = TimeSpan.FromSeconds(3) };
    private static readonly GroundOptions WithNorth = new() { SpareClusters = ["north"] };

    [Theory, MemberData(nameof(GroundRows.All), MemberType = typeof(GroundRows))]
    public async Task Its_addresses_are_given_to_nobody_while_its_pool_stands(GroundKind kind)
    {
        await using var lab = await OpenAsync(kind);
        await ForgetAsync(lab, "east");
        await lab.Ground.RegisterAsync("north");
        await using var later = await lab.AgainAsync();

        Assert.Equal("Created north, Unchanged east, Unchanged west", await later.SyncAsync());

        Assert.Equal("east 10.0.0.1-10.0.0.30; north 10.0.0.61-10.0.0.90; west 10.0.0.31-10.0.0.60", await lab.SharesAsync());
        Assert.Equal("shared: n1 10.0.0.61-10.0.0.70", await lab.AllocationsAsync("north"));
        var kept = later.Results.Single(static result => result.Cluster == East);
        var finding = Assert.Single(kept.Findings);
        Assert.Equal("ReclaimPending", finding.RuleId);
        Assert.Equal(
            $"{East} 10.0.0.1-10.0.0.30 (e1 10.0.0.1-10.0.0.10): nobody else gets these addresses, since its DPUCluster object is gone, and"
            + " its IPPool shared is still there.", finding.Message);
        Assert.Contains(later.Warnings, static warning => warning.Contains(East, StringComparison.Ordinal));
        // Told in every sync.
        Assert.Equal("Unchanged east, Unchanged north, Unchanged west", await later.SyncAsync());
        Assert.Contains(later.Results, static result => result.Cluster == East);
        // Its pool is seen gone: now it is free.
        await lab.Ground.In("east").DeleteAsync(ResourceKind.IPPool, Pool);
        Assert.Equal("Unchanged north, Unchanged west", await later.SyncAsync());
        Assert.Equal("north 10.0.0.61-10.0.0.90; west 10.0.0.31-10.0.0.60", await lab.SharesAsync());
        await lab.AssertCleanAsync();
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task So_it_is_where_nobody_can_look(GroundKind kind)
    {
        await using var lab = await OpenAsync(kind);
        await ForgetAsync(lab, "east");
        await lab.Ground.Host.DeleteAsync(ResourceKind.Secret, new ObjectName(TestNamespace.Dpf, "east-admin-kubeconfig"));
        await lab.Ground.RegisterAsync("north");
        await using var later = await lab.AgainAsync();

        Assert.Equal("Created north, Unchanged east, Unchanged west", await later.SyncAsync());

        Assert.Equal("east 10.0.0.1-10.0.0.30; north 10.0.0.61-10.0.0.90; west 10.0.0.31-10.0.0.60", await lab.SharesAsync());
        var kept = later.Results.Single(static result => result.Cluster == East);
        Assert.Contains("whether its pool is can't be seen", Assert.Single(kept.Findings).Message, StringComparison.Ordinal);
        Assert.Equal("Unchanged north, Unchanged west", await later.SyncAsync(SyncLab.Allocating with { ReleaseClusters = [East] }));
        Assert.Equal("north 10.0.0.61-10.0.0.90; west 10.0.0.31-10.0.0.60", await lab.SharesAsync());
    }

    [Theory, MemberData(nameof(GroundRows.All), MemberType = typeof(GroundRows))]
    public async Task Let_go_by_name_its_pool_goes_first(GroundKind kind)
    {
        await using var lab = await OpenAsync(kind);
        await ForgetAsync(lab, "east");
        await lab.Ground.RegisterAsync("north");
        await using var later = await lab.AgainAsync();
        var plan = await later.PrepareAsync(SyncLab.Allocating with { ReleaseClusters = ["east"] });
        Assert.Equal(
            $"create 1 pool, delete 1 pool, let go {East} 10.0.0.1-10.0.0.30 (e1 10.0.0.1-10.0.0.10); 1 allocation is dropped",
            plan.Units[0].Describe(plan));

        Assert.Equal("Created north, Deleted east, Unchanged west", await later.RunAsync(plan));

        Assert.Empty(await lab.PoolsAsync("east"));
        Assert.Equal("north 10.0.0.1-10.0.0.30; west 10.0.0.31-10.0.0.60", await lab.SharesAsync());
        Assert.Equal("Unchanged north, Unchanged west", await later.SyncAsync());
        await lab.AssertCleanAsync();
    }

    [Theory]
    [InlineData("*")]
    [InlineData("dpf-operator-system/*")]
    [InlineData("EAST")]
    [InlineData("west")]
    [InlineData("nowhere")]
    public async Task A_name_that_is_not_just_its_name_is_no_consent(string name)
    {
        await using var lab = await OpenAsync(GroundKind.Folder);
        await ForgetAsync(lab, "east");

        var plan = await lab.PrepareAsync(SyncLab.Allocating with { ReleaseClusters = [name] });

        Assert.Contains($"'{name}'", Assert.Single(plan.NotReleased), StringComparison.Ordinal);
        Assert.Empty(plan.Units[0].Removals);
        Assert.Equal([East], plan.Units[0].Retained);
    }

    [Theory, MemberData(nameof(GroundRows.All), MemberType = typeof(GroundRows))]
    public async Task Without_a_quota_nothing_is_left_for_others(GroundKind kind)
    {
        await using var lab = await SyncLab.OpenAsync(kind, new GroundOptions { Clusters = ["east"], SpareClusters = ["north"] });
        await lab.PutAsync("\"subnet\":{\"subnet\":\"10.0.0.0/24\",\"gateway\":\"10.0.0.254\",\"perNodeIPCount\":10}");
        await lab.Ground.AddNodesAsync("east", "e1");
        await lab.SyncAsync();
        await ForgetAsync(lab, "east");
        await lab.Ground.RegisterAsync("north");
        await using var later = await lab.AgainAsync();

        Assert.Contains("Refused", await later.SyncAsync(), StringComparison.Ordinal);

        Assert.Empty(await lab.PoolsAsync("north"));
        Assert.Contains(later.Results, static result => result.Cluster == East);
    }

    [Theory, MemberData(nameof(GroundRows.All), MemberType = typeof(GroundRows))]
    public async Task The_last_DPUCluster_does_not_make_the_host_cluster_its_heir(GroundKind kind)
    {
        await using var lab = await SyncLab.OpenAsync(kind, new GroundOptions { Clusters = ["east"] });
        await lab.PutAsync(SyncLab.Subnet);
        await lab.Ground.AddNodesAsync("east", "e1");
        await lab.Ground.AddNodesAsync("host", "h1");
        await lab.SyncAsync();
        await ForgetAsync(lab, "east");
        await using var later = await lab.AgainAsync();

        await later.SyncAsync();

        Assert.Equal("shared: e1 10.0.0.1-10.0.0.10", await lab.AllocationsAsync("east"));
        Assert.DoesNotContain("10.0.0.1-", await lab.AllocationsAsync("host"), StringComparison.Ordinal);
        Assert.Equal("east 10.0.0.1-10.0.0.30", await lab.SharesAsync());
        await lab.AssertCleanAsync();
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task A_DPUCluster_with_another_name_goes_on_with_the_share(GroundKind kind)
    {
        await using var lab = await OpenAsync(kind);
        await ForgetAsync(lab, "east");
        await PutClusterAsync(lab, "orient", "east-admin-kubeconfig");
        await using var later = await lab.AgainAsync();

        Assert.Equal("Unchanged orient, Unchanged west", await later.SyncAsync());

        Assert.Equal("orient 10.0.0.1-10.0.0.30; west 10.0.0.31-10.0.0.60", await lab.SharesAsync());
        Assert.Equal("shared: e1 10.0.0.1-10.0.0.10", await lab.AllocationsAsync("east"));
    }

    [Fact]
    public async Task A_DPUCluster_with_another_name_and_a_folder_with_the_old_one_are_two()
    {
        await using var lab = await OpenAsync(GroundKind.Folder);
        await ForgetAsync(lab, "east");
        await PutClusterAsync(lab, "orient", "east-admin-kubeconfig");

        Assert.Equal("Created orient, Unchanged east, Unchanged west", await lab.SyncAsync());

        Assert.Equal("east 10.0.0.1-10.0.0.30; orient 10.0.0.61-10.0.0.90; west 10.0.0.31-10.0.0.60", await lab.SharesAsync());
        await lab.AssertCleanAsync();
    }

    [Fact]
    public async Task With_the_shares_lost_a_folder_tells_them()
    {
        await using var lab = await OpenAsync(GroundKind.Folder);
        await ForgetAsync(lab, "east");
        await lab.Ground.Host.MergeAsync(
            ResourceKind.ServiceIpam, Pool, new JsonObject { ["status"] = new JsonObject { ["dpuClusterAllocations"] = null } });
        await lab.Ground.RegisterAsync("north");

        Assert.Equal("Created north, Unchanged east, Unchanged west", await lab.SyncAsync());

        Assert.Equal("north 10.0.0.61-10.0.0.90; west 10.0.0.31-10.0.0.60", await lab.SharesAsync());
        Assert.Contains(lab.Results, static result => result.Findings.Any(static finding => finding is { RuleId: "ReclaimPending", Cluster: East }));
        Assert.Equal("Unchanged east, Unchanged north, Unchanged west", await lab.SyncAsync());
    }

    [Fact]
    public async Task One_that_is_being_deleted_keeps_what_it_has()
    {
        await using var lab = await OpenAsync(GroundKind.Folder);
        await lab.Ground.Host.MergeAsync(ResourceKind.DpuCluster, new ObjectName(TestNamespace.Dpf, "east"), new JsonObject
        {
            ["metadata"] = new JsonObject { ["deletionTimestamp"] = "2026-01-01T00:00:00Z", ["finalizers"] = new JsonArray("a/b") },
        });
        await lab.Ground.RegisterAsync("north");

        Assert.Equal("Created north, Unchanged east, Unchanged west", await lab.SyncAsync());

        Assert.Equal("east 10.0.0.1-10.0.0.30; north 10.0.0.61-10.0.0.90; west 10.0.0.31-10.0.0.60", await lab.SharesAsync());
        Assert.Equal("shared: e1 10.0.0.1-10.0.0.10", await lab.AllocationsAsync("east"));
    }

    [Theory, MemberData(nameof(GroundRows.All), MemberType = typeof(GroundRows))]
    public async Task Plans_show_it_and_a_removal_waits_for_it(GroundKind kind)
    {
        await using var lab = await OpenAsync(kind);
        await ForgetAsync(lab, "east");
        await using var later = await lab.AgainAsync();

        var inventory = (await later.PrepareAsync()).Inventory;

        var plans = Planner.Plan(inventory.ToPlanInput());
        Assert.Equal(
            ["dpf-operator-system/east", "dpf-operator-system/west"],
            plans.Where(static plan => plan.Findings.Any(static finding => finding is { RuleId: "ReclaimPending", Cluster: East }))
                .Select(static plan => plan.Cluster).Order(StringComparer.Ordinal));
        Assert.Equal(1, plans.Single(static plan => plan.Cluster == East).Allocated);
        var removal = ServiceIpamRemover.Prepare(later.Session, inventory, inventory.ServiceIpams[0], SyncLab.Allowing(drop: true));
        Assert.Equal(["ReclaimPending"], removal.Obstacles.Select(static finding => finding.RuleId));
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task A_cluster_that_leaves_and_is_dead_has_its_row_in_every_sync_until_it_is_let_go(GroundKind kind)
    {
        await using var lab = await OpenAsync(kind);
        await ((ServerGround)lab.Ground).CutOffAsync("east");
        await lab.PutAsync($$"""{{SyncLab.Subnet}},"dpuClusterSelector":{"matchExpressions":[{"key":"cluster","operator":"NotIn","values":["east"]}]}""");
        await using var later = await lab.AgainAsync();

        for (var i = 0; i < 2; i++)
        {
            Assert.Equal("Failed east, Unchanged west", await later.SyncAsync(SyncLab.Allowing(drop: true)));
            var kept = later.Results.Single(static result => result.Cluster == East);
            Assert.Equal(["ReclaimPending"], kept.Findings.Select(static finding => finding.RuleId));
            Assert.NotNull(kept.Error);
        }

        Assert.Equal("Unchanged west", await later.SyncAsync(SyncLab.Allocating with { ReleaseClusters = ["east"] }));
        Assert.Equal("west 10.0.0.31-10.0.0.60", await lab.SharesAsync());
    }

    private static ObjectName Pool { get; } = new(TestNamespace.Dpf, SyncLab.Name);

    /// <summary>East and west are served, with a node each; north has a node and is nobody's yet.</summary>
    private static async Task<SyncLab> OpenAsync(GroundKind kind)
    {
        var lab = await SyncLab.OpenAsync(kind, WithNorth, Quick);
        await lab.Ground.AddNodesAsync("east", "e1");
        await lab.Ground.AddNodesAsync("west", "w1");
        await lab.Ground.AddNodesAsync("north", "n1");
        await lab.PutAsync(SyncLab.Subnet);
        Assert.Equal("Created east, Created west", await lab.SyncAsync());
        return lab;
    }

    private static Task ForgetAsync(SyncLab lab, string cluster) =>
        lab.Ground.Host.DeleteAsync(ResourceKind.DpuCluster, new ObjectName(TestNamespace.Dpf, cluster));

    private static Task PutClusterAsync(SyncLab lab, string name, string secret) => lab.Ground.Host.CreateAsync(new JsonObject
    {
        ["apiVersion"] = ResourceKind.DpuCluster.ApiVersion,
        ["kind"] = ResourceKind.DpuCluster.Kind,
        ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = TestNamespace.Dpf, ["labels"] = new JsonObject { ["cluster"] = name } },
        ["spec"] = new JsonObject { ["type"] = "static", ["maxNodes"] = 1000, ["kubeconfig"] = secret },
        ["status"] = new JsonObject { ["phase"] = "Ready" },
    });
}
