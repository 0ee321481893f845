using System.Management.Automation;

namespace DpuIpam.Cmdlets.Tests.Authoring;

/// <summary>Get-DpuServiceIpam: objects by name, out of manifests.</summary>
public sealed class GetTests : IDisposable
{
    private readonly Session _session = new();

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("Get-DpuServiceIpam -Path docs/examples", "example-pool1 example-pool2")]
    [InlineData("Get-DpuServiceIpam -LiteralPath " + Examples.Subnet, "example-pool1")]
    [InlineData("Get-DpuServiceIpam example-pool2 -Path docs/examples", "example-pool2")]
    [InlineData("Get-DpuServiceIpam EXAMPLE-POOL2 -Path docs/examples", "example-pool2")]
    [InlineData("Get-DpuServiceIpam *2 -Path docs/examples/*.yaml", "example-pool2")]
    [InlineData("Get-DpuServiceIpam *pool2, example-pool? -Path docs/examples", "example-pool1 example-pool2")]
    [InlineData("Get-DpuServiceIpam nothing* -Path docs/examples", "")]
    [InlineData("Get-DpuServiceIpam -Path docs/examples/pools", "")]
    public void Objects_are_found_by_name(string script, string expected) =>
        Assert.Equal(expected, string.Join(' ', _session.Results(script).Select(static ipam => ipam.Text("Name"))));

    [Fact]
    public void A_name_that_is_not_there_is_an_error_beside_those_that_are()
    {
        var outcome = _session.Run("Get-DpuServiceIpam example-pool1, other -Path docs/examples");
        Assert.Equal(["example-pool1"], outcome.Texts("Name"));
        outcome.Error().Is("ServiceIpamNotFound", ErrorCategory.ObjectNotFound, "other");
    }

    [Theory]
    [InlineData("-Path none.yaml, " + Examples.Subnet, "none.yaml")]
    [InlineData("-LiteralPath docs/*.yaml, " + Examples.Subnet, "docs/*.yaml")]
    public void A_path_that_is_not_there_costs_only_itself(string parameters, string path)
    {
        var outcome = _session.Run($"Get-DpuServiceIpam {parameters}");
        Assert.Equal(["example-pool1"], outcome.Texts("Name"));
        outcome.Error().Is("PathNotFound", ErrorCategory.ObjectNotFound, path);
    }

    [Fact]
    public void What_it_gets_can_be_changed_and_planned() => Assert.Equal(
        ["example-pool1 192.168.0.0/19, 3 of 31 nodes"],
        _session.Texts("""
            Get-DpuServiceIpam example-pool1 -Path docs/examples |
                Set-DpuServiceIpam -AsObject -Network 192.168.0.0/19 | Get-DpuIpamPlan -NodeCount 3
            """));
}
