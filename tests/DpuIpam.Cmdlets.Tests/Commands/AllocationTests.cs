using System.Management.Automation;

namespace DpuIpam.Cmdlets.Tests.Commands;

/// <summary>Get-DpuPoolAllocation: of plans what would be, of pools what is.</summary>
public sealed class AllocationTests : IDisposable
{
    private const string InUse = "Get-DpuIpamPlan docs/examples/pools | Get-DpuPoolAllocation";

    private readonly Session _session = new();

    public void Dispose() => _session.Dispose();

    public static TheoryData<string> PoolWays =>
    [
        "Get-DpuPoolAllocation docs/examples/pools",
        "Get-DpuPoolAllocation -LiteralPath docs/examples/pools/fabric.yaml, docs/examples/pools/storage.yaml",
        "'docs/examples/pools/fabric.yaml', 'docs/examples/pools/storage.yaml' | Get-DpuPoolAllocation",
        "ConvertFrom-DpuManifest docs/examples/pools/fabric.yaml, docs/examples/pools/storage.yaml | Get-DpuPoolAllocation",
    ];

    [Theory]
    [MemberData(nameof(PoolWays))]
    public void Of_pools_it_lists_what_the_status_records(string script) => Assert.Equal(
        [
            "worker-a 10.20.1.0/24 None ",
            "worker-b 10.20.0.0/24 None ",
            "worker-a 10.10.0.121-10.10.0.180 None ",
            "worker-b 10.10.0.1-10.10.0.60 None ",
        ],
        Lines(script));

    [Fact]
    public void Of_plans_it_lists_what_each_node_gets() => Assert.Equal(
        [
            "worker-a 10.20.0.0/24 Moved 10.20.1.0/24",
            "worker-b 10.20.1.0/24 Moved 10.20.0.0/24",
            "worker-c 10.20.2.0/24 Added ",
            "worker-a 10.10.0.121-10.10.0.180 Kept 10.10.0.121-10.10.0.180",
            "worker-b 10.10.0.1-10.10.0.60 Kept 10.10.0.1-10.10.0.60",
        ],
        Lines(InUse));

    [Theory]
    [InlineData("-NodeName worker-a", "worker-a 10.20.0.0/24; worker-a 10.10.0.121-10.10.0.180")]
    [InlineData("-NodeName WORKER-?", "worker-a 10.20.0.0/24; worker-b 10.20.1.0/24; worker-c 10.20.2.0/24; worker-a 10.10.0.121-10.10.0.180; worker-b 10.10.0.1-10.10.0.60")]
    [InlineData("-NodeName *-c, none", "worker-c 10.20.2.0/24")]
    [InlineData("-NodeName none*", "")]
    [InlineData("-Change Added", "worker-c 10.20.2.0/24")]
    [InlineData("-Change Moved, Added", "worker-a 10.20.0.0/24; worker-b 10.20.1.0/24; worker-c 10.20.2.0/24")]
    [InlineData("-Change Kept", "worker-a 10.10.0.121-10.10.0.180; worker-b 10.10.0.1-10.10.0.60")]
    [InlineData("-Change Kept, Moved -NodeName worker-a", "worker-a 10.20.0.0/24; worker-a 10.10.0.121-10.10.0.180")]
    [InlineData("-Change Dropped", "")]
    [InlineData("-Change None", "")]
    public void Filters_choose(string parameters, string expected) =>
        Assert.Equal(expected, string.Join("; ", _session.Texts($"{InUse} {parameters}")));

    [Fact]
    public void What_is_dropped_is_listed_when_asked_for()
    {
        const string Removed = "Get-DpuIpamPlan docs/examples/pools -RemoveNode worker-a | Get-DpuPoolAllocation -NodeName worker-a";
        Assert.Empty(_session.Results(Removed));
        Assert.Equal(
            ["worker-a nothing Dropped 10.20.1.0/24", "worker-a nothing Dropped 10.10.0.121-10.10.0.180"],
            Lines($"{Removed} -Change Kept, Added, Moved, Dropped"));
    }

    [Theory]
    [InlineData("-NodeName $null")]
    [InlineData("-Change $null")]
    [InlineData("-NodeName @() -Change @()")]
    public void A_filter_that_is_null_or_empty_filters_nothing(string parameters) =>
        Assert.Equal(5, _session.Results($"{InUse} {parameters}").Count);

    [Fact]
    public void A_DPUServiceIPAM_has_no_allocations_of_its_own_and_costs_only_itself()
    {
        var outcome = _session.Run("ConvertFrom-DpuManifest docs/examples/example-pool1-subnet.yaml, docs/examples/pools/fabric.yaml | Get-DpuPoolAllocation");
        Assert.Equal(2, outcome.Output.Count);
        var error = outcome.Error();
        error.Is("InputNotSupported", ErrorCategory.InvalidType, error.TargetObject);
        Assert.Equal("example-pool1", PSObject.AsPSObject(error.TargetObject).Text("Name"));
        Assert.Contains("Get-DpuIpamPlan", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("42, 'docs/examples/pools/fabric.yaml' | Get-DpuPoolAllocation", "InputNotSupported", ErrorCategory.InvalidType, 42)]
    [InlineData("'none', 'docs/examples/pools/fabric.yaml' | Get-DpuPoolAllocation", "PathNotFound", ErrorCategory.ObjectNotFound, "none")]
    [InlineData("Get-DpuPoolAllocation none, docs/examples/pools/fabric.yaml", "PathNotFound", ErrorCategory.ObjectNotFound, "none")]
    public void A_bad_item_costs_only_itself(string script, string id, ErrorCategory category, object target)
    {
        var outcome = _session.Run(script);
        outcome.Error().Is(id, category, target);
        Assert.Equal(2, outcome.Output.Count);
    }

    [Fact]
    public void Addresses_come_in_the_order_in_which_pods_get_them() => Assert.Equal(
        ["192.168.0.2/20", "192.168.0.3/20", "192.168.0.4/20"],
        _session.Texts("(Get-DpuIpamPlan docs/examples/example-pool1-subnet.yaml -NodeCount 1 | Get-DpuPoolAllocation).GetAddresses(3)"));

    [Fact]
    public void Results_come_while_the_input_still_does() => Assert.Equal(
        2,
        _session.Results("""
            & { 'docs/examples/pools/fabric.yaml'; throw 'too far' } | Get-DpuPoolAllocation | & {
                process { $_; if (++$count -eq 2) { break } }
            }
            """).Count);

    private IEnumerable<string> Lines(string script) => _session.Results(script).Select(static allocation =>
        $"{allocation} {allocation.Text("Change")} {allocation.Text("Previous")}");
}
