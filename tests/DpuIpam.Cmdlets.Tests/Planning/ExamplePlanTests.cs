namespace DpuIpam.Cmdlets.Tests.Planning;

/// <summary>The README's numbers: the two examples of NVIDIA's documentation, to the address.</summary>
public sealed class ExamplePlanTests : IDisposable
{
    private const string Pool1 = "docs/examples/example-pool1-subnet.yaml";
    private const string Pool2 = "docs/examples/example-pool2-network.yaml";

    private readonly Session _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void Three_nodes_get_blocks_of_256_addresses_from_the_first_address_on()
    {
        var plan = _session.Get($"Get-DpuIpamPlan {Pool1} -NodeCount 3");
        Assert.Equal(
            "example-pool1 dpf-operator-system IPPool Subnet 192.168.0.0/20 3 15 3 12 20 True",
            Line(plan, "Pool", "Namespace", "Kind", "Mode", "Network", "NodeCount", "Capacity", "Allocated", "Free",
                "PercentageUtilized", "IsValid"));
        Assert.Equal(
            [
                "dpu-node-1 0 192.168.0.1 192.168.1.0 192.168.0.1 255 Added",
                "dpu-node-2 1 192.168.1.1 192.168.2.0 192.168.0.1 256 Added",
                "dpu-node-3 2 192.168.2.1 192.168.3.0 192.168.0.1 256 Added",
            ],
            plan.Items("Allocations").Select(static block =>
                Line(block, "NodeName", "Index", "StartIP", "EndIP", "Gateway", "UsableCount", "Change")));
        Assert.Equal(["192.168.0.1-192.168.15.0"], plan.TextItems("Share"));
        Assert.Equal(["192.168.0.0", "192.168.15.1-192.168.15.255"], plan.TextItems("Exclusions"));
        Assert.Equal(
            [
                "GatewayInBlock dpu-node-1 The gateway 192.168.0.1 lies in this node's block: 255 of 256 addresses are usable.",
                "SmallerFitsOne example-pool1 With 255 addresses per node, 16 nodes would fit instead of 15.",
            ],
            plan.Items("Findings").Select(static finding => Line(finding, "RuleId", "Subject", "Message")));
    }

    [Fact]
    public void Three_nodes_get_a_24_each_with_its_own_gateway()
    {
        var plan = _session.Get($"Get-DpuIpamPlan {Pool2} -NodeCount 3");
        Assert.Equal(
            "example-pool2 CIDRPool Network 192.168.0.0/20 3 16 3 13 18.8 True",
            Line(plan, "Pool", "Kind", "Mode", "Network", "NodeCount", "Capacity", "Allocated", "Free",
                "PercentageUtilized", "IsValid"));
        Assert.Equal(
            [
                "dpu-node-1 0 192.168.0.0/24 192.168.0.1 192.168.0.1 192.168.0.254 253 Added",
                "dpu-node-2 1 192.168.1.0/24 192.168.1.1 192.168.1.1 192.168.1.254 253 Added",
                "dpu-node-3 2 192.168.2.0/24 192.168.2.1 192.168.2.1 192.168.2.254 253 Added",
            ],
            plan.Items("Allocations").Select(static prefix =>
                Line(prefix, "NodeName", "Index", "Prefix", "Gateway", "StartIP", "EndIP", "UsableCount", "Change")));
        Assert.Empty(plan.Items("Findings"));
    }

    [Theory]
    [InlineData(Pool1, 15, "dpu-node-15 192.168.14.1-192.168.15.0")]
    [InlineData(Pool2, 16, "dpu-node-16 192.168.15.0/24")]
    public void As_many_nodes_as_fit_all_get_something(string file, int count, string last)
    {
        var plan = _session.Get($"Get-DpuIpamPlan {file} -NodeCount {count}");
        Assert.Equal($"{count} {count} 0 100", Line(plan, "NodeCount", "Allocated", "Free", "PercentageUtilized"));
        Assert.Equal(last, plan.TextItems("Allocations")[^1]);
        Assert.Empty(plan.Items("UnallocatedNodes"));
        Assert.Contains("CapacityReached", plan.Items("Findings").Select(static finding => finding.Text("RuleId")));
    }

    [Theory]
    [InlineData(Pool1, 16, "dpu-node-16")]
    [InlineData(Pool2, 17, "dpu-node-17")]
    public void One_node_too_many_gets_nothing_and_is_named(string file, int count, string unallocated)
    {
        var plan = _session.Get($"Get-DpuIpamPlan {file} -NodeCount {count}");
        Assert.Equal($"{count} {count - 1} 0", Line(plan, "NodeCount", "Allocated", "Free"));
        Assert.Equal([unallocated], plan.TextItems("UnallocatedNodes"));
        Assert.Equal("True", plan.Text("IsValid"));
        Assert.Equal(
            [$"CapacityReached Warning {plan.Text("Pool")}", $"NodeUnallocated Warning {unallocated}"],
            plan.Items("Findings")
                .Select(static finding => Line(finding, "RuleId", "Severity", "Subject"))
                .Where(static line => line.Contains("Warning", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_plans_of_a_folder_pipe_into_their_allocations() => Assert.Equal(
        [
            "dpu-node-1 192.168.0.1-192.168.1.0",
            "dpu-node-2 192.168.1.1-192.168.2.0",
            "dpu-node-1 192.168.0.0/24",
            "dpu-node-2 192.168.1.0/24",
        ],
        _session.Texts("Get-DpuIpamPlan -Path docs/examples -NodeCount 2 | Get-DpuPoolAllocation"));

    [Fact]
    public void A_pool_in_use_keeps_what_it_has()
    {
        var plan = _session.Get("Get-DpuIpamPlan docs/examples/pools/storage.yaml, docs/examples/pools/nodes.yaml");
        Assert.Equal(
            [
                "worker-a 10.10.0.121-10.10.0.180 Kept 10.10.0.121-10.10.0.180",
                "worker-b 10.10.0.1-10.10.0.60 Kept 10.10.0.1-10.10.0.60",
            ],
            plan.Items("Allocations").Select(static block => $"{block} {Line(block, "Change", "Previous")}"));
        Assert.Empty(plan.Items("Changes"));
    }

    [Fact]
    public void A_changed_gateway_index_renumbers_live_nodes_and_the_plan_says_so()
    {
        var plan = _session.Get("Get-DpuIpamPlan docs/examples/pools/fabric.yaml, docs/examples/pools/nodes.yaml");
        Assert.Equal(
            [
                "worker-a 10.20.0.0/24 10.20.0.2 Moved 10.20.1.0/24",
                "worker-b 10.20.1.0/24 10.20.1.2 Moved 10.20.0.0/24",
                "worker-c 10.20.2.0/24 10.20.2.2 Added ",
            ],
            plan.Items("Changes").Select(static prefix => $"{prefix} {Line(prefix, "Gateway", "Change", "Previous")}"));
        Assert.Equal(["RecordDiscarded"], plan.Items("Findings").Select(static finding => finding.Text("RuleId")));
    }

    private static string Line(System.Management.Automation.PSObject item, params string[] properties) =>
        string.Join(' ', properties.Select(item.Text));
}
