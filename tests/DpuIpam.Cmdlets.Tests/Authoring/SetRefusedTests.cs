using System.Management.Automation;

namespace DpuIpam.Cmdlets.Tests.Authoring;

/// <summary>Set-DpuServiceIpam returns no object that DPF would not take in place of the old one.</summary>
public sealed class SetRefusedTests : IDisposable
{
    private readonly Session _session = Given.Session();

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("$subnet", "-Network 10.0.0.0/25", "DpfShrink")]
    [InlineData("$subnet", "-PerNodeIPCount 11", "DpfSizeImmutable")]
    [InlineData("$subnet", "-QuotaPerCluster 2", "DpfQuotaDecreased")]
    [InlineData("$subnet", "-QuotaPerCluster $null", "DpfQuotaToggled")]
    [InlineData("$subnet", "-Gateway 10.9.0.1", "DpfGateway GatewayOutside")]
    [InlineData("$network", "-Allocation $null -PrefixSize 25", "DpfSizeImmutable")]
    [InlineData("$network", "-QuotaPerCluster 2", "DpfQuotaToggled")]
    [InlineData("$network", "-GatewayIndex 256", "DpfGatewayIndex GatewayIndexOutside")]
    [InlineData("$network", "-Route 0.0.0.0/0", "DpfDefaultRoute DefaultRouteTwice")]
    public void What_DPF_refuses_is_an_error_with_the_rule(string variable, string parameters, string rules)
    {
        var outcome = _session.Run($"{variable} | Set-DpuServiceIpam -AsObject {parameters} -WarningAction Ignore");
        Assert.Empty(outcome.Output);
        Assert.Null(outcome.Terminating);
        Assert.Equal(rules.Split(' '), outcome.Errors.Select(static error => error.FullyQualifiedErrorId.Split(',')[0]));
        Assert.All(outcome.Errors, static error => Assert.NotEmpty(error.ErrorDetails.RecommendedAction));
    }

    [Theory]
    [InlineData("$subnet", "-PrefixSize 24", "PrefixSize is no field of subnet mode")]
    [InlineData("$subnet", "-GatewayIndex $null", "GatewayIndex is no field of subnet mode")]
    [InlineData("$subnet", "-Allocation @{}", "Allocation is no field of subnet mode")]
    [InlineData("$network", "-Gateway 10.1.0.1", "Gateway is no field of network mode")]
    [InlineData("$network", "-PerNodeIPCount 10", "PerNodeIPCount is no field of network mode")]
    [InlineData("$subnet", "-ReserveFirst 200 -ReserveLast 54", "leave nothing")]
    public void What_the_mode_has_no_place_for_is_refused(string variable, string parameters, string message)
    {
        var outcome = _session.Run($"{variable} | Set-DpuServiceIpam -AsObject {parameters}");
        var error = outcome.Error();
        error.Is("FieldInvalid", ErrorCategory.InvalidArgument, _session.Get(variable).BaseObject);
        Assert.Contains(message, error.Message(), StringComparison.Ordinal);
        Assert.Empty(outcome.Output);
    }

    [Fact]
    public void A_refused_object_costs_only_itself()
    {
        var outcome = _session.Run("$subnet, $network, $subnet | Set-DpuServiceIpam -AsObject -Gateway 10.0.0.2");
        Assert.Equal(["subnet", "subnet"], outcome.Texts("Name"));
        outcome.Error().Is("FieldInvalid", ErrorCategory.InvalidArgument, _session.Get("$network").BaseObject);
    }

    [Fact]
    public void An_older_API_lets_the_size_change() => Assert.Equal(
        "11", _session.Get("$subnet | Set-DpuServiceIpam -AsObject -PerNodeIPCount 11 -ApiGeneration G0").Text("PerNodeIPCount"));

    [Fact]
    public void Without_AsObject_there_must_be_a_cluster()
    {
        var outcome = _session.Run("$subnet | Set-DpuServiceIpam -QuotaPerCluster 4");
        var error = outcome.Error();
        error.Is("NotConnected", ErrorCategory.ConnectionError, _session.Get("$subnet").BaseObject);
        Assert.Empty(outcome.Output);
    }

    [Fact]
    public void WhatIf_shows_what_would_be() => Assert.Equal(
        "4", _session.Get("$subnet | Set-DpuServiceIpam -QuotaPerCluster 4 -WhatIf").Text("QuotaPerCluster"));
}
