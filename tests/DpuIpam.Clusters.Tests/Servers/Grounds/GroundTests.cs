using DpuIpam.Clusters.Tests.Servers.Crds;
using DpuIpam.Clusters.Tests.Servers.Semantics;

namespace DpuIpam.Clusters.Tests.Servers.Grounds;

/// <summary>What a test finds on every ground.</summary>
public class GroundTests
{
    [Theory, MemberData(nameof(GroundRows.All), MemberType = typeof(GroundRows))]
    public async Task The_code_under_test_sees_the_clusters_and_what_a_test_puts_into_them(GroundKind kind)
    {
        await using var ground = await TestGround.TakeAsync(kind);
        await ground.AddNodesAsync("east", "n1", "n2");
        await ground.In("west").CreateAsync(LoneServer.NewNamespace(TestNamespace.Dpf));
        await ground.In("west").CreateAsync(Pool());
        using var session = await ground.OpenAsync();
        var inventory = await InventoryReader.ReadAsync(session, InventoryParts.Pools | InventoryParts.Nodes, 4, CancellationToken.None);
        Assert.Equal(["dpf-operator-system/east", "dpf-operator-system/west"], inventory.Members.Select(static member => member.Key));
        Assert.All(inventory.Members, static member => Assert.Null(member.Error));
        Assert.Equal(["n1", "n2"], inventory.Members[0].Nodes.Select(static node => node.NodeName).Order(StringComparer.Ordinal));
        var pool = Assert.Single(inventory.Members[1].Pools);
        Assert.Equal(("a", "n1"), (pool.Pool, pool.Allocations[0].NodeName));
    }

    [Theory, MemberData(nameof(GroundRows.All), MemberType = typeof(GroundRows))]
    public async Task The_journal_has_everything_in_order(GroundKind kind)
    {
        await using var ground = await TestGround.TakeAsync(kind);
        await ground.In("east").CreateAsync(LoneServer.NewNamespace(TestNamespace.Dpf));
        await ground.In("east").CreateAsync(Pool());
        await ground.Journal.ReadAsync();
        await ground.In("east").MergeAsync(ResourceKind.IPPool, Sample.Name(), Sample.Json("""{"spec":{"gateway":"10.0.0.1"}}"""));
        await ground.Journal.ReadAsync();
        await ground.In("east").DeleteAsync(ResourceKind.IPPool, Sample.Name());
        await ground.Host.CreateAsync(Sample.ServiceIpam("""{"network":{"network":"10.0.0.0/24","prefixSize":30}}"""));
        var journal = await ground.Journal.ReadAsync();
        var clusters = journal.Where(static entry => entry.Kind == ResourceKind.DpuCluster && entry.Change == ObjectChange.Added);
        Assert.Equal(["east", "west"], clusters.Select(static entry => entry.Name.Name).Order(StringComparer.Ordinal));
        var pools = journal.Where(static entry => entry.Kind == ResourceKind.IPPool).ToArray();
        Assert.All(pools, static entry => Assert.Equal(("dpf-operator-system/east", Sample.Name()), (entry.Cluster, entry.Name)));
        Assert.Equal((ObjectChange.Added, ObjectChange.Deleted), (pools[0].Change, pools[^1].Change));
        Assert.Equal("n1 10.0.0.1-10.0.0.10", Assert.Single(pools[^1].Allocations));
        Assert.Contains(pools, static entry => entry.Change == ObjectChange.Modified && (string?)entry.Item["spec"]!["gateway"] == "10.0.0.1");
        Assert.Equal("host", Assert.Single(journal, static entry => entry.Kind == ResourceKind.ServiceIpam).Cluster);
        Assert.Equal(journal.Select(static entry => entry.Revision).Order(), journal.Select(static entry => entry.Revision));
    }

    [Theory, MemberData(nameof(GroundRows.All), MemberType = typeof(GroundRows))]
    public async Task A_cluster_can_join_later(GroundKind kind)
    {
        await using var ground = await TestGround.TakeAsync(kind, new GroundOptions { Clusters = ["east"], SpareClusters = ["north"] });
        using var session = await ground.OpenAsync();
        Assert.Single((await InventoryReader.ReadAsync(session, InventoryParts.Nodes, 4, CancellationToken.None)).Members);
        await ground.AddNodesAsync("north", "n9");
        await ground.RegisterAsync("north", Sample.Json("""{"zone":"n"}"""));
        var members = (await InventoryReader.ReadAsync(session, InventoryParts.Nodes, 4, CancellationToken.None)).Members;
        Assert.Equal("n9", Assert.Single(members[1].Nodes).NodeName);
    }

    [Theory, MemberData(nameof(GroundRows.All), MemberType = typeof(GroundRows))]
    public async Task Without_dpu_clusters_the_host_is_its_own(GroundKind kind)
    {
        await using var ground = await TestGround.TakeAsync(kind, new GroundOptions { Clusters = [] });
        await ground.AddNodesAsync("host", "n1");
        using var session = await ground.OpenAsync();
        var member = Assert.Single((await InventoryReader.ReadAsync(session, InventoryParts.Nodes, 4, CancellationToken.None)).Members);
        Assert.Null(member.Key);
        Assert.Equal("n1", Assert.Single(member.Nodes).NodeName);
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task The_crds_can_be_old_ones(GroundKind kind)
    {
        await using var ground = await TestGround.TakeAsync(kind, new GroundOptions { Generation = CrdGeneration.Old });
        await ground.Host.CreateAsync(Sample.ServiceIpam("""
            {"ipv4Network":{"network":"10.0.0.0/24","prefixSize":30,"subnetsPerDPUCluster":2}}
            """));
        var ipam = (await ground.Host.FindAsync(ResourceKind.ServiceIpam, Sample.Name()))!;
        Assert.Null(ipam["spec"]!["ipv4Network"]!["subnetsPerDPUCluster"]);
    }

    private static System.Text.Json.Nodes.JsonObject Pool()
    {
        var pool = Sample.Pool();
        pool["status"] = Sample.Json("""{"allocations":[{"nodeName":"n1","startIP":"10.0.0.1","endIP":"10.0.0.10"}]}""");
        return pool;
    }
}
