using DpuIpam.Addressing;
using DpuIpam.Planning;

namespace DpuIpam.Engine.Tests.Planning;

/// <summary>Plans over several DPU clusters, and pools that get in each other's way.</summary>
public sealed class ClusterTests
{
    private const string Shared =
        "\"subnet\":{\"subnet\":\"192.168.0.0/25\",\"gateway\":\"192.168.0.1\",\"perNodeIPCount\":6,\"blocksPerDPUCluster\":10}";

    private const string Statics =
        "\"network\":{\"network\":\"10.0.0.0/28\",\"prefixSize\":30,\"subnetsPerDPUCluster\":2,\"allocations\":{\"n01\":\"10.0.0.8/30\"}}";

    [Fact]
    public void Each_cluster_gets_its_share_and_its_nodes_their_blocks()
    {
        var plans = Plan(Shared, new Node("a", cluster: "ns/c1"), new Node("b", cluster: "ns/c2"), new Node("c", cluster: "ns/c2"));

        Assert.Equal(
            ["ns/c1 192.168.0.1-192.168.0.60 a 192.168.0.1-192.168.0.6",
             "ns/c2 192.168.0.61-192.168.0.120 b 192.168.0.61-192.168.0.66, c 192.168.0.67-192.168.0.72"],
            plans.Select(static plan => $"{plan.Cluster} {plan.Share[0]} {string.Join(", ", plan.Allocations)}"));
        Assert.All(plans, static plan => Assert.Equal(10m, plan.Capacity));
        Assert.Contains(plans[1].Findings, static finding => finding.RuleId == "NextShare");
        Assert.DoesNotContain(plans, static plan => plan.Findings.Any(static f => f.Severity > FindingSeverity.Information));
    }

    [Theory]
    [InlineData("ns/c1", "ns/c1")]
    [InlineData("c1", "ns/c1")]
    [InlineData("c2", "a/c2 ns/c2")]
    [InlineData("a/c2", "a/c2")]
    [InlineData("2", "")]
    [InlineData("bare", "bare")]
    [InlineData("none", "")]
    [InlineData("", "")]
    public void A_name_means_the_clusters_that_go_by_it(string name, string keys) =>
        Assert.Equal(keys, string.Join(' ', new ClusterNames(["ns/c2", "ns/c1", "a/c2", "bare", "ns/c1", "x/bare"]).Matching(name)));

    [Fact]
    public void A_partial_share_is_named()
    {
        var plans = Plan(Shared.Replace(":10}", ":15}", StringComparison.Ordinal), new Node("a", cluster: "ns/c1"));

        Assert.DoesNotContain(plans[0].Findings, static finding => finding.RuleId == "PartialShare");
        Assert.Contains(plans[1].Findings, static finding => finding.RuleId == "PartialShare"
            && finding.Message.Contains("6 of 15", StringComparison.Ordinal));
    }

    [Fact]
    public void A_static_node_in_two_clusters_is_an_error()
    {
        var plans = Plan(Statics, new Node("n01", cluster: "ns/c1"), new Node("n01", cluster: "ns/c2"));

        Assert.All(plans, static plan => Assert.Contains(
            plan.Findings, static finding => finding is { RuleId: "StaticNodeInTwoClusters", NodeName: "n01" }));
    }

    [Fact]
    public void Nodes_of_no_cluster_are_named()
    {
        Assert.All(Plan(Shared, new Node("a")), static plan =>
            Assert.Contains(plan.Findings, static finding => finding.RuleId == "NodesWithoutCluster"));
    }

    [Fact]
    public void A_gateway_that_takes_a_single_address_block_is_named()
    {
        var pool = Given.Pool("IPPool", "\"subnet\":\"10.0.0.0/29\",\"perNodeBlockSize\":1,\"gateway\":\"10.0.0.1\"");

        Assert.Contains(Given.Plan(pool, Given.Nodes(1)).Findings, static finding => finding.RuleId == "GatewayTakesBlock");
    }

    [Fact]
    public void Overlapping_pools_are_named_and_complementary_ones_are_not()
    {
        var one = Given.Pool("IPPool", "\"subnet\":\"10.0.0.0/24\",\"perNodeBlockSize\":10,\"exclusions\":[{\"startIP\":\"10.0.0.128\",\"endIP\":\"10.0.0.255\"}]");
        var complement = Given.Pool("CIDRPool", "\"cidr\":\"10.0.0.0/24\",\"perNodeNetworkPrefix\":28,\"exclusions\":[{\"startIP\":\"10.0.0.0\",\"endIP\":\"10.0.0.127\"}]");
        var other = Given.Pool("CIDRPool", "\"cidr\":\"10.0.0.64/26\",\"perNodeNetworkPrefix\":28");

        Assert.DoesNotContain(Rules(one, complement), static id => id == "RangeOverlap");
        Assert.Equal(2, Rules(one, other).Count(static id => id == "RangeOverlap"));
    }

    [Fact]
    public void Reserved_ranges_are_kept_free()
    {
        var reserved = new ReservedRange("10.0.0.200-10.0.0.210", new Interval(0x0a0000c8, 0x0a0000d2), AddressFamily.IPv4);

        var plan = Assert.Single(Planner.Plan(new PlanInput
        {
            Pools = [Given.Pool("IPPool", "\"subnet\":\"10.0.0.0/24\",\"perNodeBlockSize\":10")],
            ReservedRanges = [reserved],
        }));

        Assert.Contains(plan.Findings, static finding => finding.RuleId == "ReservedOverlap"
            && finding.Message.Contains("10.0.0.200", StringComparison.Ordinal));
    }

    private static IEnumerable<string> Rules(params Pool[] pools) =>
        Planner.Plan(new PlanInput { Pools = pools }).SelectMany(static plan => plan.Findings).Select(static f => f.RuleId);

    private static IReadOnlyList<Plan> Plan(string spec, params Node[] nodes) => Planner.Plan(new PlanInput
    {
        ServiceIpams = [Given.ServiceIpam(spec)],
        Clusters = [Given.Cluster("c2"), Given.Cluster("c1")],
        Nodes = nodes,
    });
}
