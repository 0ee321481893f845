using System.Globalization;
using DpuIpam.Planning;
using DpuIpam.Resources;

namespace DpuIpam.Engine.Tests.Planning;

/// <summary>Warnings about addresses that can't be right, or that something else has; and what is not worth a warning.</summary>
public sealed class AddressWarningTests
{
    [Theory]
    [InlineData("IPPool", "\"subnet\":\"127.0.0.0/8\",\"perNodeBlockSize\":32", "loopback addresses (127.0.0.0/8)")]
    [InlineData("CIDRPool", "\"cidr\":\"127.0.0.0/8\",\"perNodeNetworkPrefix\":32", "loopback addresses (127.0.0.0/8)")]
    [InlineData("IPPool", "\"subnet\":\"239.1.0.0/16\",\"perNodeBlockSize\":32,\"gateway\":\"239.1.0.1\"", "multicast addresses (224.0.0.0/4)")]
    [InlineData("IPPool", "\"subnet\":\"169.254.0.0/16\",\"perNodeBlockSize\":32", "link-local addresses (169.254.0.0/16)")]
    [InlineData("IPPool", "\"subnet\":\"ff02::/64\",\"perNodeBlockSize\":32", "multicast addresses (ff00::/8)")]
    [InlineData("IPPool", "\"subnet\":\"fe80::/64\",\"perNodeBlockSize\":32", "link-local addresses (fe80::/10)")]
    [InlineData("IPPool", "\"subnet\":\"250.0.0.0/8\",\"perNodeBlockSize\":32", "class E addresses (240.0.0.0/4)")]
    [InlineData("IPPool", "\"subnet\":\"0.0.0.0/24\",\"perNodeBlockSize\":32", "addresses of \"this network\" (0.0.0.0/8)")]
    [InlineData("CIDRPool", "\"cidr\":\"::/126\",\"perNodeNetworkPrefix\":128", "the unspecified address (::/128), the loopback address (::1/128)")]
    [InlineData("CIDRPool", "\"cidr\":\"::fffe:0:0/95\",\"perNodeNetworkPrefix\":104", "IPv4-mapped addresses (::ffff:0:0/96)")]
    [InlineData("CIDRPool", "\"cidr\":\"0.0.0.0/0\",\"perNodeNetworkPrefix\":8",
        "addresses of \"this network\" (0.0.0.0/8), loopback addresses (127.0.0.0/8), link-local addresses (169.254.0.0/16),"
        + " multicast addresses (224.0.0.0/4), class E addresses (240.0.0.0/4)")]
    [InlineData("IPPool", "\"subnet\":\"126.0.0.0/7\",\"perNodeBlockSize\":32,\"exclusions\":[{\"startIP\":\"127.0.0.0\",\"endIP\":\"127.255.255.255\"}]", "")]
    [InlineData("IPPool", "\"subnet\":\"10.0.0.0/8\",\"perNodeBlockSize\":32", "")]
    [InlineData("IPPool", "\"subnet\":\"::1:0/112\",\"perNodeBlockSize\":32", "")]
    public void Special_addresses_are_named(string kind, string spec, string named)
    {
        var found = Given.Plan(Given.Pool(kind, spec)).Findings.Where(static finding => finding.RuleId == "SpecialRange").ToArray();

        Assert.Equal(named, string.Join(' ', found.Select(static f => f.Message["The pool hands out ".Length..^1])));
        Assert.All(found, finding => Assert.Equal(kind == "IPPool" ? "spec.subnet" : "spec.cidr", finding.Field));
    }

