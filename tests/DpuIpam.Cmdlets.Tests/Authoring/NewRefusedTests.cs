using System.Management.Automation;

namespace DpuIpam.Cmdlets.Tests.Authoring;

/// <summary>New-DpuServiceIpam returns no object that DPF or nv-ipam would refuse.</summary>
public sealed class NewRefusedTests : IDisposable
{
    private const string Subnet = "pool 10.0.0.0/24 -PerNodeIPCount 10 -Gateway 10.0.0.1";
    private const string Network = "pool 10.0.0.0/24 -PrefixSize 28";

    private readonly Session _session = new();

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("Pool_A 10.0.0.0/24 -PrefixSize 28", "DpfName")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa 10.0.0.0/24 -PrefixSize 28", "DpfName")]
    [InlineData("pool 10.0.0.0 -PrefixSize 28", "DpfNetworkInvalid CidrInvalid")]
    [InlineData("pool 10.0.0.0 -PerNodeIPCount 10 -Gateway 10.0.0.1", "DpfNetworkInvalid SubnetInvalid")]
    [InlineData("pool ::ffff:10.0.0.0/120 -PrefixSize 124", "DpfMapped")]
    [InlineData("pool 10.0.0.0/24 -PrefixSize 16", "DpfPrefixTooShort NodePrefixSize")]
    [InlineData("pool 10.0.0.0/24 -PrefixSize 40", "DpfPrefixSize NodePrefixSize")]
    [InlineData("pool 10.0.0.0/24 -PerNodeIPCount 300 -Gateway 10.0.0.1", "DpfCount BlockSizeTooLarge")]
    [InlineData(Network + " -GatewayIndex 0", "GatewayIndexOutside")]
    [InlineData(Network + " -GatewayIndex 16", "DpfGatewayIndex GatewayIndexOutside")]
    [InlineData(Network + " -GatewayIndex -1", "DpfGatewayIndex GatewayIndexNegative")]
    [InlineData(Network + " -Allocation @{ a = '10.9.0.0/28' }", "DpfStaticOutside StaticPrefixOutside")]
    [InlineData(Network + " -Allocation @{ a = 'x' }", "DpfStaticInvalid StaticPrefixInvalid")]
    [InlineData(Subnet + " -Exclusion 10.9.0.1", "DpfExcludeRange DpfExcludeRange ExclusionOutside ExclusionOutside")]
    [InlineData(Subnet + " -Route nonsense", "DpfRoute RouteInvalid")]
    [InlineData(Subnet + " -Route fd00::/64", "DpfRoute RouteFamily")]
    [InlineData(Subnet + " -DefaultGateway -Route 0.0.0.0/0", "DpfDefaultRoute DefaultRouteTwice")]
    [InlineData(Subnet + " -QuotaPerCluster 0", "DpfQuotaMin")]
    [InlineData(Subnet + " -QuotaPerCluster 26", "DpfQuotaMax")]
    [InlineData(Subnet + " -Namespace default", "DpfNamespace")]
    public void What_upstream_refuses_is_an_error_with_the_rule(string parameters, string rules)
    {
        var outcome = _session.Run($"New-DpuServiceIpam {parameters} -WarningAction Ignore");
        Assert.Empty(outcome.Output);
        Assert.Null(outcome.Terminating);
        Assert.Equal(rules.Split(' '), outcome.Errors.Select(static error => error.FullyQualifiedErrorId.Split(',')[0]));
        Assert.All(outcome.Errors, static error => Assert.NotEmpty(error.ErrorDetails.RecommendedAction));
    }

    [Theory]
    [InlineData(Network + " -ReserveFirst 10 -ReserveLast 4", "leave nothing of a /28")]
    [InlineData("pool 10.0.0.0/8 -PrefixSize 24 -ReserveFirst 1", "more than 4096 subnets")]
    public void Ends_that_cannot_be_reserved_are_refused(string parameters, string message)
    {
        var outcome = _session.Run($"New-DpuServiceIpam {parameters}");
        var error = outcome.Error();
        error.Is("FieldInvalid", ErrorCategory.InvalidArgument, null);
        Assert.Contains(message, error.Message(), StringComparison.Ordinal);
        Assert.Empty(outcome.Output);
    }

    [Theory]
    [InlineData(Subnet + " -PrefixSize 28", "AmbiguousParameterSet")]
    [InlineData(Subnet + " -Allocation @{ a = '10.0.0.0/28' }", "AmbiguousParameterSet")]
    [InlineData(Network + " -Gateway 10.0.0.1", "AmbiguousParameterSet")]
    [InlineData(Subnet + " -Exclusion nonsense", "ParameterArgumentTransformationError")]
    [InlineData(Subnet + " -NodeSelector a=b", "ParameterArgumentTransformationError")]
    [InlineData(Subnet + " -ClusterSelector a=b", "ParameterArgumentTransformationError")]
    [InlineData(Subnet + " -PoolLabel a=b", "ParameterArgumentTransformationError")]
    [InlineData(Subnet + " -ReserveFirst -1", "ParameterArgumentValidationError")]
    [InlineData(Subnet + " -PoolName ''", "ParameterArgumentValidationError")]
    public void What_cannot_be_bound_ends_the_command(string parameters, string id) => Assert.Equal(
        id, _session.Run($"New-DpuServiceIpam {parameters}").End().FullyQualifiedErrorId.Split(',')[0]);

    [Theory]
    [InlineData("pool 10.1.0.0/16 -PrefixSize 24 -Allocation @{ a = '10.1.7.0/24' } -Exclusion 10.1.7.0/24",
        "pool: The static prefix 10.1.7.0/24 lies in the exclusions")]
    [InlineData("pool 10.1.0.0/24 -PerNodeIPCount 1 -Gateway 10.1.0.1", "pool: The gateway 10.1.0.1 takes one of the single-address blocks")]
    public void What_upstream_takes_and_serves_badly_is_a_warning(string parameters, string message)
    {
        var results = _session.Results($"New-DpuServiceIpam {parameters} -WarningVariable warnings; $warnings.Message");
        Assert.Equal("pool", results[0].Text("Name"));
        Assert.StartsWith(message, Assert.Single(results.Skip(1)).ToString(), StringComparison.Ordinal);
    }
}
