using System.Management.Automation;

namespace DpuIpam.Cmdlets.Tests.Commands;

/// <summary>Get-DpuIpamRule: every id that a finding may have, explained.</summary>
public sealed class RuleTests : IDisposable
{
    private readonly Session _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void All_rules_come_sorted_and_each_once()
    {
        var ids = _session.Texts("(Get-DpuIpamRule).RuleId");
        Assert.True(ids.Length > 50, $"{ids.Length} rules");
        Assert.Equal(ids.Distinct().Order(StringComparer.Ordinal), ids);
    }

    [Fact]
    public void Every_rule_says_what_whose_and_what_to_do() => Assert.All(_session.Results("Get-DpuIpamRule"), static rule =>
    {
        Assert.EndsWith(".", rule.Text("Description"), StringComparison.Ordinal);
        Assert.EndsWith(".", rule.Text("Advice"), StringComparison.Ordinal);
        Assert.NotEqual("", rule.Text("Reference"));
        Assert.Equal(rule.Text("RuleId"), rule.ToString());
    });

    [Theory]
    [InlineData("Get-DpuIpamRule GatewayOutside", "GatewayOutside")]
    [InlineData("Get-DpuIpamRule -RuleId gatewayoutside", "GatewayOutside")]
    [InlineData("Get-DpuIpamRule GatewayIn*", "GatewayInBlock GatewayIndexNegative GatewayIndexOutside GatewayInvalid")]
    [InlineData("Get-DpuIpamRule PoolName, CidrInvalid", "PoolName CidrInvalid")]
    [InlineData("Get-DpuIpamRule GatewayIn* -Source DpuIpam", "GatewayInBlock")]
    [InlineData("Get-DpuIpamRule GatewayIn* -Severity Information", "GatewayInBlock")]
    [InlineData("Get-DpuIpamRule GatewayIn* -Severity Information, Error -Source DpuIpam", "GatewayInBlock")]
    [InlineData("Get-DpuIpamRule None*", "")]
    [InlineData("Get-DpuIpamRule PoolName -Source $null -Severity $null", "PoolName")]
    public void Filters_choose(string script, string expected) => Assert.Equal(expected, string.Join(' ', _session.Texts(script)));

    [Fact]
    public void An_unknown_id_is_an_error_and_the_others_come()
    {
        var outcome = _session.Run("Get-DpuIpamRule Nothing, PoolName");
        outcome.Error().Is("RuleNotFound", ErrorCategory.ObjectNotFound, "Nothing");
        Assert.Equal(["PoolName"], outcome.Texts("RuleId"));
    }

    [Fact]
    public void Findings_lead_to_their_rules() => Assert.Equal(
        ["GatewayInBlock", "SmallerFitsOne"],
        _session.Texts("((Get-DpuIpamPlan docs/examples/example-pool1-subnet.yaml -NodeCount 3).Findings | Get-DpuIpamRule).RuleId"));
}