    [Theory]
    [InlineData("IPPool", "\"subnet\":\"10.5.0.0/24\",\"gateway\":\"10.5.0.255\",\"perNodeBlockSize\":85", "spec.gateway", "broadcast address of 10.5.0.0/24")]
    [InlineData("IPPool", "\"subnet\":\"10.6.0.0/24\",\"gateway\":\"10.6.0.0\",\"perNodeBlockSize\":60", "spec.gateway", "network address of 10.6.0.0/24")]
    [InlineData("CIDRPool", "\"cidr\":\"10.6.0.0/24\",\"perNodeNetworkPrefix\":28,\"staticAllocations\":[{\"nodeName\":\"a\",\"prefix\":\"10.6.0.16/28\",\"gateway\":\"10.6.0.31\"}]", "spec.staticAllocations[0].gateway", "broadcast address of 10.6.0.16/28")]
    [InlineData("IPPool", "\"subnet\":\"10.6.0.0/31\",\"gateway\":\"10.6.0.0\",\"perNodeBlockSize\":1", null, null)]
    [InlineData("IPPool", "\"subnet\":\"fd00::/64\",\"gateway\":\"fd00::\",\"perNodeBlockSize\":60", null, null)]
    [InlineData("IPPool", "\"subnet\":\"10.6.0.0/24\",\"gateway\":\"10.6.0.254\",\"perNodeBlockSize\":60", null, null)]
    public void A_gateway_where_no_router_answers_is_named(string kind, string spec, string? field, string? edge)
    {
        var found = Given.Plan(Given.Pool(kind, spec)).Findings.Where(static finding => finding.RuleId == "GatewayOnEdge").ToArray();

        Assert.Equal(field is null ? 0 : 1, found.Length);
        if (field is null) return;
        Assert.Equal(field, found[0].Field);
        Assert.Contains(edge!, found[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Addresses_of_nodes_are_named()
    {
        var pool = Given.Pool("IPPool", "\"subnet\":\"10.9.1.0/24\",\"perNodeBlockSize\":16,\"gateway\":\"10.9.1.1\","
            + "\"exclusions\":[{\"startIP\":\"10.9.1.4\",\"endIP\":\"10.9.1.4\"}]");
        Node[] nodes = [Node("n1", "10.9.1.1"), Node("n2", "10.9.1.2"), Node("n3", "10.9.2.3"), Node("n4", "10.9.1.4"), Node("n5", "fd00::1")];

        var finding = Assert.Single(Given.Plan(pool, nodes).Findings, static finding => finding.RuleId == "NodeAddressInPool");

        Assert.Equal("The pool hands out addresses of nodes: 10.9.1.2 (InternalIP of n2). The gateway 10.9.1.1 is the InternalIP of n1.", finding.Message);
        Assert.Null(finding.NodeName);
    }

    [Fact]
    public void Thousands_of_nodes_in_a_pool_are_one_warning()
    {
        var pool = Given.Pool("CIDRPool", "\"cidr\":\"10.0.0.0/8\",\"perNodeNetworkPrefix\":24");
        var nodes = Enumerable.Range(1, 5000).Select(static i =>
            Node(string.Create(CultureInfo.InvariantCulture, $"n{i:D4}"), string.Create(CultureInfo.InvariantCulture, $"10.1.{i / 250}.{1 + (i % 250)}"))).ToArray();

        var finding = Assert.Single(Given.Plan(pool, nodes).Findings, static finding => finding.RuleId == "NodeAddressInPool");

        Assert.EndsWith(" and 4997 more.", finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"podCIDR\":\"10.244.1.0/24\"", "10.244.0.0/16", "10.244.1.0/24 (n1)")]
    [InlineData("\"podCIDR\":\"10.244.1.0/24\",\"podCIDRs\":[\"10.244.1.0/24\",\"fd00::/64\"]", "10.244.0.0/16", "10.244.1.0/24 (n1)")]
    [InlineData("\"podCIDRs\":[\"10.0.0.0/8\"]", "10.244.0.0/16", "10.0.0.0/8 (n1)")]
    [InlineData("\"podCIDRs\":[\"10.244.1.0/24\"]", "10.245.0.0/16", null)]
    [InlineData("\"podCIDRs\":[7,\"x\",null],\"podCIDR\":{}", "10.245.0.0/16", null)]
    public void A_pod_range_of_a_node_is_named(string spec, string cidr, string? named)
    {
        var pool = Given.Pool("CIDRPool", $"\"cidr\":\"{cidr}\",\"perNodeNetworkPrefix\":24");
        var node = DpuIpam.Node.Of(new NodeResource(Given.Document($$"""{"kind":"Node","metadata":{"name":"n1"},"spec":{ {{spec}} } }""")), null);

        var found = Given.Plan(pool, node).Findings.Where(static finding => finding.RuleId == "PodRangeOverlap").ToArray();

        Assert.Equal(named is null ? 0 : 1, found.Length);
        if (named is not null) Assert.Contains(named, found[0].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"perNodeBlockSize\":128,\"gateway\":\"10.80.0.1\",\"exclusions\":[{\"startIP\":\"10.80.0.10\",\"endIP\":\"10.80.0.20\"}]",
        "The gateway 10.80.0.1 lies in this node's block: 116 of 128 addresses are usable; 1 is the gateway, 11 are excluded.")]
    [InlineData("\"perNodeBlockSize\":128,\"gateway\":\"10.80.0.1\",\"exclusions\":[{\"startIP\":\"10.80.0.10\",\"endIP\":\"10.80.0.10\"}]",
        "The gateway 10.80.0.1 lies in this node's block: 126 of 128 addresses are usable; 1 is the gateway, 1 is excluded.")]
    [InlineData("\"perNodeBlockSize\":128,\"gateway\":\"10.80.0.1\"", "The gateway 10.80.0.1 lies in this node's block: 127 of 128 addresses are usable.")]
    [InlineData("\"perNodeBlockSize\":128,\"gateway\":\"10.80.0.1\",\"exclusions\":[{\"startIP\":\"10.80.0.1\",\"endIP\":\"10.80.0.10\"}]", null)]
    public void What_the_gateway_costs_and_what_exclusions_cost_is_told_apart(string spec, string? message)
    {
        var plan = Given.Plan(Given.Pool("IPPool", "\"subnet\":\"10.80.0.0/16\"," + spec), new Node("a"));

        Assert.Equal(message, plan.Findings.FirstOrDefault(static finding => finding.RuleId == "GatewayInBlock")?.Message);
    }

    [Theory]
    [InlineData("192.168.0.0/20", 256, 1, true)]
    [InlineData("10.80.0.0/16", 128, 1, false)]
    [InlineData("10.80.0.0/16", 128, 500, true)]
    [InlineData("10.5.0.0/24", 85, 1, false)]
    [InlineData("10.5.0.0/24", 85, 2, true)]
    [InlineData("10.5.0.0/24", 85, 3, true)]
    [InlineData("10.5.0.0/24", 16, 1, true)]
    [InlineData("10.5.0.0/24", 8, 1, false)]
    [InlineData("fd00::/64", 32, 1, false)]
    public void A_smaller_size_is_told_where_room_is_short_or_a_lost_block_surprises(string subnet, int size, int nodes, bool isTold)
    {
        var pool = Given.Pool("IPPool", string.Create(CultureInfo.InvariantCulture, $"\"subnet\":\"{subnet}\",\"perNodeBlockSize\":{size}"));

        var plan = Given.Plan(pool, [.. Enumerable.Range(1, nodes).Select(static i => new Node(string.Create(CultureInfo.InvariantCulture, $"n{i}")))]);

        Assert.Equal(isTold, plan.Findings.Any(static finding => finding.RuleId == "SmallerFitsOne"));
    }

    [Fact]
    public void The_same_of_ten_thousand_nodes_is_not_told_ten_thousand_times()
    {
        var pool = Given.Pool("CIDRPool",
            "\"cidr\":\"10.0.0.0/8\",\"perNodeNetworkPrefix\":24,\"perNodeExclusions\":[{\"startIndex\":1,\"endIndex\":200}]");

        var found = Given.Plan(pool, Many(10_000)).Findings.Where(static finding => finding.RuleId == "FewUsableAddresses").ToArray();

        Assert.Equal(FindingList.MostOfOneRule + 1, found.Length);
        Assert.Equal("The same is found 9990 times more (n00011, n00012, n00013 and others).", found[^1].Message);
    }

    [Fact]
    public void A_share_of_a_range_that_no_cluster_gets_can_not_fail()
    {
        const string Unshareable = "\"network\":{\"network\":\"10.0.0.0/24\",\"prefixSize\":20}";
        var plan = Assert.Single(Planner.Plan(new PlanInput
        {
            ServiceIpams = [Given.ServiceIpam(Unshareable + ",\"dpuClusterSelector\":{\"matchLabels\":{\"a\":\"b\"}}")],
            Clusters = [Given.Cluster("c1")],
        }));

        Assert.Contains(plan.Findings, static finding => finding.RuleId == "NoClusterSelected");
        Assert.DoesNotContain(plan.Findings, static finding => finding.Message.Contains("DPF would fail", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("::/80", 83, 8, "ShareNotPossible")]
    [InlineData("::fffe:0:0/95", 96, 2, "ShareNotPossible")]
    [InlineData("::/79", 83, 8, "ShareNotPossible")]
    [InlineData("::/79", 83, 9, null)]
    [InlineData("fd00::/80", 83, 8, null)]
    public void A_share_that_ends_on_a_mapped_address_can_be_stored_and_not_read(string network, int size, int quota, string? rule)
    {
        var plan = Assert.Single(Planner.Plan(new PlanInput
        {
            ServiceIpams =
            [
                Given.ServiceIpam(string.Create(CultureInfo.InvariantCulture,
                    $"\"network\":{{\"network\":\"{network}\",\"prefixSize\":{size},\"subnetsPerDPUCluster\":{quota}}}")),
            ],
            Clusters = [Given.Cluster("c1")],
        }));

        var finding = plan.Findings.FirstOrDefault(static finding => finding.Severity == FindingSeverity.Error);
        Assert.Equal(rule, finding?.RuleId);
        if (rule is not null) Assert.Contains("could not be read back", finding!.Message, StringComparison.Ordinal);
    }

    private static Node[] Many(int count) =>
        [.. Enumerable.Range(1, count).Select(static i => new Node(string.Create(CultureInfo.InvariantCulture, $"n{i:D5}")))];

    private static Node Node(string name, string address) => DpuIpam.Node.Of(
        new NodeResource(Given.Document($$"""
            {"kind":"Node","metadata":{"name":"{{name}}"},"status":{"addresses":[{"type":"Hostname","address":"{{name}}"},{"type":"InternalIP","address":"{{address}}"}]} }
            """)), null);
}
