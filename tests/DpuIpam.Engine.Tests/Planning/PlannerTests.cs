using DpuIpam.Planning;

namespace DpuIpam.Engine.Tests.Planning;

/// <summary>Plans: the documented examples, changes against what is recorded, and "what if".</summary>
public sealed class PlannerTests
{
    private const string Subnet =
        "\"ipv4Subnet\":{\"subnet\":\"192.168.0.0/20\",\"gateway\":\"192.168.0.1\",\"perNodeIPCount\":256}";

    private const string Network =
        "\"ipv4Network\":{\"network\":\"192.168.0.0/20\",\"gatewayIndex\":1,\"prefixSize\":24}";

    private const string Recorded =
        "{\"nodeName\":\"a\",\"startIP\":\"10.0.0.11\",\"endIP\":\"10.0.0.20\"},{\"nodeName\":\"b\",\"startIP\":\"10.0.0.1\",\"endIP\":\"10.0.0.10\"}";

    private const string Blocks = "\"subnet\":\"10.0.0.0/24\",\"perNodeBlockSize\":10";

    [Fact]
    public void The_documented_subnet_holds_15_nodes_and_the_first_lacks_the_gateway()
    {
        var plan = PlanOf(Subnet, 16);

        Assert.Equal((15m, 15, 0m, 100d), (plan.Capacity, plan.Allocated, plan.Free, plan.PercentageUtilized));
        Assert.Equal("n01 192.168.0.1-192.168.1.0", plan.Allocations[0].ToString());
        Assert.Equal(255, plan.Allocations[0].UsableCount);
        Assert.Equal(256, plan.Allocations[14].UsableCount);
        Assert.Equal(["192.168.0.2/20", "192.168.0.3/20"], plan.Allocations[0].GetAddresses(2));
        Assert.Equal(["n16"], plan.UnallocatedNodes);
        Assert.Equal(["192.168.0.1-192.168.15.0"], plan.Share.Select(static range => range.ToString()));
        Assert.Equal(["192.168.0.0", "192.168.15.1-192.168.15.255"], plan.Exclusions.Select(static range => range.ToString()));
    }

    [Fact]
    public void The_documented_network_gives_each_node_its_own_gateway()
    {
        var plan = PlanOf(Network, 3);

        Assert.Equal(16m, plan.Capacity);
        Assert.Equal(
            ["n01 192.168.0.0/24 192.168.0.1 253", "n02 192.168.1.0/24 192.168.1.1 253", "n03 192.168.2.0/24 192.168.2.1 253"],
            plan.Allocations.Select(static a => $"{a.NodeName} {a.Prefix} {a.Gateway} {a.UsableCount}"));
        Assert.Equal(("192.168.1.1", "192.168.1.254"), (plan.Allocations[1].StartIP, plan.Allocations[1].EndIP));
    }

    [Fact]
    public void Changes_are_told_node_by_node()
    {
        var pool = Given.Pool("IPPool", Blocks, Recorded + ",{\"nodeName\":\"c\",\"startIP\":\"10.0.0.22\",\"endIP\":\"10.0.0.31\"}");

        var plan = Given.Plan(pool, new Node("b"), new Node("c"), new Node("d"));

        Assert.Equal(
            ["b Kept 10.0.0.1-10.0.0.10", "c Moved 10.0.0.22-10.0.0.31", "d Added "],
            plan.Allocations.Select(static a => $"{a.NodeName} {a.Change} {a.Previous}"));
        Assert.Equal(["c Moved", "d Added", "a Dropped"], plan.Changes.Select(static a => $"{a.NodeName} {a.Change}"));
    }

    [Fact]
    public void A_changed_gateway_index_moves_nodes_even_where_the_prefix_stays()
    {
        var pool = Given.Pool("CIDRPool", "\"cidr\":\"10.0.0.0/24\",\"perNodeNetworkPrefix\":28,\"gatewayIndex\":2",
            "{\"nodeName\":\"a\",\"prefix\":\"10.0.0.0/28\",\"gateway\":\"10.0.0.1\"}");

        var change = Assert.Single(Given.Plan(pool, new Node("a")).Changes);

        Assert.Equal((AllocationChange.Moved, "10.0.0.0/28 gateway 10.0.0.1"), (change.Change, change.Previous));
    }

