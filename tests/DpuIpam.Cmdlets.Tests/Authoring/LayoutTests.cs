using System.Management.Automation;

namespace DpuIpam.Cmdlets.Tests.Authoring;

/// <summary>Find-DpuIpamLayout: the smallest range first, and every layout holds what was asked for.</summary>
public sealed class LayoutTests : IDisposable
{
    private static readonly string[] Fields =
        ["Rank", "Mode", "Network", "Gateway", "PerNodeIPCount", "PrefixSize", "QuotaPerCluster", "Capacity", "Headroom", "UsableCount"];

    private readonly Session _session = new();

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("10 20 -First 3",
        "1 Subnet 10.0.0.0/24 10.0.0.254 20 - - 12 2 20; 2 Subnet 10.0.0.0/23 10.0.1.254 20 - - 25 15 20;"
        + " 3 Network 10.0.0.0/23 - - 27 - 16 6 29")]
    [InlineData("10 20 -ClusterCount 3 -MaxNodeCount 12 -First 1", "1 Subnet 10.0.0.0/22 10.0.3.254 20 - 17 17 7 20")]
    [InlineData("10 20 -MaxNodeCount 13 -First 1", "1 Subnet 10.0.0.0/23 10.0.1.254 20 - - 25 15 20")]
    [InlineData("10 20 -Mode Network -First 1", "1 Network 10.0.0.0/23 - - 27 - 16 6 29")]
    [InlineData("10 20 -Outside 10.0.0.0/24 -First 1", "1 Subnet 10.0.1.0/24 10.0.1.254 20 - - 12 2 20")]
    [InlineData("10 20 -Outside 10.0.0.255 -First 1", "1 Subnet 10.0.1.0/24 10.0.1.254 20 - - 12 2 20")]
    [InlineData("10 20 -Within 172.16.4.0/22 -First 1", "1 Subnet 172.16.4.0/24 172.16.4.254 20 - - 12 2 20")]
    [InlineData("10 20 -Within fd00::/64 -Mode Network -First 1", "1 Network fd00::/119 - - 123 - 16 6 30")]
    public void Layouts_are_ranked_by_the_size_of_the_range(string parameters, string expected) => Assert.Equal(
        expected,
        string.Join("; ", _session.Results($"Find-DpuIpamLayout {parameters}").Select(static layout => string.Join(
            ' ', Fields.Select(layout.Text).Select(static text => text.Length == 0 ? "-" : text)))));

    [Theory]
    [InlineData("", "Subnet Network", 5)]
    [InlineData("-Mode Subnet -First 9", "Subnet", 9)]
    [InlineData("-Mode Network -First 9", "Network", 9)]
    public void Only_modes_that_are_wanted_are_given(string parameters, string modes, int count)
    {
        var layouts = _session.Results($"Find-DpuIpamLayout 10 20 {parameters}");
        Assert.Equal(modes.Split(' '), layouts.Select(static layout => layout.Text("Mode")).Distinct());
        Assert.Equal(count, layouts.Count);
    }

    [Theory]
    [InlineData("-Within 10.0.0.0/29")]
    [InlineData("-Within 10.0.0.0/24 -Outside 10.0.0.0/8")]
    [InlineData("-Within 10.0.0.0/24 -Mode Network")]
    public void Where_nothing_fits_there_is_an_error(string parameters)
    {
        var outcome = _session.Run($"Find-DpuIpamLayout 10 20 {parameters}");
        outcome.Error().Is("NoLayout", ErrorCategory.ObjectNotFound, null);
        Assert.Empty(outcome.Output);
    }

    [Theory]
    [InlineData("oops, 10.5.0.0/16", 1)]
    [InlineData("oops", 0)]
    [InlineData("oops, '10.5.0.0'", 0, 2)]
    public void A_range_that_is_none_costs_only_itself(string within, int count, int errors = 1)
    {
        var outcome = _session.Run($"Find-DpuIpamLayout 10 20 -First 1 -Within {within}");
        Assert.Equal(count, outcome.Output.Count);
        Assert.Equal(errors, outcome.Errors.Count);
        outcome.Errors[0].Is("FieldInvalid", ErrorCategory.InvalidArgument, "oops");
    }

    [Theory]
    [InlineData("10 20", 10, 20)]
    [InlineData("1 1", 1, 1)]
    [InlineData("16 253 -Within 192.168.0.0/16", 16, 253)]
    [InlineData("100 29 -Within fd00::/64", 100, 29)]
    public void What_it_finds_becomes_objects_whose_plans_hold_it(string parameters, int nodes, int addresses)
    {
        // One by one, since they all have the same name.
        var plans = _session.Results($$"""
            Find-DpuIpamLayout {{parameters}} | New-DpuServiceIpam -Name x -WarningAction Ignore |
                ForEach-Object { $_ | Get-DpuIpamPlan -NodeCount {{nodes}} }
            """);
        Assert.Equal(5, plans.Count);
        Assert.All(plans, plan =>
        {
            Assert.Equal($"{nodes}", plan.Text("Allocated"));
            Assert.All(plan.Items("Allocations"), allocation =>
                Assert.InRange(long.Parse(allocation.Text("UsableCount")), addresses, long.MaxValue));
        });
    }
}
