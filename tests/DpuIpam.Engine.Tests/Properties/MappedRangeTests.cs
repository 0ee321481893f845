using CsCheck;
using DpuIpam.Allocation;
using DpuIpam.Engine.Tests.Reference;
using DpuIpam.Resources;

namespace DpuIpam.Engine.Tests.Properties;

/// <summary>v4-mapped ranges by docs/upstream.md, 15.3: valid, counted and printed as IPv4, and hardly of use.</summary>
public sealed class MappedRangeTests
{
    private static readonly Gen<Scenario> IPv4Pools = AnyIPPool.Scenarios(canonicalOnly: true)
        .Where(static scenario => ReferenceNetwork.Parse(scenario.Spec.Network)!.IsV4);

    /// <summary>Kind, spec, status, nodes, answer.</summary>
    public static IEnumerable<TheoryDataRow<string, string, string, string, string>> Cases =>
    [
        new("IPPool", "\"subnet\":\"::ffff:0:0/127\",\"perNodeBlockSize\":2", "", "a", "a 0.0.0.0-0.0.0.1"),
        new("IPPool", "\"subnet\":\"::ffff:10.0.0.2/127\",\"perNodeBlockSize\":1", "", "a b c",
            "a 10.0.0.2-10.0.0.2; b 10.0.0.3-10.0.0.3; nothing for c"),
        new("IPPool", "\"subnet\":\"::ffff:10.0.0.2/127\",\"perNodeBlockSize\":1,\"gateway\":\"10.0.0.2\"", "", "a b",
            "a 10.0.0.3-10.0.0.3; nothing for b"),
        new("IPPool", "\"subnet\":\"::ffff:255.255.255.255/128\",\"perNodeBlockSize\":1", "", "a",
            "a 255.255.255.255-255.255.255.255"),
        new("IPPool", "\"subnet\":\"::ffff:10.0.0.0/120\",\"perNodeBlockSize\":4",
            "{\"nodeName\":\"a\",\"startIP\":\"::ffff:10.0.0.5\",\"endIP\":\"10.0.0.8\"}", "a", "a 10.0.0.5-10.0.0.8"),
        new("IPPool", "\"subnet\":\"::ffff:10.0.0.0/120\",\"perNodeBlockSize\":4",
            "{\"nodeName\":\"a\",\"startIP\":\"10.0.0.5\",\"endIP\":\"10.0.0.8\"}", "a b", "panics"),
        new("IPPool", "\"subnet\":\"::ffff:10.0.0.0/120\",\"perNodeBlockSize\":4", "", "", ""),
        new("IPPool", "\"subnet\":\"::ffff:0:0/121\",\"perNodeBlockSize\":126", "", "a", "panics"),
        new("IPPool", "\"subnet\":\"::ffff:0:0/121\",\"perNodeBlockSize\":127", "", "a",
            "spec.perNodeBlockSize: is larger then amount of IPs available in the subnet"),
        new("IPPool",
            "\"subnet\":\"::ffff:10.0.0.0/120\",\"perNodeBlockSize\":4,\"exclusions\":[{\"startIP\":\"10.0.0.9\",\"endIP\":\"10.0.1.1\"}]",
            "", "a", "spec.exclusions[0].endIP: is not part of the 10.0.0.0/24 subnet"),
        new("CIDRPool",
            "\"cidr\":\"::ffff:0:0/127\",\"perNodeNetworkPrefix\":128,\"gatewayIndex\":0,\"staticAllocations\":[{\"nodeName\":\"a\","
            + "\"prefix\":\"::ffff:0:0/128\"}]", "", "a b", "a ::ffff:0:0/128 0.0.0.0; nothing for b"),
        new("CIDRPool", "\"cidr\":\"::ffff:0:0/122\",\"perNodeNetworkPrefix\":124,\"gatewayIndex\":15", "", "a",
            "spec.gatewayIndex: gateway index is outside of the node prefix"),
        new("CIDRPool", "\"cidr\":\"::ffff:0:0/122\",\"perNodeNetworkPrefix\":124,\"gatewayIndex\":14",
            "{\"nodeName\":\"a\",\"prefix\":\"::ffff:0:0/124\",\"gateway\":\"0.0.0.14\"}", "a", "a ::ffff:0:0/124 0.0.0.14"),
        new("CIDRPool", "\"cidr\":\"::ffff:0:0/122\",\"perNodeNetworkPrefix\":124,\"gatewayIndex\":14",
            "{\"nodeName\":\"a\",\"prefix\":\"::ffff:0:0/124\",\"gateway\":\"::ffff:0.0.0.14\"}", "a", "nothing for a"),
        new("CIDRPool", "\"cidr\":\"::ffff:10.0.0.0/120\",\"perNodeNetworkPrefix\":124",
            "{\"nodeName\":\"a\",\"prefix\":\"10.0.0.0/28\"}", "a", "nothing for a"),

        // The last address of a prefix is misread from /126 on upwards, so that no exclusion reaches it.
        new("CIDRPool",
            "\"cidr\":\"::ffff:10.0.0.0/120\",\"perNodeNetworkPrefix\":124,\"exclusions\":[{\"startIP\":\"10.0.0.0\",\"endIP\":\"10.0.0.15\"}]",
            "{\"nodeName\":\"a\",\"prefix\":\"::ffff:10.0.0.0/124\"}", "a", "a ::ffff:10.0.0.0/124 "),
        new("CIDRPool",
            "\"cidr\":\"::ffff:10.0.0.0/120\",\"perNodeNetworkPrefix\":127,\"exclusions\":[{\"startIP\":\"10.0.0.0\",\"endIP\":\"10.0.0.15\"}]",
            "{\"nodeName\":\"a\",\"prefix\":\"::ffff:10.0.0.0/127\"}", "a", "nothing for a"),
        new("CIDRPool",
            "\"cidr\":\"::ffff:0:0/96\",\"perNodeNetworkPrefix\":120,\"gatewayIndex\":1,\"routes\":[{\"dst\":\"::ffff:0:0/96\"},"
            + "{\"dst\":\"10.0.0.0/8\"},{\"dst\":\"fd00::/8\"}],\"defaultGateway\":true", "", "a",
            "spec.routes[0].dst: default route is not allowed if 'defaultGateway' is true; spec.routes[2].dst: is not same address"
            + " family IPv4/IPv6"),
        new("CIDRPool",
            "\"cidr\":\"::ffff:10.0.0.0/112\",\"perNodeNetworkPrefix\":120,\"staticAllocations\":[{\"nodeName\":\"a\",\"prefix\":"
            + "\"10.0.1.0/24\"},{\"nodeName\":\"b\",\"prefix\":\"::ffff:10.0.1.0/120\"}]", "", "a",
            "spec.staticAllocations[0].prefix: ip family doesn't match the pool cidr; spec.staticAllocations: contains multiple"
            + " entries for prefix 10.0.1.0/24"),
    ];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Answers_as_upstream(string kind, string spec, string status, string nodes, string answer)
    {
        var pool = Planning.Given.Pool(kind, spec, status).Resource;

        var result = PoolPass.Run(pool, [.. nodes.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static name => new Node(name))]);

