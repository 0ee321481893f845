using System.Text.Json.Nodes;
using DpuIpam.Clusters.Tests.Servers.Grounds;

namespace DpuIpam.Clusters.Tests.Sync;

/// <summary>Clusters that can't be read and have no stored share: what they hand out is given to nobody.</summary>
public sealed class UnknownShareTests
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
        Assert.Contains("dpf-operator-system/east: It can't be read", later.Results[0].Error, StringComparison.Ordinal);
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
    public async Task The_others_are_served_as_far_as_they_get_nothing_new(GroundKind kind)
    {
        await using var lab = await SyncLab.OpenAsync(kind, session: Quick);
        var ground = (ServerGround)lab.Ground;
        await lab.PutAsync(SyncLab.Subnet);
        await lab.SyncAsync();
        await LoseAsync(lab);
        await ground.CutOffAsync("east");
        await lab.PutAsync(SyncLab.Subnet.Replace("10.0.0.254", "10.0.0.253", StringComparison.Ordinal));
        await using var later = await lab.AgainAsync();

        Assert.Equal("Failed east, Updated west", await later.SyncAsync());
        Assert.Equal("west 10.0.0.31-10.0.0.60", await lab.SharesAsync());
        await lab.PutAsync(SyncLab.Subnet.Replace("Cluster\":3", "Cluster\":5", StringComparison.Ordinal));
        Assert.Equal("Refused east, Refused west", await later.SyncAsync());
        await ground.ReconnectAsync("east");
        Assert.Equal("Updated east, Updated west", await later.SyncAsync());
        Assert.StartsWith("east 10.0.0.1-10.0.0.30,", await lab.SharesAsync(), StringComparison.Ordinal);
        await lab.AssertCleanAsync();
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task A_new_cluster_that_is_dead_holds_up_no_other(GroundKind kind)
    {
        await using var lab = await SyncLab.OpenAsync(kind, new GroundOptions { SpareClusters = ["alpha"] }, Quick);
        var ground = (ServerGround)lab.Ground;
        await lab.PutAsync(SyncLab.Subnet);
        await lab.SyncAsync();
        await ground.RegisterAsync("alpha");
        await ground.CutOffAsync("alpha");
        await lab.PutAsync(SyncLab.Subnet.Replace("10.0.0.254", "10.0.0.253", StringComparison.Ordinal));

        Assert.Equal("Failed alpha, Updated east, Updated west", await lab.SyncAsync());

        Assert.Equal("east 10.0.0.1-10.0.0.30; west 10.0.0.31-10.0.0.60", await lab.SharesAsync());
        await ground.ReconnectAsync("alpha");
        Assert.Equal("Created alpha, Unchanged east, Unchanged west", await lab.SyncAsync());
    }

    private static string Without(string cluster) =>
        $$"""{{SyncLab.Subnet}},"dpuClusterSelector":{"matchExpressions":[{"key":"cluster","operator":"NotIn","values":["{{cluster}}"]}]}""";

    private static Task LoseAsync(SyncLab lab) => lab.Ground.Host.MergeAsync(
        ResourceKind.ServiceIpam, Shared, new JsonObject { ["status"] = new JsonObject { ["dpuClusterAllocations"] = null } });
}
