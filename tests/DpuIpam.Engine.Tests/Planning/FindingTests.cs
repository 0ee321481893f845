using DpuIpam.Planning;
using DpuIpam.Validation;

namespace DpuIpam.Engine.Tests.Planning;

/// <summary>Each finding of a plan, raised where it belongs and nowhere else.</summary>
public sealed class FindingTests
{
    private const string V4 = "\"subnet\":\"10.0.0.0/24\",\"perNodeBlockSize\":";
    private const string Net = "\"cidr\":\"10.0.0.0/24\",\"perNodeNetworkPrefix\":";

    /// <summary>Rule, kind, spec, status, number of nodes.</summary>
    public static IEnumerable<TheoryDataRow<string, string, string, string, int>> Cases =>
    [
        Case("GatewayInBlock", "IPPool", V4 + "10,\"gateway\":\"10.0.0.15\"", "", 2),
        Case("NoUsableAddress", "CIDRPool", Net + "29,\"gatewayIndex\":1,\"exclusions\":[{\"startIP\":\"10.0.0.1\",\"endIP\":\"10.0.0.7\"}]", "", 1),
        Case("NoUsableAddress", "CIDRPool", Net + "32,\"gatewayIndex\":0", "", 1),
        Case("FewUsableAddresses", "IPPool", V4 + "10,\"exclusions\":[{\"startIP\":\"10.0.0.1\",\"endIP\":\"10.0.0.8\"}]", "", 1),
        Case("CapacityReached", "IPPool", V4 + "100", "", 2),
        Case("CapacityNearlyReached", "CIDRPool", Net + "28", "", 15),
        Case("SmallerFitsOne", "IPPool", "\"subnet\":\"192.168.0.0/20\",\"perNodeBlockSize\":256", "", 1),
        Case("NodeUnallocated", "IPPool", V4 + "100", "", 3),
        Case("NodesWithoutLabels", "IPPool", V4 + "10,\"nodeSelector\":{\"nodeSelectorTerms\":[{\"matchExpressions\":[{\"key\":\"a\",\"operator\":\"Exists\"}]}]}", "", 1),
        Case("NoNodes", "IPPool", V4 + "10", "", 0),
        Case("OverlappingExclusions", "IPPool", V4 + "10,\"exclusions\":[{\"startIP\":\"10.0.0.100\",\"endIP\":\"10.0.0.110\"},{\"startIP\":\"10.0.0.105\",\"endIP\":\"10.0.0.120\"}]", "", 1),
        Case("OverlappingExclusions", "CIDRPool", Net + "28,\"exclusions\":[{\"startIP\":\"10.0.0.3\",\"endIP\":\"10.0.0.6\"},{\"startIP\":\"10.0.0.5\",\"endIP\":\"10.0.0.9\"}]", "", 1),
        Case("ExclusionCutBackwards", "CIDRPool", Net + "28,\"exclusions\":[{\"startIP\":\"10.0.0.15\",\"endIP\":\"10.0.0.20\"}]", "", 1),
        Case("ExclusionIgnored", "CIDRPool", Net + "29,\"staticAllocations\":[{\"nodeName\":\"n01\",\"prefix\":\"10.0.0.8/29\"}],\"exclusions\":[{\"startIP\":\"10.0.0.0\",\"endIP\":\"10.0.0.255\"}]", "", 1),
        Case("StaticPrefixExcluded", "CIDRPool", Net + "29,\"staticAllocations\":[{\"nodeName\":\"n01\",\"prefix\":\"10.0.0.8/29\"}],\"exclusions\":[{\"startIP\":\"10.0.0.8\",\"endIP\":\"10.0.0.15\"}]", "", 1),
        Case("LongWalk", "CIDRPool", "\"cidr\":\"fd00::/48\",\"perNodeNetworkPrefix\":64,\"perNodeExclusions\":[{\"startIndex\":0,\"endIndex\":2147483647}]", "", 1),
        Case("UpstreamPanics", "IPPool", "\"subnet\":\"::ffff:10.0.0.0/120\",\"perNodeBlockSize\":4", "", 1),
        Case("SearchNeverEnds", "CIDRPool", "\"cidr\":\"fd00::/48\",\"perNodeNetworkPrefix\":128,\"exclusions\":[{\"startIP\":\"fd00::\",\"endIP\":\"fd00::ffff:ffff:ffff:ffff\"}]", "", 1),
        Case("SearchGivesUp", "IPPool", "\"subnet\":\"fd00::/64\",\"perNodeBlockSize\":1,\"exclusions\":[{\"startIP\":\"fd00::\",\"endIP\":\"fd00::9000:0:0:0\"}]", "", 1),
        Case("BroadcastInBlock", "IPPool", V4 + "85", "{\"nodeName\":\"n01\",\"startIP\":\"10.0.0.171\",\"endIP\":\"10.0.0.255\"}", 1),
        Case("RecordDiscarded", "IPPool", V4 + "10", "{\"nodeName\":\"n01\",\"startIP\":\"10.0.0.5\",\"endIP\":\"10.0.0.14\"}", 1),
        Case("PrefixText", "CIDRPool", "\"cidr\":\"fd00::/48\",\"perNodeNetworkPrefix\":64,\"staticAllocations\":[{\"nodeName\":\"n02\",\"prefix\":\"FD00::/64\"}]", "", 2),
        Case("AddressTwice", "CIDRPool", "\"cidr\":\"fd00::/48\",\"perNodeNetworkPrefix\":64,\"staticAllocations\":[{\"nodeName\":\"n02\",\"prefix\":\"FD00::/64\"}]", "", 2),
        Case("NotAtRest", "IPPool", V4 + "100", "{\"nodeName\":\"n01\",\"startIP\":\"10.0.0.1\",\"endIP\":\"10.0.0.100\"},{\"nodeName\":\"n01\",\"startIP\":\"10.0.0.101\",\"endIP\":\"10.0.0.200\"}", 2),
        Case("BlockSizeTooLarge", "IPPool", V4 + "255", "", 1),
        Case("GatewayIndexOutside", "CIDRPool", Net + "28,\"gatewayIndex\":0", "", 1),
    ];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Is_raised(string ruleId, string kind, string spec, string allocations, int nodes)
    {
        var plan = Given.Plan(Given.Pool(kind, spec, allocations), Given.Nodes(nodes));

        var finding = plan.Findings.FirstOrDefault(finding => finding.RuleId == ruleId);

        Assert.True(finding is not null, $"found: {string.Join("; ", plan.Findings)}");
        Assert.Equal("pool", finding.Pool);
        Assert.NotEmpty(finding.Message);
        Assert.Equal(plan.Findings.All(static other => other.Severity != FindingSeverity.Error), plan.IsValid);
    }

