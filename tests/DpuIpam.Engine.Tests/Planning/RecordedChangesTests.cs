using DpuIpam.Planning;

namespace DpuIpam.Engine.Tests.Planning;

/// <summary>What happened to allocations between two states of a pool.</summary>
public sealed class RecordedChangesTests
{
    private const string Subnet = "\"subnet\":\"10.0.0.0/24\",\"perNodeBlockSize\":4";
    private const string Cidr = "\"cidr\":\"10.0.0.0/16\",\"perNodeNetworkPrefix\":24";

    [Fact]
    public void Nothing_happened_where_both_are_the_same_in_any_order() =>
        Assert.Empty(Changes(Blocks("a 1 4", "b 5 8"), Blocks("b 5 8", "a 1 4")));

    [Fact]
    public void Nodes_come_move_and_go() => Assert.Equal(
        ["Moved b 10.0.0.9-10.0.0.12 had 10.0.0.5-10.0.0.8", "Added c 10.0.0.5-10.0.0.8 had ", "Dropped a nothing had 10.0.0.1-10.0.0.4"],
        Changes(Blocks("a 1 4", "b 5 8"), Blocks("b 9 12", "c 5 8")));

    [Fact]
    public void A_new_pool_adds_and_a_deleted_one_drops()
    {
        Assert.Equal(["Added a 10.0.0.1-10.0.0.4 had "], Changes(null, Blocks("a 1 4")));
        Assert.Equal(["Dropped a nothing had 10.0.0.1-10.0.0.4"], Changes(Blocks("a 1 4"), null));
        Assert.Empty(Changes(null, null));
    }

    [Fact]
    public void Another_gateway_is_a_move() => Assert.Equal(
        ["Moved a 10.0.1.0/24 had 10.0.1.0/24 gateway 10.0.1.1"],
        Changes(
            Given.Pool("CIDRPool", Cidr, "{\"nodeName\":\"a\",\"prefix\":\"10.0.1.0/24\",\"gateway\":\"10.0.1.1\"}"),
            Given.Pool("CIDRPool", Cidr, "{\"nodeName\":\"a\",\"prefix\":\"10.0.1.0/24\",\"gateway\":\"10.0.1.2\"}")));

    [Fact]
    public void The_first_entry_of_a_node_counts() =>
        Assert.Empty(Changes(Blocks("a 1 4", "a 5 8"), Blocks("a 1 4")));

    [Fact]
    public void An_entry_that_does_not_fit_the_pool_is_a_change_all_the_same() => Assert.Equal(
        "Moved a", Assert.Single(Changes(Blocks("a 1 4"), Blocks("a 1 9")))[..7]);

    private static Pool Blocks(params string[] entries) => Given.Pool("IPPool", Subnet, string.Join(',', entries.Select(static entry =>
    {
        var parts = entry.Split(' ');
        return $"{{\"nodeName\":\"{parts[0]}\",\"startIP\":\"10.0.0.{parts[1]}\",\"endIP\":\"10.0.0.{parts[2]}\"}}";
    })));

    private static string[] Changes(Pool? before, Pool? after) =>
        [.. RecordedChanges.Between(before, after).Select(static change => $"{change.Change} {change} had {change.Previous}")];
}
