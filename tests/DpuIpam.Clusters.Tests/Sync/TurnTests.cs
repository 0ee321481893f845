using System.Text.Json.Nodes;
using DpuIpam.Clusters.Sync;
using DpuIpam.Clusters.Tests.Servers.Grounds;
using DpuIpam.Clusters.Tests.Servers.InProcess.Faults;
using DpuIpam.Planning;

namespace DpuIpam.Clusters.Tests.Sync;

/// <summary>Addresses that go from one cluster of an object to another: the one that has them gives them up first, or the
/// other gets nothing.</summary>
public sealed class TurnTests
{
    private static readonly ObjectName Shared = new(TestNamespace.Dpf, SyncLab.Name);
    private static readonly SessionOptions Quick = new() { Timeout = TimeSpan.FromSeconds(3) };

    private static readonly SyncOptions Watching = SyncLab.Allowing(renumber: true, drop: true) with
    {
        Allocate = false,
        Patience = TimeSpan.FromMilliseconds(200),
    };

    [Theory, MemberData(nameof(GroundRows.All), MemberType = typeof(GroundRows))]
    public async Task A_share_that_a_node_elsewhere_still_has_addresses_of_is_not_given_away(GroundKind kind)
    {
        await using var lab = await SquattedAsync(kind);

        Assert.Equal("Failed west, Unchanged east", await lab.SyncAsync(Watching));

        Assert.Empty(await lab.PoolsAsync("west"));
        Assert.Contains("dpf-operator-system/east still hands out addresses that it would give", ErrorOf(lab), StringComparison.Ordinal);
        Assert.Contains("DPUIPAMObjectReconciled=False", await lab.ConditionsAsync(), StringComparison.Ordinal);
        await StatusAsync(lab, ResourceKind.IPPool, """[{"nodeName":"e1","startIP":"10.0.0.1","endIP":"10.0.0.10"}]""");
        Assert.Equal("Created west, Unchanged east", await lab.SyncAsync(Watching));
        await lab.AssertCleanAsync();
    }

    /// <summary>A server keeps who wrote a status, and it is left to him.</summary>
    [Fact]
    public async Task Such_a_share_is_given_away_once_the_node_has_others()
    {
        await using var lab = await SquattedAsync(GroundKind.Folder);

        Assert.Equal("Created west, Updated east", await lab.SyncAsync(SyncLab.Allowing(renumber: true)));

        Assert.Equal("shared: e1 10.0.0.1-10.0.0.10", await lab.AllocationsAsync("east"));
        Assert.Equal("shared: w1 10.0.0.31-10.0.0.40", await lab.AllocationsAsync("west"));
        await lab.AssertCleanAsync();
    }

    [Fact]
    public async Task A_pool_that_is_as_wanted_waits_for_nobody()
    {
        await using var lab = await SyncLab.OpenAsync(GroundKind.InProcess);
        await lab.Ground.AddNodesAsync("east", "e1");
        await lab.PutAsync(SyncLab.Subnet);
        await lab.SyncAsync();
        await StatusAsync(lab, ResourceKind.IPPool, """[{"nodeName":"e1","startIP":"10.0.0.31","endIP":"10.0.0.40"}]""");

        Assert.Equal("Unchanged east, Unchanged west", await lab.SyncAsync(Watching));
    }

    [Theory, MemberData(nameof(GroundRows.All), MemberType = typeof(GroundRows))]
    public async Task A_static_prefix_goes_to_a_node_elsewhere_after_its_node_gave_it_up(GroundKind kind)
    {
        await using var lab = await StaticAsync(kind);

        Assert.Equal("Updated east, Updated west", await lab.SyncAsync(SyncLab.Allowing(renumber: true)));

        Assert.Equal("shared: e1 10.0.0.0/30", await lab.AllocationsAsync("east"));
        Assert.Equal("shared: w1 10.0.0.4/30", await lab.AllocationsAsync("west"));
        await lab.AssertCleanAsync();
    }

    [Fact]
    public async Task A_static_prefix_stays_where_the_pool_of_its_node_is_not_written()
    {
        await using var lab = await StaticAsync(GroundKind.InProcess);
        ((InProcessGround)lab.Ground).Server("east").Faults.Add(RequestMatch.Write("PATCH", "cidrpools"), Fault.Of(403, "Forbidden"), count: 100);

        Assert.Equal("Failed east, Failed west", await lab.SyncAsync(SyncLab.Allowing(renumber: true)));

        Assert.Equal("shared: e1 10.0.0.4/30", await lab.AllocationsAsync("east"));
        Assert.Equal("shared: w1 10.0.0.8/30", await lab.AllocationsAsync("west"));
        await lab.AssertCleanAsync();
    }

