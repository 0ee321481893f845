using System.Text.Json;
using System.Text.Json.Nodes;
using DpuIpam.Clusters.Sync;
using DpuIpam.Clusters.Tests.Servers.Grounds;
using DpuIpam.Resources;

namespace DpuIpam.Clusters.Tests.Sync;

/// <summary>The life of a DPUServiceIPAM without DPF, the same on every ground: after each step pools, shares, conditions and
/// exclusions are what section D of the specification says, and at no event was an address in two places.</summary>
public sealed class StoryTests
{
    private const string AllTrue = "DPUIPAMObjectReady=True, DPUIPAMObjectReconciled=True, Ready=True";

    [Theory, MemberData(nameof(GroundRows.All), MemberType = typeof(GroundRows))]
    public async Task From_creation_to_deletion(GroundKind kind)
    {
        await using var lab = await SyncLab.OpenAsync(kind, new GroundOptions { SpareClusters = ["north"] });
        await lab.Ground.AddNodesAsync("east", "e1", "e2");
        await lab.Ground.AddNodesAsync("west", "w1");

        // Created.
        await lab.PutAsync(SyncLab.Subnet);
        Assert.Equal("Created east, Created west", await lab.SyncAsync());
        Assert.Equal("east 10.0.0.1-10.0.0.30; west 10.0.0.31-10.0.0.60", await lab.SharesAsync());
        Assert.Equal("10.0.0.0, 10.0.0.31-10.0.0.255", await lab.ExclusionsAsync("east"));
        Assert.Equal("10.0.0.0-10.0.0.30, 10.0.0.61-10.0.0.255", await lab.ExclusionsAsync("west"));
        Assert.Equal("shared: e1 10.0.0.1-10.0.0.10, e2 10.0.0.11-10.0.0.20", await lab.AllocationsAsync("east"));
        Assert.Equal("shared: w1 10.0.0.31-10.0.0.40", await lab.AllocationsAsync("west"));
        Assert.Equal(AllTrue, await lab.ConditionsAsync());
        Assert.Equal("Unchanged east, Unchanged west", await lab.SyncAsync());

        // The quota grows: clusters keep what they have.
        await lab.PutAsync(SyncLab.Subnet.Replace("Cluster\":3", "Cluster\":4", StringComparison.Ordinal));
        Assert.Equal("Updated east, Updated west", await lab.SyncAsync());
        Assert.Equal("east 10.0.0.1-10.0.0.30, 10.0.0.61-10.0.0.70; west 10.0.0.31-10.0.0.60, 10.0.0.71-10.0.0.80", await lab.SharesAsync());
        Assert.Equal("10.0.0.0, 10.0.0.31-10.0.0.60, 10.0.0.71-10.0.0.255", await lab.ExclusionsAsync("east"));
        Assert.Equal("shared: e1 10.0.0.1-10.0.0.10, e2 10.0.0.11-10.0.0.20", await lab.AllocationsAsync("east"));

        // A cluster joins.
        await lab.Ground.AddNodesAsync("north", "n1");
        await lab.Ground.RegisterAsync("north");
        Assert.Equal("Created north, Unchanged east, Unchanged west", await lab.SyncAsync());
        Assert.Contains("north 10.0.0.81-10.0.0.120", await lab.SharesAsync(), StringComparison.Ordinal);
        Assert.Equal("shared: n1 10.0.0.81-10.0.0.90", await lab.AllocationsAsync("north"));

        // A cluster leaves: its pool goes first, and needs consent.
        await lab.PutAsync(SyncLab.Subnet.Replace("Cluster\":3", "Cluster\":4", StringComparison.Ordinal)
            + ""","dpuClusterSelector":{"matchExpressions":[{"key":"cluster","operator":"NotIn","values":["west"]}]}""");
        Assert.Equal("Refused east, Refused north, Refused west", await lab.SyncAsync());
        Assert.Equal("shared: w1 10.0.0.31-10.0.0.40", await lab.AllocationsAsync("west"));
        Assert.Equal("Deleted west, Unchanged east, Unchanged north", await lab.SyncAsync(SyncLab.Allowing(drop: true)));
        Assert.Empty(await lab.PoolsAsync("west"));
        Assert.DoesNotContain("west", await lab.SharesAsync(), StringComparison.Ordinal);

        // Another quota: what west gave up is given away only now.
        await lab.PutAsync(SyncLab.Subnet.Replace("Cluster\":3", "Cluster\":6", StringComparison.Ordinal)
            + ""","dpuClusterSelector":{"matchExpressions":[{"key":"cluster","operator":"NotIn","values":["west"]}]}""");
        Assert.Equal("Updated east, Updated north", await lab.SyncAsync());
        Assert.Equal("east 10.0.0.1-10.0.0.50, 10.0.0.61-10.0.0.70; north 10.0.0.51-10.0.0.60, 10.0.0.71-10.0.0.120", await lab.SharesAsync());
        Assert.Equal(AllTrue, await lab.ConditionsAsync());

        // Deleted.
        var plan = await lab.PrepareAsync(SyncLab.Allowing(drop: true));
        var removal = ServiceIpamRemover.Prepare(lab.Session, plan.Inventory, plan.Units[0].Ipam, plan.Options);
        await ServiceIpamRemover.RemoveAsync(removal, TestContext.Current.CancellationToken);
        Assert.Empty(await lab.PoolsAsync("east"));
        Assert.Empty(await lab.PoolsAsync("north"));
        Assert.Null(await lab.Ground.Host.FindAsync(ResourceKind.ServiceIpam, new ObjectName(TestNamespace.Dpf, SyncLab.Name)));
        await lab.AssertCleanAsync();
    }

