using System.Collections.ObjectModel;
using System.Management.Automation;

namespace DpuIpam.Cmdlets.Tests.Commands;

/// <summary>The Tab key: offers what is known, and never fails.</summary>
public sealed class CompletionTests : IDisposable
{
    private readonly Session _session = new();

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("Get-DpuIpamRule -RuleId gatewayin", "GatewayInBlock GatewayIndexNegative GatewayIndexOutside GatewayInvalid")]
    [InlineData("Get-DpuIpamRule -RuleId 'PoolN", "PoolName")]
    [InlineData("Get-DpuIpamRule PoolN", "PoolName")]
    [InlineData("Get-DpuIpamRule -Source ", "Dpf DpuIpam NvIpam")]
    [InlineData("Get-DpuIpamRule -Severity ", "Error Information Warning")]
    [InlineData("Get-DpuIpamPlan x -FailOn ", "Change Hazard Warning")]
    [InlineData("Get-DpuIpamPlan x -NodeCount 12 -RemoveNode dpu-node-1", "dpu-node-10 dpu-node-11 dpu-node-12")]
    [InlineData("Get-DpuIpamPlan x -NodeCount 2 -NodeNamePattern 'w{0}' -RemoveNode ", "w1 w2")]
    [InlineData("Get-DpuIpamPlan x -Node b, a, c -Reregister ", "b a c")]
    [InlineData("Get-DpuIpamPlan x -Node b -RemoveNode a, ", "b")]
    [InlineData("Get-DpuIpamPlan x -NodeCount 3000 -RemoveNode dpu-node-2999", "dpu-node-2999")]
    [InlineData("Get-DpuPoolAllocation x -Change ", "Added Dropped Kept Moved None")]
    [InlineData("Test-DpuPool x -FailOn ", "Error Information Warning")]
    [InlineData("ConvertTo-DpuManifest -As ", "Json Yaml")]
    [InlineData("Get-DpuI", "Get-DpuIpamPlan Get-DpuIpamRule")]
    public void Offers_what_is_known(string line, string expected) => Assert.Equal(expected, string.Join(' ', Complete(line)));

    [Theory]
    [InlineData("Get-DpuIpamRule -RuleId [")]
    [InlineData("Get-DpuIpamRule -RuleId '['")]
    [InlineData("Get-DpuIpamRule -RuleId \"$(throw 1)")]
    [InlineData("Get-DpuIpamPlan x -RemoveNode ")]
    [InlineData("Get-DpuIpamPlan x -NodeCount many -RemoveNode ")]
    [InlineData("Get-DpuIpamPlan x -NodeCount -1 -RemoveNode ")]
    [InlineData("Get-DpuIpamPlan x -NodeCount $unknown -RemoveNode ")]
    [InlineData("Get-DpuIpamPlan x -NodeCount (throw 1) -RemoveNode ")]
    [InlineData("Get-DpuIpamPlan x -Node 'A b' -RemoveNode ")]
    [InlineData("Get-DpuIpamPlan x -Node $null -Reregister ")]
    [InlineData("Get-DpuIpamPlan x -NodeCount 3 -NodeNamePattern x -RemoveNode [")]
    public void Has_nothing_to_offer_without_failing(string line) => Assert.Empty(Complete(line));

    [Fact]
    public void A_million_nodes_are_not_all_offered()
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        Assert.Equal(100, Complete("Get-DpuIpamPlan x -NodeCount 1000000 -RemoveNode ").Length);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void A_rule_comes_with_its_description() => Assert.Equal(
        _session.Get("(Get-DpuIpamRule PoolName).Description").ToString(),
        Assert.Single(Matches("Get-DpuIpamRule PoolN")).ToolTip);

    private string[] Complete(string line) => [.. Matches(line).Select(static match => match.CompletionText)];

    private Collection<CompletionResult> Matches(string line)
    {
        using var shell = PowerShell.Create(_session.Runspace);
        var matches = CommandCompletion.CompleteInput(line, line.Length, null, shell).CompletionMatches;
        Assert.Empty(shell.Streams.Error);
        return matches;
    }
}