    /// <summary>Nobody has the prefix, but east's pool would give it to its next node.</summary>
    [Fact]
    public async Task A_prefix_becomes_static_elsewhere_after_its_cluster_knows_of_it()
    {
        await using var lab = await SyncLab.OpenAsync(GroundKind.InProcess);
        await lab.Ground.AddNodesAsync("east", "e1");
        await lab.Ground.AddNodesAsync("west", "w1");
        await lab.PutAsync(Network(""));
        await lab.SyncAsync();
        await lab.PutAsync(Network("\"w1\":\"10.0.0.4/30\""));
        var east = ((InProcessGround)lab.Ground).Server("east");
        east.Faults.Add(RequestMatch.Write("PATCH", "cidrpools"), Fault.Of(403, "Forbidden"), count: 100);

        Assert.Equal("Failed east, Failed west", await lab.SyncAsync(SyncLab.Allowing(renumber: true)));
        Assert.Equal("shared: w1 10.0.0.8/30", await lab.AllocationsAsync("west"));

        east.Faults.Clear();
        Assert.Equal("Updated east, Updated west", await lab.SyncAsync(SyncLab.Allowing(renumber: true)));
        Assert.Equal("shared: w1 10.0.0.4/30", await lab.AllocationsAsync("west"));
        await lab.AssertCleanAsync();
    }

    /// <summary>Nobody has the prefixes yet; or the nodes swap theirs.</summary>
    [Theory]
    [InlineData(GroundKind.Folder, "")]
    [InlineData(GroundKind.InProcess, "")]
    [InlineData(GroundKind.InProcess, "\"e1\":\"10.0.0.4/30\",\"w1\":\"10.0.0.12/30\"")]
    public async Task Where_neither_can_be_the_first_both_are_refused_when_they_are_planned(GroundKind kind, string before)
    {
        await using var lab = await SyncLab.OpenAsync(kind);
        await lab.Ground.AddNodesAsync("east", "e1");
        await lab.Ground.AddNodesAsync("west", "w1");
        await lab.PutAsync(Network(before));
        await lab.SyncAsync();
        await lab.PutAsync(Network("\"w1\":\"10.0.0.4/30\",\"e1\":\"10.0.0.12/30\""));

        Assert.Equal("Refused east, Refused west", await lab.SyncAsync(SyncLab.Allowing(renumber: true)));

        Assert.Contains("neither can be the first. Give one of them its new addresses, sync, and then the other", lab.Results[0].Error, StringComparison.Ordinal);
        Assert.Equal("AddressInUse", lab.Results[0].Findings[0].RuleId);
        if (before.Length == 0)
        {
            await lab.PutAsync(Network("\"w1\":\"10.0.0.4/30\""));
            Assert.Equal("Updated east, Updated west", await lab.SyncAsync(SyncLab.Allowing(renumber: true)));
            await lab.PutAsync(Network("\"w1\":\"10.0.0.4/30\",\"e1\":\"10.0.0.12/30\""));
            Assert.Equal("Updated east, Updated west", await lab.SyncAsync(SyncLab.Allowing(renumber: true)));
            Assert.Equal("shared: e1 10.0.0.12/30", await lab.AllocationsAsync("east"));
        }

        await lab.AssertCleanAsync();
    }

    [Theory]
    [InlineData(GroundKind.Folder, "")]
    [InlineData(GroundKind.InProcess, "")]
    [InlineData(GroundKind.InProcess, "\"e1\":\"10.0.0.0/30\",\"w1\":\"10.0.0.8/30\"")]
    public async Task Static_prefixes_that_go_or_move_within_the_shares_of_their_clusters_wait_for_nobody(GroundKind kind, string after)
    {
        await using var lab = await SyncLab.OpenAsync(kind);
        await lab.Ground.AddNodesAsync("east", "e1");
        await lab.Ground.AddNodesAsync("west", "w1");
        await lab.PutAsync(Network("\"e1\":\"10.0.0.4/30\",\"w1\":\"10.0.0.12/30\""));
        await lab.SyncAsync();
        await lab.PutAsync(Network(after));

        Assert.Equal("Updated east, Updated west", await lab.SyncAsync(SyncLab.Allowing(renumber: true)));
        Assert.Equal("Unchanged east, Unchanged west", await lab.SyncAsync());
        await lab.AssertCleanAsync();
    }