        Assert.Equal(answer, Describe(pool, result));
    }

    /// <summary>What is not a point-to-point range must not ask for a block; everything else is as in IPv4.</summary>
    [Fact]
    public void An_IPPool_answers_as_that_of_the_IPv4_range() => IPv4Pools.Sample(
        static scenario =>
        {
            var network = ReferenceNetwork.Parse(scenario.Spec.Network)!;
            var mapped = scenario with
            {
                Spec = scenario.Spec with { Network = $"::ffff:{network.AddressAt(0)}/{network.Length + 96}" },
            };
            var expected = scenario.Run();

            var result = mapped.Run();

            Assert.Equal(expected.Errors.Count, result.Errors.Count);
            if (result.Errors.Count > 0) return;
            var panics = !network.IsPointToPointOrSingle && expected.Assignments.ToArray().Any(static item => item.RecordedIndex < 0);
            if (panics || (!network.IsPointToPointOrSingle && expected.Unserved.Count > 0))
            {
                Assert.Equal(PassFault.Panics, result.Fault);
                return;
            }

            Assert.Equal(PassFault.None, result.Fault);
            Assert.Equal(ReferencePass.Lines(scenario.Written(expected)), ReferencePass.Lines(mapped.Written(result)));
            Assert.Equal(expected.Discards, result.Discards);
        },
        iter: 10_000);

    /// <summary>The daemon takes the addresses for IPv4 and the mask for one of IPv6.</summary>
    [Theory]
    [InlineData("IPPool", "\"subnet\":\"::ffff:10.0.0.2/127\",\"perNodeBlockSize\":2", "")]
    [InlineData("CIDRPool", "\"cidr\":\"::ffff:10.0.0.0/120\",\"perNodeNetworkPrefix\":124",
        "{\"nodeName\":\"a\",\"prefix\":\"::ffff:10.0.0.0/124\"}")]
    public void No_pod_gets_an_address(string kind, string spec, string status)
    {
        var plan = Planning.Given.Plan(Planning.Given.Pool(kind, spec, status), new Node("a"));

        var allocation = Assert.Single(plan.Allocations);
        Assert.Equal(0, allocation.UsableCount);
        Assert.StartsWith("10.0.0.", allocation.StartIP, StringComparison.Ordinal);
        Assert.Contains(plan.Findings, static finding => finding.RuleId == "MappedRange");
        Assert.DoesNotContain(plan.Findings, static finding => finding.RuleId is "OverlappingExclusions" or "UpstreamPanics");
        Assert.False(plan.IsValid);
    }

    private static string Describe(PoolResource pool, PassResult result)
    {
        if (result.Errors.Count > 0)
            return string.Join("; ", result.Errors.Select(static error => $"{error.Field}: {error.Detail}"));
        return result.Fault == PassFault.Panics
            ? "panics"
            : string.Join("; ", ReferencePass.Lines(RecordedAllocations.Of(pool, result))
                .Concat(result.Unserved.Select(static node => $"nothing for {node}")));
    }
}