    [Fact]
    public void The_pools_status_is_what_a_DPUServiceIPAM_is_compared_with()
    {
        var ipam = Given.ServiceIpam("\"subnet\":{\"subnet\":\"10.0.0.0/24\",\"gateway\":\"10.0.0.1\",\"perNodeIPCount\":10}");
        var document = Given.Document($$"""
            {"kind":"IPPool","metadata":{"name":"pool","namespace":"dpf-operator-system"},
             "spec":{"subnet":"10.0.0.0/24","perNodeBlockSize":10},"status":{"allocations":[{{Recorded}}] } }
            """);
        var pool = new Pool(new Resources.IPPoolResource(document), null);

        var plan = Assert.Single(Planner.Plan(new PlanInput
        {
            ServiceIpams = [ipam], Pools = [pool], Nodes = [new Node("a"), new Node("b")],
        }));

        Assert.Empty(plan.Changes);
        Assert.Equal(2, plan.Allocated);
    }

    [Fact]
    public void A_node_that_registers_again_takes_the_lowest_free_block()
    {
        var pool = Given.Pool("IPPool", Blocks, Recorded);
        var nodes = new[] { new Node("a"), new Node("b") };

        var plan = Assert.Single(Planner.Plan(new PlanInput
        {
            Pools = [pool], Nodes = nodes, AddedNodes = [new Node("0")], ReregisteredNodes = ["b"],
        }));

        Assert.Equal(
            ["0 Added 10.0.0.1", "a Kept 10.0.0.11", "b Moved 10.0.0.21"],
            plan.Allocations.Select(static a => $"{a.NodeName} {a.Change} {a.StartIP}"));
    }

    [Fact]
    public void What_if_on_a_fresh_pool_is_compared_with_the_plan_itself()
    {
        var pool = Given.Pool("IPPool", Blocks);

        var plan = Assert.Single(Planner.Plan(new PlanInput
        {
            Pools = [pool], Nodes = Given.Nodes(3), RemovedNodes = ["n02"], AddedNodes = [new Node("x")],
        }));

        Assert.Equal(["x Added", "n02 Dropped"], plan.Changes.Select(static a => $"{a.NodeName} {a.Change}"));
        Assert.Equal("10.0.0.11", plan.Allocations[^1].StartIP);
    }

    [Fact]
    public void Order_of_input_does_not_matter()
    {
        var pools = new[] { Given.Pool("IPPool", Blocks, Recorded), Given.Pool("CIDRPool", "\"cidr\":\"10.0.0.0/24\",\"perNodeNetworkPrefix\":28") };
        var nodes = Given.Nodes(5);

        var one = Planner.Plan(new PlanInput { Pools = pools, Nodes = nodes });
        var other = Planner.Plan(new PlanInput { Pools = [pools[1], pools[0]], Nodes = [.. nodes.Reverse()] });

        Assert.Equal(one.Select(Describe), other.Select(Describe));
    }

    [Fact]
    public void Counts_beyond_all_bounds_stay_numbers()
    {
        var plan = Given.Plan(Given.Pool("CIDRPool", "\"cidr\":\"::/0\",\"perNodeNetworkPrefix\":128"), Given.Nodes(1));

        Assert.Equal(decimal.MaxValue, plan.Free);
        Assert.Equal("n01 ::/128", plan.Allocations[0].ToString());
    }

    private static string Describe(Plan plan) =>
        $"{plan} {string.Join(';', plan.Allocations)} {string.Join(';', plan.Findings)}";

    private static Plan PlanOf(string spec, int nodes) => Assert.Single(
        Planner.Plan(new PlanInput { ServiceIpams = [Given.ServiceIpam(spec)], Nodes = Given.Nodes(nodes) }));
}