    [Fact]
    public async Task A_cluster_whose_own_prefix_is_static_no_more_waits_for_no_other()
    {
        await using var lab = await SyncLab.OpenAsync(GroundKind.InProcess);
        await lab.Ground.AddNodesAsync("east", "e1");
        await lab.PutAsync(Network("\"e1\":\"10.0.0.4/30\""));
        await lab.SyncAsync();
        await lab.PutAsync(Network(""));
        ((InProcessGround)lab.Ground).Server("west").Faults.Add(RequestMatch.Write("PATCH", "cidrpools"), Fault.Of(403, "Forbidden"), count: 100);

        Assert.Equal("Failed west, Updated east", await lab.SyncAsync());
    }

    [Theory, MemberData(nameof(GroundRows.All), MemberType = typeof(GroundRows))]
    public async Task Pools_that_only_get_narrower_wait_for_nobody(GroundKind kind)
    {
        await using var lab = await SyncLab.OpenAsync(kind);
        await lab.PutAsync(SyncLab.Subnet);
        await lab.SyncAsync();
        foreach (var cluster in new[] { "east", "west" })
        {
            // Nobody's field, so that it may be set again.
            var pool = (JsonObject)(await lab.Ground.In(cluster).FindAsync(ResourceKind.IPPool, Shared))!.DeepClone();
            await lab.Ground.In(cluster).DeleteAsync(ResourceKind.IPPool, Shared);
            var metadata = pool["metadata"]!.AsObject();
            foreach (var field in new[] { "uid", "resourceVersion", "managedFields", "creationTimestamp", "generation", "selfLink" }) metadata.Remove(field);
            pool["spec"]!.AsObject().Remove("exclusions");
            await lab.Ground.In(cluster).CreateAsync(pool);
        }

        Assert.Equal("Updated east, Updated west", await lab.SyncAsync());
        Assert.Equal("Unchanged east, Unchanged west", await lab.SyncAsync());
    }

    [Fact]
    public async Task What_gives_a_cluster_nothing_waits_for_nobody()
    {
        await using var lab = await SyncLab.OpenAsync(GroundKind.InProcess);
        await lab.Ground.AddNodesAsync("east", "e1");
        await lab.Ground.AddNodesAsync("west", "w1");
        await lab.PutAsync(SyncLab.Subnet);
        await lab.SyncAsync(Watching);
        await StatusAsync(lab, ResourceKind.IPPool, """[{"nodeName":"e1","startIP":"10.0.0.31","endIP":"10.0.0.40"}]""");
        await lab.PutAsync(SyncLab.Subnet + ""","metadata":{"labels":{"a":"b"} }""");

        Assert.Equal("Updated east, Updated west", await lab.SyncAsync(Watching));
    }

    /// <summary>A prefix that is static in the pool that does not go: it moves to a node of west, or is free in west's share.</summary>
    [Theory]
    [InlineData("10.0.0.4/30", "\"w1\":\"10.0.0.4/30\"")]
    [InlineData("10.0.0.12/30", "")]
    public async Task A_pool_that_does_not_go_keeps_its_static_prefixes_as_well(string prefix, string after)
    {
        await using var lab = await SyncLab.OpenAsync(GroundKind.InProcess);
        await lab.Ground.AddNodesAsync("east", "e1");
        await lab.Ground.AddNodesAsync("west", "w1");
        await lab.PutAsync(Network($"\"e1\":\"{prefix}\""));
        await lab.SyncAsync();
        await lab.Ground.AddNodesAsync("west", "w2");
        await lab.PutAsync(Network(after)
            + ""","dpuClusterSelector":{"matchExpressions":[{"key":"cluster","operator":"NotIn","values":["east"]}]}""");
        var east = ((InProcessGround)lab.Ground).Server("east");
        east.Faults.Add(RequestMatch.Write("DELETE", "cidrpools"), Fault.Of(403, "Forbidden"), count: 100);

        Assert.Equal("Failed east, Failed west", await lab.SyncAsync(SyncLab.Allowing(renumber: true, drop: true)));
        await lab.AssertCleanAsync();

        east.Faults.Clear();
        Assert.Equal("Deleted east, Updated west", await lab.SyncAsync(SyncLab.Allowing(renumber: true, drop: true)));
        await lab.AssertCleanAsync();
    }

