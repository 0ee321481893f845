using System.Text.Json.Nodes;
using DpuIpam.Clusters.Tests.Servers.Grounds;
using DpuIpam.Clusters.Tests.Servers.InProcess.Faults;

namespace DpuIpam.Clusters.Tests.Sync;

/// <summary>Stored shares that are lost while a cluster can't be read: what it hands out is given to nobody.</summary>
public sealed class LostShareTests
{
    private static readonly SessionOptions Quick = new() { Timeout = TimeSpan.FromSeconds(3) };
    private static readonly ObjectName Shared = new(TestNamespace.Dpf, SyncLab.Name);

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task With_the_shares_lost_a_silent_cluster_keeps_its_range(GroundKind kind)
    {
        await using var lab = await SyncLab.OpenAsync(kind, new GroundOptions { Clusters = ["alpha", "east", "west"] }, Quick);
        var ground = (ServerGround)lab.Ground;
        await ground.AddNodesAsync("east", "e1");
        await lab.PutAsync(Without("alpha"));
        Assert.Equal("Created east, Created west", await lab.SyncAsync());
        await LoseAsync(lab);
        await ground.CutOffAsync("east");
        await lab.PutAsync(SyncLab.Subnet);
        await using var later = await lab.AgainAsync();

        Assert.Equal("Refused alpha, Refused east, Refused west", await later.SyncAsync());

        Assert.Empty(await lab.PoolsAsync("alpha"));
        Assert.Equal("", await lab.SharesAsync());
        Assert.Contains(later.Results, static result => result.Findings.Any(static finding =>
            finding is { RuleId: "ClusterUnreachable", Cluster: "dpf-operator-system/east" }));
        Assert.Contains("dpf-operator-system/east: It can't be read, and the shares of the object are lost", later.Results[0].Error, StringComparison.Ordinal);
        await ground.ReconnectAsync("east");
        Assert.Equal("Created alpha, Unchanged east, Unchanged west", await later.SyncAsync());
        Assert.Equal("alpha 10.0.0.61-10.0.0.90; east 10.0.0.1-10.0.0.30; west 10.0.0.31-10.0.0.60", await lab.SharesAsync());
        await lab.AssertCleanAsync();
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task So_does_one_that_is_not_selected_any_more(GroundKind kind)
    {
        await using var lab = await SyncLab.OpenAsync(kind, new GroundOptions { Clusters = ["alpha", "east", "west"] }, Quick);
        var ground = (ServerGround)lab.Ground;
        await lab.PutAsync(Without("alpha"));
        await lab.SyncAsync();
        await LoseAsync(lab);
        await ground.CutOffAsync("east");
        await lab.PutAsync(Without("east"));
        await using var later = await lab.AgainAsync();

        Assert.Equal("Refused alpha, Refused west", await later.SyncAsync());
        Assert.Empty(await lab.PoolsAsync("alpha"));
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task New_clusters_of_which_one_is_dead_are_no_such_case(GroundKind kind)
    {
        await using var lab = await SyncLab.OpenAsync(kind, new GroundOptions { SpareClusters = ["alpha", "north"] }, Quick);
        var ground = (ServerGround)lab.Ground;
        await lab.PutAsync(SyncLab.Subnet);
        await lab.SyncAsync();
        await ground.RegisterAsync("alpha");
        await ground.RegisterAsync("north");
        await ground.CutOffAsync("alpha");

        Assert.Equal("Created north, Failed alpha, Unchanged east, Unchanged west", await lab.SyncAsync());

        await ground.ReconnectAsync("alpha");
        Assert.Equal("Created alpha, Unchanged east, Unchanged north, Unchanged west", await lab.SyncAsync());
        await lab.AssertCleanAsync();
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task An_object_that_selected_nobody_has_lost_none(GroundKind kind)
    {
        await using var lab = await SyncLab.OpenAsync(kind, session: Quick);
        await lab.PutAsync(Only("nobody"));
        Assert.Equal("", await lab.SyncAsync());
        Assert.Contains("DPUIPAMObjectReconciled=True", await lab.ConditionsAsync(), StringComparison.Ordinal);
        await ((ServerGround)lab.Ground).CutOffAsync("east");
        await lab.PutAsync(Only("west"));
        await using var later = await lab.AgainAsync();

        Assert.Equal("Created west", await later.SyncAsync());
    }

    [Fact]
    public async Task A_cluster_whose_pool_does_not_go_may_have_had_one()
    {
        await using var lab = await SyncLab.OpenAsync(GroundKind.InProcess, session: Quick);
        var ground = (InProcessGround)lab.Ground;
        await ground.AddNodesAsync("east", "e1");
        await ground.AddNodesAsync("west", "w1");
        await lab.PutAsync(Only("east"));
        await lab.SyncAsync();
        await LoseAsync(lab);
        await lab.PutAsync(Only("nobody"));
        ground.Server("east").Faults.Add(RequestMatch.Write("DELETE", "ippools"), Fault.Of(403, "Forbidden"), count: 100);
        Assert.Equal("Failed east", await lab.SyncAsync(SyncLab.Allowing(drop: true)));
        await ground.CutOffAsync("east");
        await lab.PutAsync(Only("west"));
        await using var later = await lab.AgainAsync();

        Assert.Equal("Refused west", await later.SyncAsync());
        await lab.AssertCleanAsync();
    }

    private static string Only(string cluster) => $$"""{{SyncLab.Subnet}},"dpuClusterSelector":{"matchLabels":{"cluster":"{{cluster}}"} }""";

    private static string Without(string cluster) =>
        $$"""{{SyncLab.Subnet}},"dpuClusterSelector":{"matchExpressions":[{"key":"cluster","operator":"NotIn","values":["{{cluster}}"]}]}""";

    private static Task LoseAsync(SyncLab lab) => lab.Ground.Host.MergeAsync(
        ResourceKind.ServiceIpam, Shared, new JsonObject { ["status"] = new JsonObject { ["dpuClusterAllocations"] = null } });
}