    [Theory, MemberData(nameof(GroundRows.All), MemberType = typeof(GroundRows))]
    public async Task Network_mode_with_static_prefixes_and_every_field(GroundKind kind)
    {
        await using var lab = await SyncLab.OpenAsync(kind);
        await lab.Ground.AddNodesAsync("east", "e1", "e2");
        await lab.Ground.AddNodesAsync("west", "w1");
        await lab.PutAsync("""
            "network":{"network":"10.0.0.0/24","prefixSize":28,"gatewayIndex":1,"defaultGateway":true,"subnetsPerDPUCluster":4,
              "routes":[{"dst":"172.16.0.0/16"}],"excludeRanges":[{"startIP":"10.0.0.0","endIP":"10.0.0.15"}],
              "allocations":{"w1":"10.0.0.32/28"} },
            "metadata":{"labels":{"pool":"a"},"annotations":{"note":"b"} },
            "nodeSelector":{"nodeSelectorTerms":[{"matchExpressions":[{"key":"kubernetes.io/hostname","operator":"Exists"}]}]}
            """);

        Assert.Equal("Created east, Created west", await lab.SyncAsync());
        Assert.Equal("east 10.0.0.16-10.0.0.79; west 10.0.0.80-10.0.0.143", await lab.SharesAsync());
        Assert.Equal("shared: e1 10.0.0.16/28, e2 10.0.0.48/28", await lab.AllocationsAsync("east"));
        Assert.Equal("shared: w1 10.0.0.32/28", await lab.AllocationsAsync("west"));
        var pool = (await lab.PoolsAsync("west"))[0];
        Assert.Equal(("a", "b", true), (pool.Resource.Labels["pool"], pool.Resource.Annotations["note"], pool.Resource.DefaultGateway));
        Assert.Equal("Unchanged east, Unchanged west", await lab.SyncAsync());

        // Fields that go away are gone.
        await lab.PutAsync("""
            "network":{"network":"10.0.0.0/24","prefixSize":28,"gatewayIndex":1,"subnetsPerDPUCluster":4,
              "excludeRanges":[{"startIP":"10.0.0.0","endIP":"10.0.0.15"}],"allocations":{"w1":"10.0.0.32/28"} }
            """);
        Assert.Equal("Updated east, Updated west", await lab.SyncAsync());
        pool = (await lab.PoolsAsync("west"))[0];
        Assert.Equal((false, 0, 0), (pool.Resource.DefaultGateway, pool.Resource.Routes.Length, pool.Resource.Annotations.Count));
        Assert.False(pool.Resource.Labels.ContainsKey("pool"));
        Assert.Null(pool.NodeSelector);
        await lab.AssertCleanAsync();
    }

