using System.Management.Automation;

namespace DpuIpam.Cmdlets.Tests.Planning;

/// <summary>Which nodes a plan is for: from documents, by name, by number.</summary>
public sealed class NodeTests : IDisposable
{
    private const string Plan = "Get-DpuIpamPlan docs/examples/example-pool1-subnet.yaml";

    private readonly Session _session = new();

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("-NodeCount 3", "dpu-node-1 dpu-node-2 dpu-node-3")]
    [InlineData("-NodeCount 0", "")]
    [InlineData("-NodeCount '2'", "dpu-node-1 dpu-node-2")]
    [InlineData("-NodeCount 2 -NodeNamePattern 'w{0}.lab'", "w1.lab w2.lab")]
    [InlineData("-NodeCount 1 -NodeNamePattern 'r{0}-n{0}'", "r1-n1")]
    [InlineData("-Node b, a", "a b")]
    [InlineData("-Node @()", "")]
    [InlineData("-Node worker-10, worker-9", "worker-10 worker-9")]
    [InlineData("-Node a -NodeCount 2", "a dpu-node-1 dpu-node-2")]
    [InlineData("-Node (ConvertFrom-DpuManifest docs/examples/pools/nodes.yaml)", "worker-a worker-b worker-c")]
    [InlineData("-Node (@(ConvertFrom-DpuManifest docs/examples/pools/nodes.yaml) + 'x')", "worker-a worker-b worker-c x")]
    public void The_nodes_are_those_given_in_byte_order(string parameters, string expected) =>
        Assert.Equal(expected, Names($"{Plan} {parameters}"));

    [Fact]
    public void Counted_names_are_padded_so_that_byte_order_is_number_order()
    {
        var names = Names($"{Plan} -NodeCount 10").Split(' ');
        Assert.Equal("dpu-node-01", names[0]);
        Assert.Equal("dpu-node-10", names[9]);
        Assert.Equal("dpu-node-001", _session.Get($"({Plan} -NodeCount 100).Allocations[0]").Text("NodeName"));
    }

    [Theory]
    [InlineData("-NodeCount $null")]
    [InlineData("-Node $null")]
    [InlineData("-AddNode $null")]
    [InlineData("-RemoveNode $null")]
    [InlineData("-Reregister $null")]
    [InlineData("-FailOn $null")]
    public void A_parameter_that_is_null_is_as_good_as_none(string parameter) =>
        Assert.Equal(["example-pool1 192.168.0.0/20, 0 of 15 nodes"], _session.Texts($"{Plan} {parameter}"));

    [Theory]
    [InlineData("-NodeCount -1", "ParameterArgumentTransformationError", "-1 is no number of nodes: give 0 to 1000000")]
    [InlineData("-NodeCount 1000001", "ParameterArgumentTransformationError", "1000001 is no number of nodes")]
    [InlineData("-NodeCount 99999999999999999999", "ParameterArgumentTransformationError", "is no number of nodes")]
    [InlineData("-NodeCount 1.5", "ParameterArgumentTransformationError", "is no number of nodes")]
    [InlineData("-NodeCount many", "ParameterArgumentTransformationError", "'many' is no number of nodes")]
    [InlineData("-NodeCount @{ a = 'x' }", "ParameterArgumentTransformationError", "'x' is no number of nodes")]
    [InlineData("-NodeCount @{ a = -1 }", "ParameterArgumentTransformationError", "-1 is no number of nodes")]
    [InlineData("-Node 'A b'", "ParameterArgumentTransformationError", "'A b' can't be the name of a node")]
    [InlineData("-Node ''", "ParameterArgumentTransformationError", "'' can't be the name of a node")]
    [InlineData("-AddNode 'A b'", "ParameterArgumentTransformationError", "'A b' can't be the name of a node")]
    [InlineData("-NodeCount 3 -NodeNamePattern node", "ParameterArgumentValidationError", "'node' has no {0}")]
    [InlineData("-NodeCount 3 -NodeNamePattern 'N {0}'", "ParameterArgumentValidationError", "'N {0}' gives no node names")]
    [InlineData("-FailOn Never", "CannotConvertArgumentNoMessage", "Change, Warning, Hazard")]
    public void A_parameter_that_can_not_be_meant_ends_the_command(string parameters, string id, string message)
    {
        var error = _session.Run($"{Plan} {parameters}").End();
        Assert.StartsWith($"{id},", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains(message, error.Message(), StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_decide_which_nodes_a_selector_takes()
    {
        const string Storage = "Get-DpuIpamPlan docs/examples/pools/storage.yaml";
        Assert.Equal("worker-a worker-b", Names($"{Storage} -Node (ConvertFrom-DpuManifest docs/examples/pools/nodes.yaml)"));

        // Of names nothing more is known, so they count as selected, and the plan says so.
        var plan = _session.Get($"{Storage} -Node worker-a, worker-b, worker-c");
        Assert.Equal("3", plan.Text("Allocated"));
        Assert.Contains("NodesWithoutLabels", plan.Items("Findings").Select(static finding => finding.Text("RuleId")));
    }

    [Fact]
    public void A_selector_that_takes_no_node_is_a_warning()
    {
        var finding = Assert.Single(_session.Results("""
            $nodes = ConvertFrom-DpuManifest docs/examples/pools/nodes.yaml
            (Get-DpuIpamPlan docs/examples/pools/storage.yaml -Node $nodes[2]).Findings
            """), static finding => finding.Text("RuleId") == "NoNodeSelected");
        Assert.Equal("Warning", finding.Text("Severity"));
    }

    [Fact]
    public void Without_nodes_the_plan_shows_the_capacity_and_says_so()
    {
        var plan = _session.Get(Plan);
        Assert.Equal(("0", "15"), (plan.Text("Allocated"), plan.Text("Free")));
        Assert.Contains("NoNodes", plan.Items("Findings").Select(static finding => finding.Text("RuleId")));
    }

    [Fact]
    public void A_hundred_thousand_nodes_are_no_trouble()
    {
        using var folder = new Folder();
        var path = folder.Write("large.yaml", Texts.Subnet("large", "10.0.0.0/8", "10.0.0.1", "100"));
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var plan = _session.Get($"Get-DpuIpamPlan '{path}' -NodeCount 100000");
        Assert.Equal("100000", plan.Text("Allocated"));
        Assert.Equal("dpu-node-100000 10.152.150.29-10.152.150.128", plan.TextItems("Allocations")[^1]);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    private string Names(string script) =>
        string.Join(' ', _session.Get(script).Items("Allocations").Select(static allocation => allocation.Text("NodeName")));
}
