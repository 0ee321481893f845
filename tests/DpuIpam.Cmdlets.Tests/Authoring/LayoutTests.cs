using System.Management.Automation;

namespace DpuIpam.Cmdlets.Tests.Authoring;

/// <summary>Find-DpuIpamLayout: of IPv4 the smallest range first, of IPv6 the /64 per node, and every layout holds what was
/// asked for.</summary>
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
    [InlineData("10 20 -Outside 10.0.0.0/25 -PrefixSize 27 -First 2",
        "1 Network 10.0.2.0/23 - - 27 - 16 6 29; 2 Network 10.0.4.0/22 - - 27 - 32 22 29")]
    [InlineData("10 20 -PrefixSize 24 -First 1", "1 Network 10.0.0.0/20 - - 24 - 16 6 253")]
    [InlineData("10 20 -PrefixSize 24 -Mode Network -First 1", "1 Network 10.0.0.0/20 - - 24 - 16 6 253")]
    [InlineData("10 1 -PrefixSize 32 -First 1", "1 Network 10.0.0.0/28 - - 32 - 16 6 1")]
    [InlineData("1 1 -PrefixSize 32 -First 1", "1 Network 10.0.0.0/32 - - 32 - 1 0 1")]
    [InlineData("10 2 -PrefixSize 31 -First 1", "1 Network 10.0.0.0/27 - - 31 - 16 6 2")]
    [InlineData("40, 25, 12 30 -First 1", "1 Subnet 10.0.0.0/20 10.0.15.254 30 - 45 45 5 30")]
    [InlineData("40, 25, 12 30 -ClusterCount 3 -First 1", "1 Subnet 10.0.0.0/20 10.0.15.254 30 - 45 45 5 30")]
    [InlineData("@{ east = 40; west = 2 } 30 -First 1", "1 Subnet 10.0.0.0/20 10.0.15.254 30 - 68 68 28 30")]
    [InlineData("77 30 -ClusterCount 3 -InTotal -First 1", "1 Subnet 10.0.0.0/20 10.0.15.254 30 - 45 45 19 30")]
    [InlineData("40, 25, 12 30 -InTotal -MaxNodeCount 136 -First 1", "1 Subnet 10.0.0.0/19 10.0.31.254 30 - 90 90 64 30")]
    public void Layouts_are_ranked_by_the_size_of_the_range(string parameters, string expected) => AssertLayouts(parameters, expected);

    [Theory]
    [InlineData("20 30 -Within fd00::/48",
        "1 Network fd00::/59 - - 64 - 32 12 18446744073709551614; 2 Subnet fd00::/118 fd00::3ff 30 - - 34 14 30;"
        + " 3 Network fd00::/118 - - 123 - 32 12 30; 4 Network fd00::/58 - - 64 - 64 44 18446744073709551614;"
        + " 5 Subnet fd00::/117 fd00::7ff 30 - - 68 48 30")]
    [InlineData("20 30 -Within fd00::/48 -Mode Network -First 2",
        "1 Network fd00::/59 - - 64 - 32 12 18446744073709551614; 2 Network fd00::/118 - - 123 - 32 12 30")]
    [InlineData("20 30 -Within fd00::/48 -Mode Subnet -First 1", "1 Subnet fd00::/118 fd00::3ff 30 - - 34 14 30")]
    [InlineData("20 30 -Within fd00::/48 -ClusterCount 3 -MaxNodeCount 400 -First 1",
        "1 Network fd00::/53 - - 64 682 682 662 18446744073709551614")]
    [InlineData("20 30 -Within fd00::/48 -Outside fd00::/56 -First 1", "1 Network fd00:0:0:100::/59 - - 64 - 32 12 18446744073709551614")]
    [InlineData("20 30 -Within fd00::/59 -First 1", "1 Network fd00::/59 - - 64 - 32 12 18446744073709551614")]
    [InlineData("20 30 -Within fd00::/60 -First 1", "1 Subnet fd00::/118 fd00::3ff 30 - - 34 14 30")]
    [InlineData("10 20 -Within fd00::/64 -Mode Network -First 1", "1 Network fd00::/119 - - 123 - 16 6 30")]
    [InlineData("1 20 -Within fd00::/64 -Mode Network -First 1", "1 Network fd00::/64 - - 64 - 1 0 18446744073709551614")]
    [InlineData("20 30 -Within fd00::/48 -PrefixSize 80 -First 2",
        "1 Network fd00::/75 - - 80 - 32 12 281474976710654; 2 Network fd00::/74 - - 80 - 64 44 281474976710654")]
    [InlineData("20 30 -Within fd00::/48, fc00::/64 -First 1", "1 Network fd00::/59 - - 64 - 32 12 18446744073709551614")]
    [InlineData("20 30 -Within fd00::/48, 10.0.0.0/8 -First 1", "1 Network fd00::/59 - - 64 - 32 12 18446744073709551614")]
    [InlineData("20 30 -Within 10.0.0.0/8, fd00::/48 -First 1", "1 Subnet 10.0.0.0/22 10.0.3.254 30 - - 34 14 30")]
    [InlineData("1000000 16777216 -Within ::/0 -Outside ::/1 -First 1", "1 Network 8000::/44 - - 64 - 1048576 48576 18446744073709551614")]
    public void Of_IPv6_a_64_for_each_node_comes_first(string parameters, string expected) => AssertLayouts(parameters, expected);

    [Fact]
    public void Numbers_of_IPv6_are_decimals()
    {
        var layout = _session.Get("@(Find-DpuIpamLayout 20 30 -Within fd00::/16 -PrefixSize 112 -First 90)[-1]");
        Assert.Equal("fd00::/18 19807040628566084398385987584", $"{layout.Text("Network")} {layout.Text("Capacity")}");
        Assert.All((string[])["Capacity", "Headroom", "UsableCount"], name => Assert.IsType<decimal>(layout.Value(name)));
    }

    [Theory]
    [InlineData("40 30 -Within 10.0.0.0/25, 10.1.0.0/26",
        "It takes a free /21, and 10.0.0.0/25 and 10.1.0.0/26 have none. What comes nearest: 10.0.0.0/25, 30 per node holds 4 of 40 nodes,"
        + " 36 fewer; 10.0.0.0/25, 3 per node holds all nodes with 3 of 30 addresses each, 27 fewer.")]
    [InlineData("40, 10 30 -Within 10.0.0.0/24 -Outside 10.0.0.0/25",
        "It takes a free /20, and 10.0.0.0/24 without what is in use has none. What comes nearest: 10.0.0.128/25, 30 per node holds 2 of 40"
        + " nodes in each DPU cluster, 38 fewer; 10.0.0.128/25, 1 per node holds all nodes with 1 of 30 addresses each, 29 fewer.")]
    [InlineData("2 1 -Within 10.0.0.0/32", "It takes a free /29, and 10.0.0.0/32 has none.")]
    [InlineData("40 30 -PrefixSize 30", "A /30 per node has no room for 30 addresses beside its gateway.")]
    [InlineData("1000000 16777216", "All of IPv4 is too small for them.")]
    public void Where_nothing_fits_it_is_said_what_is_missing(string parameters, string expected)
    {
        var error = _session.Run($"Find-DpuIpamLayout {parameters}").Error();
        error.Is("NoLayout", ErrorCategory.ObjectNotFound, null);
        Assert.Equal($"No layout of these numbers fits into the ranges given. {expected}", error.Message());
    }

    [Theory]
    [InlineData("1, 2.5 20")]
    [InlineData("@{ a = 'x' } 20")]
    [InlineData("1, 0 20")]
    [InlineData("@{} 20")]
    [InlineData("1, 2 20 -ClusterCount 3")]
    public void Numbers_of_nodes_that_can_not_be_meant_end_the_command(string parameters)
    {
        var error = _session.Run($"Find-DpuIpamLayout {parameters}").End();
        Assert.Contains(parameters.Contains("Cluster", StringComparison.Ordinal) ? "ClusterCount" : "NodeCount", error.Message(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-PrefixSize 24 -Mode Subnet", "FieldInvalid", "subnet mode has no prefix per node")]
    [InlineData("-PrefixSize 0", "ParameterArgumentValidationError", "0")]
    [InlineData("-PrefixSize 129", "ParameterArgumentValidationError", "129")]
    [InlineData("-PrefixSize 24.5", "ParameterArgumentTransformationError", "'24.5' is no whole number")]
    public void A_prefix_size_that_can_not_be_meant_ends_the_command(string parameters, string id, string message)
    {
        var error = _session.Run($"Find-DpuIpamLayout 10 20 {parameters}").End();
        Assert.Equal(id, error.FullyQualifiedErrorId.Split(',')[0]);
        Assert.Contains(message, error.Message(), StringComparison.Ordinal);
    }

    private void AssertLayouts(string parameters, string expected) => Assert.Equal(
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
    [InlineData("-PrefixSize 28")]
    [InlineData("-PrefixSize 64")]
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
    [InlineData("100 29 -Within fd00::/48", 100, 29)]
    [InlineData("16 1 -PrefixSize 32", 16, 1)]
    [InlineData("16 2 -PrefixSize 127 -Within fd00::/48", 16, 2)]
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
                Assert.InRange(decimal.Parse(allocation.Text("UsableCount")), addresses, decimal.MaxValue));
        });
    }
}