    [Theory, MemberData(nameof(GroundRows.All), MemberType = typeof(GroundRows))]
    public async Task The_name_of_the_pools_changes_by_deletion_first(GroundKind kind)
    {
        await using var lab = await SyncLab.OpenAsync(kind, new GroundOptions { Clusters = ["east"] });
        await lab.Ground.AddNodesAsync("east", "e1", "e2");
        await lab.PutAsync(SyncLab.Subnet);
        await lab.SyncAsync();
        var name = new ObjectName(TestNamespace.Dpf, SyncLab.Name);
        await lab.Ground.Host.MergeAsync(ResourceKind.ServiceIpam, name, new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["annotations"] = new JsonObject { ["svc.dpu.nvidia.com/dpuserviceipam-child-object-name-override"] = "renamed" },
            },
        });

        Assert.Equal("Refused east, Refused east", await lab.SyncAsync());
        Assert.Equal("Created east, Deleted east", await lab.SyncAsync(SyncLab.Allowing(drop: true)));
        Assert.Equal("renamed: e1 10.0.0.1-10.0.0.10, e2 10.0.0.11-10.0.0.20", await lab.AllocationsAsync("east"));
        await lab.AssertCleanAsync();
    }

    [Theory, MemberData(nameof(GroundRows.All), MemberType = typeof(GroundRows))]
    public async Task The_mode_changes_by_a_new_object(GroundKind kind)
    {
        await using var lab = await SyncLab.OpenAsync(kind);
        await lab.Ground.AddNodesAsync("east", "e1", "e2");
        await lab.Ground.AddNodesAsync("west", "w1");
        await lab.PutAsync(SyncLab.Subnet);
        await lab.SyncAsync();
        var plan = await lab.PrepareAsync(SyncLab.Allowing(drop: true));
        var removal = ServiceIpamRemover.Prepare(lab.Session, plan.Inventory, plan.Units[0].Ipam, plan.Options);
        await ServiceIpamRemover.RemoveAsync(removal, TestContext.Current.CancellationToken);

        await lab.PutAsync("\"network\":{\"network\":\"10.0.0.0/24\",\"prefixSize\":28,\"gatewayIndex\":1,\"subnetsPerDPUCluster\":3}");
        Assert.Equal("Created east, Created west", await lab.SyncAsync());
        Assert.Equal("shared: e1 10.0.0.0/28, e2 10.0.0.16/28", await lab.AllocationsAsync("east"));
        Assert.All(await lab.PoolsAsync("east"), static pool => Assert.Equal(PoolKind.CIDRPool, pool.Kind));
        await lab.AssertCleanAsync();
    }

    /// <summary>The blocks of both clusters lie in the first of the new prefixes.</summary>
    [Fact]
    public async Task Pools_of_the_former_mode_hold_nothing_of_the_new_one()
    {
        await using var lab = await SyncLab.OpenAsync(GroundKind.Folder);
        await lab.PutAsync(SyncLab.Subnet);
        await lab.SyncAsync();
        var plan = await lab.PrepareAsync(SyncLab.Allowing(drop: true));
        var wanted = new ServiceIpamResource(new ManifestDocument(
            JsonDocument.Parse($$$$"""
                {"apiVersion":"svc.dpu.nvidia.com/v1alpha1","kind":"DPUServiceIPAM",
                 "metadata":{"name":"{{{{SyncLab.Name}}}}","namespace":"{{{{TestNamespace.Dpf}}}}"},
                 "spec":{"network":{"network":"10.0.0.0/20","prefixSize":24,"gatewayIndex":1,"subnetsPerDPUCluster":4}}}
                """).RootElement,
            default));

        var unit = Assert.Single(SyncPlanner.Prepare(lab.Session, plan.Inventory, [wanted], plan.Options, default).Units);
        Assert.Empty(unit.Obstacles);
        Assert.Equal(["10.0.0.0-10.0.3.255", "10.0.4.0-10.0.7.255"], unit.Plans.SelectMany(static one => one.Share).Select(static range => $"{range}"));
        Assert.Equal(2, unit.Removals.Count);
    }

    [Theory, MemberData(nameof(GroundRows.All), MemberType = typeof(GroundRows))]
    public async Task A_lost_status_moves_nobody(GroundKind kind)
    {
        await using var lab = await SyncLab.OpenAsync(kind);
        await lab.Ground.AddNodesAsync("east", "e1");
        await lab.Ground.AddNodesAsync("west", "w1");
        await lab.PutAsync(SyncLab.Subnet);
        await lab.SyncAsync();
        var shares = await lab.SharesAsync();
        await lab.Ground.Host.MergeAsync(
            ResourceKind.ServiceIpam, new ObjectName(TestNamespace.Dpf, SyncLab.Name),
            new JsonObject { ["status"] = new JsonObject { ["dpuClusterAllocations"] = null, ["conditions"] = null } });

        Assert.Equal("Unchanged east, Unchanged west", await lab.SyncAsync());
        Assert.Equal(shares, await lab.SharesAsync());
        Assert.Equal(AllTrue, await lab.ConditionsAsync());
        await lab.AssertCleanAsync();
    }

    [Theory, MemberData(nameof(GroundRows.All), MemberType = typeof(GroundRows))]
    public async Task A_host_cluster_can_be_its_own_dpu_cluster(GroundKind kind)
    {
        await using var lab = await SyncLab.OpenAsync(kind, new GroundOptions { Clusters = [] });
        await lab.Ground.AddNodesAsync("host", "n1", "n2");
        await lab.PutAsync("\"subnet\":{\"subnet\":\"10.0.0.0/24\",\"gateway\":\"10.0.0.1\",\"perNodeIPCount\":10}");

        Assert.Equal("Created host", await lab.SyncAsync());
        Assert.Equal("shared: n1 10.0.0.1-10.0.0.10, n2 10.0.0.11-10.0.0.20", await lab.AllocationsAsync("host"));
        Assert.Equal("Unchanged host", await lab.SyncAsync());
        await lab.AssertCleanAsync();
    }

    [Fact]
    public async Task A_folder_without_nodes_drops_nobody()
    {
        await using var lab = await SyncLab.OpenAsync(GroundKind.Folder, new GroundOptions { Clusters = ["east"] });
        await lab.Ground.AddNodesAsync("east", "e1");
        await lab.PutAsync(SyncLab.Subnet);
        await lab.SyncAsync();
        await lab.Ground.In("east").DeleteAsync(ResourceKind.Node, new ObjectName("", "e1"));

        Assert.Equal("Unchanged east", await lab.SyncAsync());
        Assert.Equal("shared: e1 10.0.0.1-10.0.0.10", await lab.AllocationsAsync("east"));
    }
}
