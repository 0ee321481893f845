using System.Text.Json.Nodes;
using DpuIpam.Clusters.Sync;
using DpuIpam.Clusters.Tests.Servers.Grounds;
using DpuIpam.Planning;

namespace DpuIpam.Clusters.Tests.Sync;

/// <summary>Removals beside DPF: of objects it is seen through, of pools it is refused.</summary>
public sealed class RemovalTests
{
    private static readonly ObjectName Name = new(TestNamespace.Dpf, SyncLab.Name);

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task An_object_is_deleted_and_DPF_takes_its_pools_away(GroundKind kind)
    {
        await using var dpf = await DpfLab.OpenAsync(kind);
        await dpf.Lab.Ground.AddNodesAsync("east", "e1");
        Assert.Equal("Unchanged east, Unchanged west", await dpf.EditAsync(SyncLab.Subnet));
        Assert.Equal(["DropRefused"], (await PrepareAsync(dpf, Consent.None)).Obstacles.Select(static finding => finding.RuleId));

        var removal = await PrepareAsync(dpf, new Consent(false, true));
        Assert.Empty(removal.Obstacles);
        // DPF writes its status in between: that outdates nothing.
        await dpf.Ground.Host.MergeAsync(ResourceKind.ServiceIpam, Name, JsonNode.Parse("""
            {"status":{"conditions":[{"type":"Other","status":"True","reason":"Test","message":"","lastTransitionTime":"2026-01-01T00:00:00Z"}]} }
            """)!.AsObject());
        await ServiceIpamRemover.RemoveAsync(removal, CancellationToken.None);

        Assert.Null(await dpf.Ground.Host.FindAsync(ResourceKind.ServiceIpam, Name));
        Assert.Empty(await dpf.Lab.PoolsAsync("east"));
        Assert.Empty(await dpf.Lab.PoolsAsync("west"));
        await dpf.Lab.AssertCleanAsync();
        await dpf.AssertOnlySpecsWrittenAsync();
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task A_pool_that_holds_DPF_up_is_told(GroundKind kind)
    {
        await using var dpf = await DpfLab.OpenAsync(kind);
        Assert.Equal("Unchanged east, Unchanged west", await dpf.EditAsync(SyncLab.Subnet));
        await dpf.Ground.In("west").MergeAsync(
            ResourceKind.IPPool, Name, JsonNode.Parse("""{"metadata":{"finalizers":["example.com/held"]} }""")!.AsObject());
        var removal = await PrepareAsync(dpf, Consent.None);
        removal = removal with { Plan = removal.Plan with { Options = new SyncOptions { Patience = TimeSpan.FromSeconds(5) } } };

        var error = await Assert.ThrowsAsync<ClusterException>(() => ServiceIpamRemover.RemoveAsync(removal, CancellationToken.None));

        Assert.Contains("DPF has not finished the deletion (1 objects still exist across all DPU clusters)", error.Message, StringComparison.Ordinal);
        await dpf.Ground.In("west").MergeAsync(ResourceKind.IPPool, Name, JsonNode.Parse("""{"metadata":{"finalizers":null} }""")!.AsObject());
        await Eventually.HoldsAsync("gone", async () => await dpf.Ground.Host.FindAsync(ResourceKind.ServiceIpam, Name) is null);
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task While_DPF_is_stopped_it_is_refused_with_the_reason(GroundKind kind)
    {
        await using var dpf = await DpfLab.OpenAsync(kind);
        Assert.Equal("Unchanged east, Unchanged west", await dpf.EditAsync(SyncLab.Subnet));
        await dpf.Dpf.StopAsync();

        var removal = await PrepareAsync(dpf, new Consent(true, true));

        var obstacle = Assert.Single(removal.Obstacles);
        Assert.Equal("DpfStopped", obstacle.RuleId);
        Assert.Contains("nobody would remove the pools", obstacle.Message, StringComparison.Ordinal);
        Assert.Contains("has no replicas", obstacle.Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task A_pool_of_an_object_is_not_removed_by_itself_and_one_of_nobody_is(GroundKind kind)
    {
        await using var dpf = await DpfLab.OpenAsync(kind, new GroundOptions { Clusters = ["east"] });
        Assert.Equal("Unchanged east", await dpf.EditAsync(SyncLab.Subnet));
        await dpf.Ground.In("east").CreateAsync(Servers.Semantics.Sample.Pool(name: "bare"));

        var inventory = await dpf.ReadAsync();
        var pools = inventory.Members[0].Pools.ToDictionary(static pool => pool.Pool);
        Assert.True(PoolRemover.IsRemade(inventory, pools["shared"]));
        Assert.False(PoolRemover.IsRemade(inventory, pools["bare"]));

        await dpf.Dpf.StopAsync();
        Assert.True(PoolRemover.IsRemade(await dpf.ReadAsync(), pools["shared"]));
        await dpf.Dpf.Installation.UninstallAsync();
        Assert.False(PoolRemover.IsRemade(await dpf.ReadAsync(), pools["shared"]));
    }

    private static async Task<ServiceIpamRemoval> PrepareAsync(DpfLab dpf, Consent consent)
    {
        var inventory = await dpf.ReadAsync();
        return ServiceIpamRemover.Prepare(
            dpf.Lab.Session, inventory, inventory.ServiceIpams.Single(), DpfLab.Patient with { Consent = consent });
    }
}
