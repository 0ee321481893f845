namespace DpuIpam.Cmdlets.Tests.Authoring;

/// <summary>Exclusions are added and removed by address, not by entry.</summary>
public sealed class SetExclusionTests : IDisposable
{
    private const string Whole = "{'startIP':'10.0.0.20','endIP':'10.0.0.29'}";

    private readonly Session _session = Given.Session();

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("-Exclusion 10.0.0.50", "[{'startIP':'10.0.0.50','endIP':'10.0.0.50'}]")]
    [InlineData("-Exclusion $null", "null")]
    [InlineData("-Exclusion @()", "null")]
    [InlineData("-AddExclusion 10.0.0.40", "[" + Whole + ",{'startIP':'10.0.0.40','endIP':'10.0.0.40'}]")]
    [InlineData("-AddExclusion 10.0.0.20-10.0.0.29", "[" + Whole + "]")]
    [InlineData("-RemoveExclusion 10.0.0.0/24", "null")]
    [InlineData("-RemoveExclusion 10.0.0.22",
        "[{'startIP':'10.0.0.20','endIP':'10.0.0.21'},{'startIP':'10.0.0.23','endIP':'10.0.0.29'}]")]
    [InlineData("-RemoveExclusion 10.0.0.8-10.0.0.24", "[{'startIP':'10.0.0.25','endIP':'10.0.0.29'}]")]
    [InlineData("-RemoveExclusion 10.0.0.30, fd00::/8", "[" + Whole + "]")]
    [InlineData("-RemoveExclusion 10.0.0.0/24 -AddExclusion 10.0.0.22", "[{'startIP':'10.0.0.22','endIP':'10.0.0.22'}]")]
    [InlineData("-ReserveFirst 3 -ReserveLast 1",
        "[" + Whole + ",{'startIP':'10.0.0.1','endIP':'10.0.0.3'},{'startIP':'10.0.0.254','endIP':'10.0.0.254'}]")]
    [InlineData("-Network 10.0.0.0/23 -ReserveLast 1", "[" + Whole + ",{'startIP':'10.0.1.254','endIP':'10.0.1.254'}]")]
    public void Ranges_become(string parameters, string expected) => Assert.Equal(
        expected,
        Tree.Part(_session, $"$subnet | Set-DpuServiceIpam -AsObject {parameters}", "spec.ipv4Subnet.excludeRanges"));

    [Theory]
    [InlineData("-Exclusion $null", "-network.exclusions ['10.1.0.7','10.1.0.8']")]
    [InlineData("-RemoveExclusion 10.1.0.7-10.1.0.8", "-network.exclusions ['10.1.0.7','10.1.0.8']")]
    [InlineData("-RemoveExclusion 10.1.0.8", "-network.exclusions ['10.1.0.7','10.1.0.8'] +network.exclusions ['10.1.0.7']")]
    [InlineData("-RemoveExclusion 10.1.0.9", "")]
    [InlineData("-AddExclusion 10.1.0.9", "+network.excludeRanges [{'startIP':'10.1.0.9','endIP':'10.1.0.9'}]")]
    public void The_single_addresses_of_old_manifests_are_exclusions_too(string parameters, string expected) => Assert.Equal(
        expected, Tree.Changes(_session, "$network", $"$network | Set-DpuServiceIpam -AsObject {parameters}"));

    [Fact]
    public void In_network_mode_the_ends_of_every_subnet_are_reserved() => Assert.Equal(
        ["10.1.0.7", "10.1.0.8", "10.1.0.1", "10.1.1.1", "10.1.2.1", "10.1.3.1"],
        _session.Texts("($network | Set-DpuServiceIpam -AsObject -ReserveFirst 1).Exclusions.StartIP"));
}
