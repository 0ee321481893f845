namespace DpuIpam.Cmdlets.Tests.Planning;

/// <summary>What a plan says of addresses that nodes have, of nodes that are known by name, and of ranges for no host.</summary>
public sealed class AddressWarningTests : IDisposable
{
    private const string Racks = """
        apiVersion: nv-ipam.nvidia.com/v1alpha1
        kind: IPPool
        metadata: {name: r1, namespace: dpf-operator-system}
        spec:
          subnet: 10.9.1.0/24
          perNodeBlockSize: 16
          gateway: 10.9.1.1
          nodeSelector: {nodeSelectorTerms: [{matchExpressions: [{key: rack, operator: In, values: ["1"]}]}]}
        ---
        apiVersion: nv-ipam.nvidia.com/v1alpha1
        kind: IPPool
        metadata: {name: r2, namespace: dpf-operator-system}
        spec:
          subnet: 10.9.2.0/24
          perNodeBlockSize: 16
          gateway: 10.9.2.1
          nodeSelector: {nodeSelectorTerms: [{matchExpressions: [{key: rack, operator: In, values: ["2"]}]}]}
        ---

        """;

    private const string Nodes = """
        apiVersion: v1
        kind: Node
        metadata: {name: n1, labels: {rack: "1"}}
        spec: {podCIDR: 10.9.2.128/25, podCIDRs: [10.9.2.128/25]}
        status: {addresses: [{type: InternalIP, address: 10.9.1.1}, {type: Hostname, address: n1}]}
        ---
        apiVersion: v1
        kind: Node
        metadata: {name: n2, labels: {rack: "1"}}
        status: {addresses: [{type: InternalIP, address: 10.9.1.2}]}
        ---
        apiVersion: v1
        kind: Node
        metadata: {name: n4, labels: {rack: "3"}}
        status: {addresses: [{type: InternalIP, address: 10.10.1.4}]}

        """;

    private readonly Session _session = new();
    private readonly Folder _folder = new();

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_pool_that_hands_out_what_nodes_have_is_warned_of()
    {
        _folder.Write("racks.yaml", Racks + Nodes);
        AssertFound($"Get-DpuIpamPlan '{_folder.Root}'");
    }

    [Fact]
    public void So_is_one_of_a_connection_to_a_folder()
    {
        _folder.Write("racks.yaml", Racks + Nodes);
        _session.Results($"$null = Connect-DpuCluster '{_folder.Root}'");
        AssertFound("Get-DpuIpamPlan");
    }

    [Fact]
    public void Of_a_node_that_is_only_a_name_the_name_is_looked_at()
    {
        _folder.Write("pools.yaml", """
            apiVersion: nv-ipam.nvidia.com/v1alpha1
            kind: IPPool
            metadata: {name: byname, namespace: x}
            spec:
              subnet: 10.3.0.0/24
              perNodeBlockSize: 16
              gateway: 10.3.0.1
              nodeSelector: {nodeSelectorTerms: [{matchFields: [{key: metadata.name, operator: In, values: [n1]}]}]}
            ---
            apiVersion: nv-ipam.nvidia.com/v1alpha1
            kind: IPPool
            metadata: {name: byhost, namespace: x}
            spec:
              subnet: 10.4.0.0/24
              perNodeBlockSize: 16
              gateway: 10.4.0.1
              nodeSelector: {nodeSelectorTerms: [{matchExpressions: [{key: kubernetes.io/hostname, operator: In, values: [n1]}]}]}
            """);

        var plans = _session.Results($"Get-DpuIpamPlan '{_folder.Root}' -Node n1, n2");

        Assert.Equal(["byhost n1 n2", "byname n1"], plans.Select(static plan =>
            $"{plan.Text("Pool")} {string.Join(' ', plan.Items("Allocations").Select(static a => a.Text("NodeName")))}"));
        Assert.Equal(["byhost"], plans
            .Where(static plan => plan.Items("Findings").Any(static finding => finding.Text("RuleId") == "NodesWithoutLabels"))
            .Select(static plan => plan.Text("Pool")));
    }

    [Theory]
    [InlineData("127.0.0.0/8", "'127.0.0.0/8' holds nothing but loopback addresses, which no pod may have")]
    [InlineData("ff02::/16", "'ff02::/16' holds nothing but multicast addresses, which no pod may have")]
    [InlineData("169.254.3.0/24", "'169.254.3.0/24' holds nothing but link-local addresses, which no pod may have")]
    public void No_layout_is_looked_for_where_no_host_may_be(string within, string message)
    {
        var outcome = _session.Run($"Find-DpuIpamLayout 3 10 -Within {within}");

        Assert.Equal("FieldInvalid", outcome.Error().FullyQualifiedErrorId.Split(',')[0]);
        Assert.Contains(message, outcome.Error().Message(), StringComparison.Ordinal);
        Assert.Empty(outcome.Output);
    }

    [Theory]
    [InlineData("0.0.0.0/0", "1.0.0.0/26")]
    [InlineData("126.0.0.0/7", "126.0.0.0/26")]
    [InlineData("::/64", "::20/123")]
    public void A_layout_keeps_clear_of_addresses_of_no_host(string within, string network) => Assert.Equal(
        network, _session.Get($"Find-DpuIpamLayout 3 10 -Within {within} -Mode Subnet -First 1").Text("Network"));

    private void AssertFound(string plan)
    {
        var found = _session.Results($"({plan}).Findings").Where(static finding => finding.Text("Severity") != "Error")
            .Select(static finding => $"{finding.Text("RuleId")} {finding.Text("Subject")}: {finding.Text("Message")}").ToArray();

        Assert.Contains(
            "NodeAddressInPool r1: The pool hands out addresses of nodes: 10.9.1.2 (InternalIP of n2). The gateway 10.9.1.1 is the"
            + " InternalIP of n1.", found);
        Assert.Contains("PodRangeOverlap n1: The pool hands out addresses of the nodes' pod ranges: 10.9.2.128/25 (n1).", found);
        Assert.Contains("NodeNotSelected n4: 1 node is selected by none of the pools: n4.", found);
        Assert.Equal(3, found.Count(static text => !text.StartsWith("GatewayInBlock", StringComparison.Ordinal)
            && !text.StartsWith("SmallerFitsOne", StringComparison.Ordinal) && !text.StartsWith("NoNode", StringComparison.Ordinal)));
    }
}