    [Fact]
    public async Task A_cluster_that_falls_silent_closes_itself_and_not_the_one_that_waits_for_it()
    {
        await using var lab = await StaticAsync(GroundKind.InProcess);
        await lab.PutAsync("""
            "subnet":{"subnet":"10.9.0.0/24","gateway":"10.9.0.254","perNodeIPCount":10},"dpuClusterSelector":{"matchLabels":{"cluster":"west"} }
            """, "zother");
        ((InProcessGround)lab.Ground).Server("east").Faults.Add(RequestMatch.Read("cidrpools/shared"), Fault.CutBefore, count: 100);

        Assert.Equal("Created west, Failed west, Updated east", await lab.SyncAsync(SyncLab.Allowing(renumber: true)));
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task A_static_prefix_stays_where_the_cluster_of_its_node_is_away(GroundKind kind)
    {
        await using var lab = await StaticAsync(kind);
        var ground = (ServerGround)lab.Ground;
        await ground.CutOffAsync("east");
        await using var later = await lab.AgainAsync();

        Assert.Equal("Failed east, Failed west", await later.SyncAsync(SyncLab.Allowing(renumber: true)));

        Assert.Contains(later.Results, static result => result.Error!.Contains(
            "dpf-operator-system/east, which may hand them out, can't be read", StringComparison.Ordinal));
        Assert.Equal("shared: w1 10.0.0.8/30", await lab.AllocationsAsync("west"));
        await ground.ReconnectAsync("east");
        Assert.Equal("Updated east, Updated west", await later.SyncAsync(SyncLab.Allowing(renumber: true)));
        Assert.Equal("shared: w1 10.0.0.4/30", await lab.AllocationsAsync("west"));
        await lab.AssertCleanAsync();
    }

    /// <summary>The prefix lies in the share of west, which would give it to the next node.</summary>
    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task A_prefix_that_is_static_no_more_is_free_once_the_cluster_of_its_node_is_back(GroundKind kind)
    {
        await using var lab = await SyncLab.OpenAsync(kind, session: Quick);
        var ground = (ServerGround)lab.Ground;
        await ground.AddNodesAsync("east", "e1");
        await ground.AddNodesAsync("west", "w1");
        await lab.PutAsync(Network("\"e1\":\"10.0.0.12/30\""));
        Assert.Equal("Created east, Created west", await lab.SyncAsync());
        await ground.AddNodesAsync("west", "w2");
        await ground.CutOffAsync("east");
        await lab.PutAsync(Network(""));
        await using var later = await lab.AgainAsync();

        Assert.Equal("Failed east, Failed west", await later.SyncAsync(SyncLab.Allowing(renumber: true)));

        Assert.Equal("shared: w1 10.0.0.8/30", await lab.AllocationsAsync("west"));
        await ground.ReconnectAsync("east");
        Assert.Equal("Updated east, Updated west", await later.SyncAsync(SyncLab.Allowing(renumber: true)));
        Assert.Equal("shared: e1 10.0.0.0/30", await lab.AllocationsAsync("east"));
        Assert.Equal("shared: w1 10.0.0.8/30, w2 10.0.0.12/30", await lab.AllocationsAsync("west"));
        await lab.AssertCleanAsync();
    }

    /// <summary>West is away with a node that has a static prefix: the prefix is given up in the object, and then east grows.</summary>
    [Fact]
    public async Task What_was_static_in_a_cluster_that_is_away_is_not_forgotten()
    {
        await using var lab = await SyncLab.OpenAsync(GroundKind.InProcess, session: Quick);
        var ground = (ServerGround)lab.Ground;
        await ground.AddNodesAsync("east", "e1");
        await ground.AddNodesAsync("west", "w1");
        await lab.PutAsync(Quota(1, "\"w1\":\"10.0.0.8/30\""));
        Assert.Equal("Created east, Created west", await lab.SyncAsync());
        await ground.CutOffAsync("west");
        await using var later = await lab.AgainAsync();
        await lab.PutAsync(Quota(1, ""));
        Assert.Equal("Failed east, Failed west", await later.SyncAsync());
        await ground.AddNodesAsync("east", "e2");
        await lab.PutAsync(Quota(2, ""));
        Assert.Equal("Failed east, Failed west", await later.SyncAsync());
        await lab.AssertCleanAsync();

        await ground.ReconnectAsync("west");
        Assert.Equal("Updated east, Updated west", await later.SyncAsync(SyncLab.Allowing(renumber: true)));
        await lab.AssertCleanAsync();

        static string Quota(int quota, string allocations) => Network(allocations).Replace(
            "Cluster\":2", string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Cluster\":{quota}"), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(GroundRows.All), MemberType = typeof(GroundRows))]
    public async Task Pools_take_as_many_turns_as_there_are_clusters_in_a_row(GroundKind kind)
    {
        await using var lab = await SyncLab.OpenAsync(kind, new GroundOptions { Clusters = ["east", "north", "west"] });
        await lab.Ground.AddNodesAsync("east", "e1");
        await lab.Ground.AddNodesAsync("north", "n1");
        await lab.Ground.AddNodesAsync("west", "w1");
        await lab.PutAsync(Row("e1", "n1"));
        Assert.Equal("Created east, Created north, Created west", await lab.SyncAsync());
        Assert.Equal("shared: e1 10.0.0.32/30", await lab.AllocationsAsync("east"));

        // Each gets what the one before it has.
        await lab.PutAsync(Row("n1", "w1"));
        Assert.Equal("Updated east, Updated north, Updated west", await lab.SyncAsync(SyncLab.Allowing(renumber: true)));

        Assert.Equal("shared: n1 10.0.0.32/30", await lab.AllocationsAsync("north"));
        Assert.Equal("shared: w1 10.0.0.36/30", await lab.AllocationsAsync("west"));
        await lab.AssertCleanAsync();
    }

