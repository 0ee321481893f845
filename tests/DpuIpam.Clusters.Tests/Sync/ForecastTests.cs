using DpuIpam.Clusters.Sync;
using DpuIpam.Clusters.Tests.Servers.Grounds;
using DpuIpam.Clusters.Tests.Servers.InProcess.Faults;

namespace DpuIpam.Clusters.Tests.Sync;

/// <summary>What a forecast says is what the run does.</summary>
public sealed class ForecastTests
{
    [Theory, MemberData(nameof(GroundRows.All), MemberType = typeof(GroundRows))]
    public async Task A_node_that_joined_is_told_as_an_update(GroundKind kind)
    {
        await using var lab = await SyncLab.OpenAsync(kind);
        await lab.Ground.AddNodesAsync("east", "e1");
        await lab.PutAsync(SyncLab.Subnet);
        await lab.SyncAsync();
        await lab.Ground.AddNodesAsync("east", "e2");
        var plan = await lab.PrepareAsync();

        Assert.Equal("update 1 pool", plan.Units[0].Describe(plan));
        Assert.Equal("Planned east, Unchanged west", Foresee(plan));
        Assert.Equal("Unchanged east, Unchanged west", Foresee(await lab.PrepareAsync(SyncLab.Allocating with { Allocate = false })));

        Assert.Equal("Unchanged west, Updated east", await lab.RunAsync(plan));
        Assert.Equal("Unchanged east, Unchanged west", Foresee(await lab.PrepareAsync()));
    }

    [Fact]
    public async Task A_cluster_with_nothing_to_write_needs_no_right()
    {
        await using var lab = await SyncLab.OpenAsync(GroundKind.InProcess);
        var ground = (InProcessGround)lab.Ground;
        await ground.AddNodesAsync("east", "e1");
        await lab.PutAsync(SyncLab.Subnet);
        await lab.SyncAsync();
        await ground.AddNodesAsync("east", "e2");
        // Whoever asks in west what it may is told that it may nothing.
        ground.Server("west").Faults.Add(RequestMatch.Write("POST", "selfsubjectaccessreviews"), Fault.Of(403, "Forbidden"), count: 100);

        Assert.Equal("Unchanged west, Updated east", await lab.SyncAsync());
    }

    private static string Foresee(SyncPlan plan)
    {
        var results = new List<SyncResult>();
        var report = new SyncReport(plan, results.Add, static _ => { });
        foreach (var unit in plan.Units) report.Foresee(unit);
        return string.Join(", ", results.Select(static result => $"{result.Action} {result.Cluster!.Split('/')[^1]}").Order(StringComparer.Ordinal));
    }
}
