using DpuIpam.Planning;
using DpuIpam.Resources;

namespace DpuIpam.Engine.Tests.Planning;

/// <summary>Shares where DPF is not there to look at stored ones only: what pools still show stays reserved.</summary>
public sealed class HeldShareTests
{
    // Blocks of ten: 1-10, 11-20, ... 241-250.
    private const string Spec =
        "\"subnet\":{\"subnet\":\"10.0.0.0/24\",\"gateway\":\"10.0.0.1\",\"perNodeIPCount\":10,\"blocksPerDPUCluster\":3}";

    [Fact]
    public void A_pool_shows_its_range_without_its_exclusions()
    {
        var held = HeldShare.Of(Given.ServiceIpam(Spec), Pool("ns/c1", "10.0.0.0-10.0.0.30", "10.0.0.61-10.0.0.255"))!;

        Assert.Equal("10.0.0.31-10.0.0.60", Text(held));
    }

    [Fact]
    public void Static_prefixes_are_nobodys_share()
    {
        var ipam = Given.ServiceIpam(
            "\"network\":{\"network\":\"10.0.0.0/28\",\"prefixSize\":30,\"allocations\":{\"n\":\"10.0.0.8/30\"}}");
        var pool = new Pool(new CidrPoolResource(Given.Document(Manifest("CIDRPool", "\"cidr\":\"10.0.0.0/28\"", "10.0.0.0-10.0.0.3"))), "ns/c1");

        Assert.Equal("10.0.0.4-10.0.0.7, 10.0.0.12-10.0.0.15", Text(HeldShare.Of(ipam, pool)!));
    }

    [Fact]
    public void Pools_of_others_show_nothing_of_the_object()
    {
        var pool = Pool("ns/c1");
        var other = Given.ServiceIpam(Spec);

        Assert.NotNull(HeldShare.Of(other, pool));
        Assert.Null(HeldShare.Of(other, Given.Pool("IPPool", "\"subnet\":\"10.0.0.0/24\",\"perNodeBlockSize\":10")));
    }

    [Fact]
    public void A_lost_status_costs_nobody_the_share_that_the_pool_shows()
    {
        var table = Share(Spec, "{}", ["ns/c1", "ns/c2"],
            Pool("ns/c1", "10.0.0.0-10.0.0.60", "10.0.0.91-10.0.0.255"), Pool("ns/c2", "10.0.0.0-10.0.0.30", "10.0.0.61-10.0.0.255"));

        Assert.Equal(["ns/c1 10.0.0.61-10.0.0.90", "ns/c2 10.0.0.31-10.0.0.60"], Texts(table));
    }

    [Fact]
    public void A_partly_excluded_block_stays_a_block_of_the_share()
    {
        var table = Share(Spec.Replace("\"perNode", "\"excludeRanges\":[{\"startIP\":\"10.0.0.15\",\"endIP\":\"10.0.0.16\"}],\"perNode",
            StringComparison.Ordinal), "{}", ["ns/c1"], Pool("ns/c1", "10.0.0.0-10.0.0.0", "10.0.0.15-10.0.0.16", "10.0.0.31-10.0.0.255"));

        Assert.Equal(["ns/c1 10.0.0.1-10.0.0.30"], Texts(table));
    }

    [Fact]
    public void What_a_leaving_cluster_holds_goes_to_nobody()
    {
        var stored = Status(("ns/c1", 1, 30), ("ns/gone", 31, 60));
        var ipam = Given.ServiceIpam(Spec, stored);
        var held = HeldShare.OfStored(ipam, "ns/gone")!;

        var table = ShareTable.Of(ipam, null, ["ns/c1", "ns/c2"], [held]);

        Assert.Equal(["ns/c1 10.0.0.1-10.0.0.30", "ns/c2 10.0.0.61-10.0.0.90"], Texts(table));
        Assert.Equal(["ns/c1 10.0.0.1-10.0.0.30", "ns/c2 10.0.0.31-10.0.0.60"], Texts(ShareTable.Of(ipam, null, ["ns/c1", "ns/c2"])));
    }

