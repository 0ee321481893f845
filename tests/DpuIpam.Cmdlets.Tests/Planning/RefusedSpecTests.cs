namespace DpuIpam.Cmdlets.Tests.Planning;

/// <summary>A spec that upstream refuses is a plan with an error finding that names rule and field, not a failed command.</summary>
public sealed class RefusedSpecTests : IDisposable
{
    private readonly Session _session = new();
    private readonly Folder _folder = new();

    public static TheoryData<string, string, string> Refused => new()
    {
        { Texts.Subnet("bad", subnet: "10.0.0.300/24"), "SubnetInvalid", "spec.ipv4Subnet.subnet" },
        { Texts.Subnet("bad", subnet: "10.0.0.0"), "SubnetInvalid", "spec.ipv4Subnet.subnet" },
        { Texts.Subnet("bad", subnet: "010.0.0.0/24"), "SubnetInvalid", "spec.ipv4Subnet.subnet" },
        { Texts.Subnet("bad", gateway: "10.0.0.x"), "GatewayInvalid", "spec.ipv4Subnet.gateway" },
        { Texts.Subnet("bad", gateway: "10.0.1.1"), "GatewayOutside", "spec.ipv4Subnet.gateway" },
        { Texts.Subnet("bad", gateway: "fd00::1"), "GatewayOutside", "spec.ipv4Subnet.gateway" },
        { Texts.Subnet("bad", count: "-5"), "BlockSizeTooSmall", "spec.ipv4Subnet.perNodeIPCount" },
        { Texts.Subnet("bad", count: "0"), "BlockSizeTooSmall", "spec.ipv4Subnet.perNodeIPCount" },
        { Texts.Subnet("bad", count: "9000000000000000000"), "BlockSizeTooLarge", "spec.ipv4Subnet.perNodeIPCount" },
        { Texts.Subnet("bad", subnet: "\"::ffff:10.0.0.0/120\"", gateway: "::ffff:10.0.0.1"), "DpfMapped", "spec.ipv4Subnet.subnet" },
        { Texts.Network("bad", "10.0.0.5/16"), "CidrHostBits", "spec.ipv4Network.network" },
        { Texts.Network("bad", "10.0.0.0/16", "33"), "NodePrefixSize", "spec.ipv4Network.prefixSize" },
        { Texts.Network("bad", "10.0.0.0/16", "-1"), "NodePrefixNegative", "spec.ipv4Network.prefixSize" },
        {
            Texts.Subnet("bad") + """
                  nodeSelector:
                    nodeSelectorTerms:
                    - matchExpressions:
                      - key: a
                        operator: Near
                        values: [b]
                """,
            "SelectorOperator", "spec.nodeSelector.nodeSelectorTerms[0].matchExpressions[0].operator"
        },
        {
            "apiVersion: svc.dpu.nvidia.com/v1alpha1\nkind: DPUServiceIPAM\nmetadata: {name: bad}\nspec: {}\n",
            "ModeMissing", "spec"
        },
    };

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void The_finding_names_rule_and_field_and_the_next_pool_is_planned(string manifest, string rule, string field)
    {
        _folder.Write("bad.yaml", manifest);
        _folder.Write("good.yaml", Texts.Subnet("good"));
        var plans = _session.Results($"Get-DpuIpamPlan '{_folder.Root}' -NodeCount 2").ToDictionary(static plan => plan.Text("Pool"));

        Assert.Equal("False 0 0 0", string.Join(' ', ((string[])["IsValid", "Allocated", "Capacity", "Free"]).Select(plans["bad"].Text)));
        var finding = Assert.Single(plans["bad"].Items("Findings"), finding => finding.Text("RuleId") == rule);
        Assert.Equal("Error", finding.Text("Severity"));
        Assert.Equal(field, finding.Text("Field"));
        Assert.NotEqual("", finding.Text("Advice"));
        Assert.Equal("2", plans["good"].Text("Allocated"));
    }

    [Fact]
    public void A_status_that_contradicts_the_spec_is_named_node_by_node()
    {
        var path = _folder.Write("pool.yaml", """
            apiVersion: nv-ipam.nvidia.com/v1alpha1
            kind: IPPool
            metadata: {name: pool}
            spec: {subnet: 10.0.0.0/24, perNodeBlockSize: 10, gateway: 10.0.0.1}
            status:
              allocations:
              - {nodeName: off-grid, startIP: 10.0.0.3, endIP: 10.0.0.12}
              - {nodeName: outside, startIP: 10.9.0.1, endIP: 10.9.0.10}
              - {nodeName: right, startIP: 10.0.0.21, endIP: 10.0.0.30}
            """);
        var plan = _session.Get($"Get-DpuIpamPlan '{path}' -Node off-grid, outside, right");
        Assert.Equal(
            ["outside outside the pool's range (outside).", "off-grid not on the pool's grid (off-grid)."],
            plan.Items("Findings")
                .Where(static finding => finding.Text("RuleId") == "RecordDiscarded")
                .Select(static finding => $"{finding.Text("NodeName")} {finding.Text("Message").Split(": ")[1]}"));
        // Both nodes move: nobody loses anything.
        Assert.DoesNotContain(
            plan.Items("Findings"), static finding => finding.Text("Message").Contains("dropped", StringComparison.Ordinal));
        Assert.Equal(
            [
                "off-grid 10.0.0.1-10.0.0.10 Moved 10.0.0.3-10.0.0.12",
                "outside 10.0.0.11-10.0.0.20 Moved 10.9.0.1-10.9.0.10",
                "right 10.0.0.21-10.0.0.30 Kept 10.0.0.21-10.0.0.30",
            ],
            plan.Items("Allocations").Select(static block => $"{block} {block.Text("Change")} {block.Text("Previous")}"));
    }
}
