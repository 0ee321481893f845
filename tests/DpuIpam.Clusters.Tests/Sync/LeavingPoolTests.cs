using DpuIpam.Clusters.Sync;
using DpuIpam.Clusters.Tests.Servers.Grounds;

namespace DpuIpam.Clusters.Tests.Sync;

/// <summary>Pools that a sync without DPF deletes: their own object's others come after them, those of other objects may not.</summary>
public sealed class LeavingPoolTests
{
    private const string Range = """
        "subnet":{"subnet":"10.0.0.0/24","gateway":"10.0.0.254","perNodeIPCount":10},"dpuClusterSelector":{"matchLabels":{"cluster":"CLUSTER"} }
        """;

    [Theory, MemberData(nameof(GroundRows.All), MemberType = typeof(GroundRows))]
    public async Task The_same_objects_next_pool_is_not_warned_of_them(GroundKind kind)
    {
        await using var lab = await SyncLab.OpenAsync(kind);
        await lab.Ground.AddNodesAsync("east", "e1");
        await lab.Ground.AddNodesAsync("west", "w1");
        await lab.PutAsync(In("east"));
        Assert.Equal("Created east", await lab.SyncAsync());
        await lab.PutAsync(In("west"));

        Assert.Equal("Created west, Deleted east", await lab.SyncAsync(SyncLab.Allowing(drop: true)));

        Assert.All(lab.Results, static result => Assert.DoesNotContain(result.Findings, static finding => finding.RuleId == "RangeOverlap"));
        Assert.Equal("shared: w1 10.0.0.1-10.0.0.10", await lab.AllocationsAsync("west"));
        await lab.AssertCleanAsync();
    }

    [Theory, MemberData(nameof(GroundRows.All), MemberType = typeof(GroundRows))]
    public async Task Another_object_waits_until_they_are_gone(GroundKind kind)
    {
        await using var lab = await SyncLab.OpenAsync(kind);
        await lab.Ground.AddNodesAsync("east", "e1", "e2");
        await lab.PutAsync(In("east"));
        await lab.SyncAsync();
        await lab.PutAsync(In("west"));
        // Its turn comes before that of the one that leaves.
        await lab.PutAsync(In("east"), "another");

        Assert.Equal("Created west, Deleted east, Refused east", await lab.SyncAsync(SyncLab.Allowing(drop: true)));

        var refused = lab.Results.Single(static result => result.Action == SyncAction.Refused);
        Assert.Equal("another", refused.Pool);
        Assert.Contains("e1 has from IPPool shared in dpf-operator-system/east", refused.Error, StringComparison.Ordinal);
        Assert.Equal("Created east, Unchanged west", await lab.SyncAsync());
    }

    [Theory, MemberData(nameof(GroundRows.All), MemberType = typeof(GroundRows))]
    public async Task Where_no_share_can_be_given_none_is_deleted(GroundKind kind)
    {
        await using var lab = await SyncLab.OpenAsync(kind);
        await lab.PutAsync(In("east"));
        Assert.Equal("Created east", await lab.SyncAsync());
        // Two clusters, and no quota.
        await lab.PutAsync("\"subnet\":{\"subnet\":\"10.0.0.0/24\",\"gateway\":\"10.0.0.254\",\"perNodeIPCount\":10}");

        var plan = await lab.PrepareAsync(SyncLab.Allowing(drop: true));

        var unit = Assert.Single(plan.Units);
        Assert.Empty(unit.Removals);
        Assert.Equal(["QuotaMissing"], unit.Obstacles.Select(static finding => finding.RuleId));
    }

    private static string In(string cluster) => Range.Replace("CLUSTER", cluster, StringComparison.Ordinal);
}
