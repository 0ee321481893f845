using System.Text.Json.Nodes;

namespace DpuIpam.Clusters.Tests.Servers.Judge;

/// <summary>The judge sees what it is there to see.</summary>
public class WatchJudgeTests
{
    private const string Owner = """{"dpu.nvidia.com/dpuserviceipam-name":"a","dpu.nvidia.com/dpuserviceipam-namespace":"dpf"}""";
    private long _revision;

    [Fact]
    public void Two_nodes_with_one_address_are_seen_in_one_cluster_and_in_two()
    {
        var first = Pool("east", "10.0.0.0/24", "", "n1 10.0.0.1-10.0.0.10,n2 10.0.0.11-10.0.0.20");
        Assert.Empty(WatchJudge.FindAddressesInTwoPlaces([first]));
        var twice = Pool("east", "10.0.0.0/24", "", "n1 10.0.0.1-10.0.0.10,n2 10.0.0.10-10.0.0.19");
        Assert.Contains("10.0.0.10 is given to n1 in east and to n2 in east", Assert.Single(WatchJudge.FindAddressesInTwoPlaces([first, twice])), StringComparison.Ordinal);
        var west = Pool("west", "10.0.0.0/24", "10.0.0.0-10.0.0.255", "n1 10.0.0.5-10.0.0.14");
        var found = WatchJudge.FindAddressesInTwoPlaces([first, west]);
        Assert.Contains("10.0.0.5 is given to n1 in east and to n1 in west", found[0], StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_reaches_over_several_is_held_against_each()
    {
        var pool = Pool("east", "10.0.0.0/24", "", "n1 10.0.0.1-10.0.0.100,n2 10.0.0.11-10.0.0.20,n3 10.0.0.31-10.0.0.40");
        Assert.Equal(2, WatchJudge.FindAddressesInTwoPlaces([pool]).Count);
    }

    [Fact]
    public void Shares_of_two_clusters_must_not_touch_the_same_address_at_any_time()
    {
        var east = Pool("east", "10.0.0.0/24", "10.0.0.128-10.0.0.255", "");
        var west = Pool("west", "10.0.0.0/24", "10.0.0.0-10.0.0.126", "");
        var gone = east with { Change = ObjectChange.Deleted, Revision = ++_revision };
        var later = west with { Revision = ++_revision };
        Assert.Contains("east and west share", Assert.Single(WatchJudge.FindAddressesInTwoPlaces([east, west, gone])), StringComparison.Ordinal);
        Assert.Empty(WatchJudge.FindAddressesInTwoPlaces([east, gone, later]));
    }

    [Fact]
    public void What_happens_at_once_is_judged_as_one()
    {
        var east = Pool("east", "10.0.0.0/24", "", "");
        var gone = east with { Change = ObjectChange.Deleted, Revision = ++_revision };
        var west = Pool("west", "10.0.0.0/24", "", "") with { Revision = _revision - 1 };
        Assert.Equal(gone.Revision, west.Revision);
        Assert.Empty(WatchJudge.FindAddressesInTwoPlaces([east, west, gone]));
    }

    [Fact]
    public void Stored_shares_are_judged_too()
    {
        var ipam = new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = "a", ["namespace"] = "dpf" },
            ["status"] = JsonNode.Parse("""
                {"dpuClusterAllocations":[{"dpuCluster":"dpf/east","ipRanges":[{"startIP":"10.0.0.1","endIP":"10.0.0.30"}]},
                 {"dpuCluster":"dpf/west","ipRanges":[{"startIP":"10.0.0.30","endIP":"10.0.0.60"}]}]}
                """),
        };
        var entry = new JournalEntry(1, "host", ObjectChange.Added, ResourceKind.ServiceIpam, new ObjectName("dpf", "a"), ipam);
        Assert.Contains("stored shares", Assert.Single(WatchJudge.FindAddressesInTwoPlaces([entry])), StringComparison.Ordinal);
    }

    [Fact]
    public void Pools_of_different_owners_and_static_prefixes_of_all_are_no_concern()
    {
        var east = Pool("east", "10.0.0.0/24", "10.0.0.128-10.0.0.255", "");
        var west = Pool("west", "10.0.0.0/24", "10.0.0.0-10.0.0.119", "");
        foreach (var entry in (JournalEntry[])[east, west])
            entry.Item["spec"]!["staticAllocations"] = JsonNode.Parse("""[{"nodeName":"n","prefix":"10.0.0.120/29"}]""");
        Assert.Empty(WatchJudge.FindAddressesInTwoPlaces([east, west]));
        var other = Pool("west", "10.0.0.0/24", "", "");
        other.Item["metadata"]!.AsObject().Remove("labels");
        Assert.Empty(WatchJudge.FindAddressesInTwoPlaces([east, other]));
    }

    [Fact]
    public void A_manager_of_a_pool_is_found_at_any_event()
    {
        var pool = Pool("east", "10.0.0.0/24", "", "");
        WatchJudge.AssertNeverManagesPools([pool]);
        var ours = pool with { Item = pool.Item.DeepClone().AsObject() };
        ours.Item["metadata"]!["managedFields"] = JsonNode.Parse("""[{"manager":"dpuipam","operation":"Apply","fieldsV1":{}}]""");
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => WatchJudge.AssertNeverManagesPools([pool, ours, pool]));
    }

    private JournalEntry Pool(string cluster, string network, string exclusion, string allocations)
    {
        var item = new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = "a", ["namespace"] = "dpf", ["labels"] = JsonNode.Parse(Owner) },
            ["spec"] = new JsonObject { ["subnet"] = network, ["exclusions"] = Ranges(exclusion) },
            ["status"] = new JsonObject { ["allocations"] = Ranges(allocations) },
        };
        return new JournalEntry(++_revision, cluster, ObjectChange.Modified, ResourceKind.IPPool, new ObjectName("dpf", "a"), item);
    }

    /// <summary>Ranges such as <c>n1 10.0.0.1-10.0.0.2</c>, with or without a node.</summary>
    private static JsonArray Ranges(string text) => new([.. text.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(static entry =>
    {
        var parts = entry.Split(' ', '-');
        return new JsonObject { ["nodeName"] = parts.Length == 3 ? parts[0] : null, ["startIP"] = parts[^2], ["endIP"] = parts[^1] };
    })]);
}
