using System.Management.Automation;

namespace DpuIpam.Cmdlets.Tests.Commands;

/// <summary>New-DpuServiceIpam: an object as DPF takes it, or an error that says why not.</summary>
public sealed class NewDpuServiceIpamTests : IDisposable
{
    private const string Subnet = "New-DpuServiceIpam pool 10.0.0.0/24 -PerNodeIPCount 10 -Gateway 10.0.0.1";
    private const string Network = "New-DpuServiceIpam pool 10.1.0.0/16 -PrefixSize 24";

    private readonly Session _session = new();

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData(Subnet, "ipv4Subnet: subnet: 10.0.0.0/24 gateway: 10.0.0.1 perNodeIPCount: 10")]
    [InlineData(Network, "ipv4Network: network: 10.1.0.0/16 prefixSize: 24")]
    [InlineData(Network + " -GatewayIndex 1", "ipv4Network: network: 10.1.0.0/16 gatewayIndex: 1 prefixSize: 24")]
    [InlineData(Network + " -ApiGeneration G5", "network: network: 10.1.0.0/16 prefixSize: 24")]
    [InlineData("New-DpuServiceIpam pool fd00::/48 -PrefixSize 64", "network: network: fd00::/48 prefixSize: 64")]
    [InlineData(Network + " -Allocation @{ a = '10.1.7.0/24' }",
        "ipv4Network: network: 10.1.0.0/16 prefixSize: 24 allocations: a: 10.1.7.0/24")]
    [InlineData(Subnet + " -Exclusion 10.0.0.9, 10.0.0.64/26",
        "ipv4Subnet: subnet: 10.0.0.0/24 gateway: 10.0.0.1 perNodeIPCount: 10 excludeRanges:"
        + " - startIP: 10.0.0.9 endIP: 10.0.0.9 - startIP: 10.0.0.64 endIP: 10.0.0.127")]
    [InlineData(Subnet + " -DefaultGateway -QuotaPerCluster 3",
        "ipv4Subnet: subnet: 10.0.0.0/24 gateway: 10.0.0.1 perNodeIPCount: 10 defaultGateway: true blocksPerDPUCluster: 3")]
    public void The_spec_has_what_was_given(string script, string expected)
    {
        var text = _session.Get($"{script} | ConvertTo-DpuManifest").ToString();
        var spec = text[(text.IndexOf("spec:", StringComparison.Ordinal) + "spec:".Length)..];
        Assert.Equal(expected, string.Join(' ', spec.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries)));
    }

    [Fact]
    public void It_is_planned_like_one_from_a_file() => Assert.Equal(
        ["pool 10.0.0.0/24, 3 of 25 nodes"], _session.Texts($"{Subnet} | Get-DpuIpamPlan -NodeCount 3"));

    [Fact]
    public void Rows_become_objects_and_a_bad_row_costs_only_itself()
    {
        var outcome = _session.Run("""
            [pscustomobject]@{ Name = 'a'; Network = '10.0.0.0/24'; PerNodeIPCount = '10'; Gateway = '10.0.0.1' },
            [pscustomobject]@{ Name = 'b' },
            [pscustomobject]@{ Name = 'c'; Network = '10.1.0.0/16'; PrefixSize = 24 } | New-DpuServiceIpam
            """);
        Assert.Equal(["a", "c"], outcome.Texts("Name"));
        var error = outcome.Error();
        error.Is("FieldInvalid", ErrorCategory.InvalidArgument, error.TargetObject);
        Assert.Equal("b", PSObject.AsPSObject(error.TargetObject).Text("Name"));
    }

    [Theory]
    [InlineData("New-DpuServiceIpam pool 10.0.0.0/24 -PerNodeIPCount 10 -Gateway 10.9.0.1", "DpfGateway GatewayOutside")]
    [InlineData(Subnet + " -Namespace other", "DpfNamespace")]
    [InlineData("New-DpuServiceIpam pool 10.0.0.0/24 -PerNodeIPCount 0 -Gateway 10.0.0.1", "DpfCount BlockSizeTooSmall")]
    public void What_upstream_refuses_is_refused_with_its_rule(string script, string rules)
    {
        var outcome = _session.Run($"{script} -WarningAction Ignore");
        Assert.Empty(outcome.Output);
        Assert.Null(outcome.Terminating);
        Assert.Equal(rules.Split(' '), outcome.Errors.Select(static error => error.FullyQualifiedErrorId.Split(',')[0]));
        Assert.All(outcome.Errors, static error => Assert.NotEqual("", error.ErrorDetails.RecommendedAction));
    }

    [Fact]
    public void A_name_that_the_API_server_refuses_is_refused() =>
        Assert.NotEmpty(_session.Run("New-DpuServiceIpam Pool_A 10.0.0.0/24 -PerNodeIPCount 10 -Gateway 10.0.0.1").Errors);

    [Fact]
    public void A_parameter_that_is_null_is_as_good_as_none() => Assert.Single(_session.Results(
        $"{Subnet} -Exclusion $null -Route $null -PoolLabel $null -NodeSelector $null -ClusterSelector $null"));
}