    /// <summary>East's only node has addresses of west's share, as an nv-ipam gives them that does not look at exclusions;
    /// west has lost its pool.</summary>
    private static async Task<SyncLab> SquattedAsync(GroundKind kind)
    {
        var lab = await SyncLab.OpenAsync(kind);
        await lab.Ground.AddNodesAsync("east", "e1");
        await lab.Ground.AddNodesAsync("west", "w1");
        await lab.PutAsync(SyncLab.Subnet);
        await lab.SyncAsync(SyncLab.Allocating with { Allocate = false });
        await lab.Ground.In("west").DeleteAsync(ResourceKind.IPPool, Shared);
        await StatusAsync(lab, ResourceKind.IPPool, """[{"nodeName":"e1","startIP":"10.0.0.31","endIP":"10.0.0.40"}]""");
        return lab;
    }

    /// <summary>A static prefix is to go from a node of east to one of west.</summary>
    private static async Task<SyncLab> StaticAsync(GroundKind kind)
    {
        var lab = await SyncLab.OpenAsync(kind, session: Quick);
        await lab.Ground.AddNodesAsync("east", "e1");
        await lab.Ground.AddNodesAsync("west", "w1");
        await lab.PutAsync(Network("\"e1\":\"10.0.0.4/30\""));
        Assert.Equal("Created east, Created west", await lab.SyncAsync());
        Assert.Equal("shared: w1 10.0.0.8/30", await lab.AllocationsAsync("west"));
        await lab.PutAsync(Network("\"w1\":\"10.0.0.4/30\""));
        return lab;
    }

    private static string Network(string allocations) =>
        $$"""
        "network":{"network":"10.0.0.0/28","prefixSize":30,"subnetsPerDPUCluster":2,"allocations":{ {{allocations}} } }
        """;

    private static string Row(string first, string second) =>
        $$"""
        "network":{"network":"10.0.0.0/26","prefixSize":30,"subnetsPerDPUCluster":2,
          "allocations":{"{{first}}":"10.0.0.32/30","{{second}}":"10.0.0.36/30"} }
        """;

    private static Task StatusAsync(SyncLab lab, ResourceKind kind, string allocations) => lab.Ground.In("east").MergeAsync(
        kind, Shared, JsonNode.Parse($$"""{"status":{"allocations":{{allocations}} } }""")!.AsObject());

    private static string ErrorOf(SyncLab lab) => lab.Results.Single(static result => result.Action == SyncAction.Failed).Error!;
}