    [Fact]
    public void What_a_pool_still_shows_beside_its_share_goes_to_nobody_else()
    {
        var table = Share(Spec, Status(("ns/c1", 61, 90)), ["ns/c1", "ns/c2"], Pool("ns/c1", "10.0.0.0-10.0.0.0", "10.0.0.31-10.0.0.255"));

        Assert.Equal(["ns/c1 10.0.0.61-10.0.0.90", "ns/c2 10.0.0.31-10.0.0.60"], Texts(table));
    }

    [Fact]
    public void Pools_that_show_the_same_without_a_stored_share_are_an_error()
    {
        var table = Share(Spec, "{}", ["ns/c1", "ns/c2"], Pool("ns/c1"), Pool("ns/c2"));

        Assert.Contains("ns/c1 and ns/c2 show the same addresses", table.Error, StringComparison.Ordinal);
        Assert.Empty(table.Parts);
    }

    [Theory]
    [InlineData("ns/east")]
    [InlineData("ns/west")]
    public void What_another_cluster_still_shows_is_not_the_share_of_the_only_one_there_is(string holder)
    {
        var table = Share(
            Spec, Status(("ns/east", 1, 30)), [null], Pool(holder, "10.0.0.0-10.0.0.0", "10.0.0.31-10.0.0.255"));

        Assert.Equal([" 10.0.0.31-10.0.0.60"], Texts(table));
        Assert.Equal([" 10.0.0.1-10.0.0.30"], Texts(Share(Spec, Status(("ns/east", 1, 30)), [null])));
    }

    [Fact]
    public void What_a_cluster_that_is_not_served_still_has_of_a_share_is_not_handed_out_twice()
    {
        var gone = Pool("ns/gone", "10.0.0.0-10.0.0.10", "10.0.0.21-10.0.0.255");

        Assert.Contains(
            "ns/gone, which is not served any more, still has addresses of the share of ns/c1",
            Share(Spec, Status(("ns/c1", 1, 30)), ["ns/c1"], gone).Error, StringComparison.Ordinal);
        Assert.Equal(["ns/c1 10.0.0.31-10.0.0.60"], Texts(Share(Spec, Status(("ns/c1", 31, 60)), ["ns/c1"], gone)));
    }

    private static ShareTable Share(string spec, string status, string?[] targets, params Pool[] pools)
    {
        var ipam = Given.ServiceIpam(spec, status);
        return ShareTable.Of(ipam, null, targets, [.. pools.Select(pool => HeldShare.Of(ipam, pool)!)]);
    }

    private static Pool Pool(string cluster, params string[] exclusions) =>
        new(new IPPoolResource(Given.Document(Manifest("IPPool", "\"subnet\":\"10.0.0.0/24\",\"perNodeBlockSize\":10", exclusions))), cluster);

    private static string Manifest(string kind, string spec, params string[] exclusions)
    {
        var list = string.Join(',', exclusions.Select(static range => range.Split('-'))
            .Select(static ends => $$"""{"startIP":"{{ends[0]}}","endIP":"{{ends[1]}}"}"""));
        return $$"""
            {"apiVersion":"nv-ipam.nvidia.com/v1alpha1","kind":"{{kind}}","metadata":{"name":"pool","namespace":"dpf-operator-system",
             "labels":{"dpu.nvidia.com/dpuserviceipam-name":"pool","dpu.nvidia.com/dpuserviceipam-namespace":"dpf-operator-system"} },
             "spec":{ {{spec}},"exclusions":[{{list}}] } }
            """;
    }

    private static string Status(params (string Cluster, int First, int Last)[] shares) =>
        "{\"dpuClusterAllocations\":[" + string.Join(',', shares.Select(static share => $$"""
            {"dpuCluster":"{{share.Cluster}}","ipRanges":[{"startIP":"10.0.0.{{share.First}}","endIP":"10.0.0.{{share.Last}}"}] }
            """)) + "]}";

    private static string Text(HeldShare held) => string.Join(", ", IpRange.Of(held.Ranges, held.Family).AsEnumerable());

    private static IEnumerable<string> Texts(ShareTable table) =>
        table.Parts.Select(part => $"{part.Cluster} {string.Join(", ", IpRange.Of(part.Share, AddressFamily.IPv4).AsEnumerable())}");
}