    [Fact]
    public void A_plain_pool_has_none()
    {
        var plan = Given.Plan(Given.Pool("CIDRPool", Net + "28,\"gatewayIndex\":1"), Given.Nodes(3));

        Assert.Empty(plan.Findings);
        Assert.True(plan.IsValid);
    }

    [Fact]
    public void The_gravest_come_first()
    {
        var pool = Given.Pool("IPPool", V4 + "100,\"gateway\":\"10.0.0.1\",\"exclusions\":[{\"startIP\":\"10.0.0.100\","
            + "\"endIP\":\"10.0.0.110\"},{\"startIP\":\"10.0.0.105\",\"endIP\":\"10.0.0.120\"}]");

        var severities = Given.Plan(pool, Given.Nodes(3)).Findings.Select(static finding => finding.Severity).ToArray();

        Assert.Equal(severities.OrderDescending(), severities);
        Assert.Contains(FindingSeverity.Error, severities);
    }

    [Fact]
    public void A_selector_that_matches_no_node_is_named()
    {
        var pool = Given.Pool("IPPool", V4 + "10,\"nodeSelector\":{\"nodeSelectorTerms\":[{\"matchExpressions\":"
            + "[{\"key\":\"role\",\"operator\":\"In\",\"values\":[\"dpu\"]}]}]}");

        var plan = Given.Plan(pool, new Node("n01", new Dictionary<string, string> { ["role"] = "host" }));

        Assert.Contains(plan.Findings, static finding => finding.RuleId == "NoNodeSelected"
            && finding.Message.Contains("role=dpu", StringComparison.Ordinal));
    }

    [Fact]
    public void What_Dpf_refuses_and_what_nv_ipam_refuses_is_told_apart()
    {
        var plans = Planner.Plan(new PlanInput
        {
            ServiceIpams =
            [
                Given.ServiceIpam(""),
                Given.ServiceIpam("\"subnet\":{\"subnet\":\"10.0.0.0/29\",\"gateway\":\"10.0.0.1\",\"perNodeIPCount\":7}"),
                Given.ServiceIpam("\"network\":{\"network\":\"10.0.0.5/24\",\"prefixSize\":28}"),
            ],
        });

        var found = plans.SelectMany(static plan => plan.Findings.Select(static f => (f.Source, f.RuleId, f.Field))).ToArray();
        Assert.Contains((FindingSource.Dpf, "ModeMissing", "spec"), found);
        Assert.Contains((FindingSource.Dpf, "DpfCount", "spec.subnet.perNodeIPCount"), found);
        Assert.Contains((FindingSource.NvIpam, "BlockSizeTooLarge", "spec.subnet.perNodeIPCount"), found);
        Assert.Contains((FindingSource.NvIpam, "CidrHostBits", "spec.network.network"), found);
        Assert.All(plans, static plan => Assert.False(plan.IsValid));
    }

    [Fact]
    public void Missing_quotas_and_selectors_without_a_cluster_are_named()
    {
        const string Quotaless = "\"subnet\":{\"subnet\":\"10.0.0.0/24\",\"gateway\":\"10.0.0.1\",\"perNodeIPCount\":7}";
        var input = new PlanInput { ServiceIpams = [Given.ServiceIpam(Quotaless)], Clusters = [Given.Cluster("c1"), Given.Cluster("c2")] };
        var other = new PlanInput
        {
            ServiceIpams = [Given.ServiceIpam(Quotaless + ",\"dpuClusterSelector\":{\"matchLabels\":{\"a\":\"b\"}}")],
            Clusters = [Given.Cluster("c1")],
        };

        Assert.Equal("QuotaMissing", Assert.Single(Assert.Single(Planner.Plan(input)).Findings).RuleId);
        Assert.Equal("NoClusterSelected", Assert.Single(Assert.Single(Planner.Plan(other)).Findings).RuleId);
    }

    [Fact]
    public void Rules_have_unique_ids_and_complete_texts()
    {
        Assert.Equal(Rules.All.Count, Rules.All.Select(static rule => rule.RuleId).Distinct().Count());
        Assert.All(Rules.All, static rule =>
        {
            Assert.EndsWith(".", rule.Description, StringComparison.Ordinal);
            Assert.EndsWith(".", rule.Advice, StringComparison.Ordinal);
            Assert.NotEmpty(rule.Reference);
        });
    }

    private static TheoryDataRow<string, string, string, string, int> Case(
        string ruleId, string kind, string spec, string allocations, int nodes) =>
        new(ruleId, kind, spec, allocations, nodes) { TestDisplayName = $"{ruleId} of {kind} {nodes} {spec.Length}" };
}
