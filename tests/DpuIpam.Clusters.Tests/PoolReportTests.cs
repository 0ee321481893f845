using DpuIpam.Planning;
using DpuIpam.Resources;

namespace DpuIpam.Clusters.Tests;

/// <summary>Events stay for an hour: what they say need not be true any more.</summary>
public sealed class PoolReportTests
{
    private const string NoRanges = "failed to allocate IPs on Node: b";

    [Theory]
    // Said after the last change of the spec, or in the same second.
    [InlineData("10:00:05", null, NoRanges, "")]
    [InlineData("10:00:10", null, NoRanges, NoRanges)]
    [InlineData("10:00:11", null, NoRanges, NoRanges)]
    [InlineData("10:00:09", null, "invalid", "")]
    [InlineData("10:00:11", null, "invalid", "invalid")]
    // Said for the first time before, and again after.
    [InlineData("10:00:05", "10:00:20", NoRanges, NoRanges)]
    [InlineData("10:00:05", "10:00:09", NoRanges, "")]
    // Of a node that is gone, and of one that has something meanwhile.
    [InlineData("10:00:20", null, "failed to allocate IPs on Node: gone", "")]
    [InlineData("10:00:20", null, "failed to allocate IPs on Node: a", "")]
    [InlineData("10:00:20", null, "failed to allocated prefix for Node: gone, no free prefixes", "")]
    [InlineData("10:00:20", null, "failed to allocated prefix for Node: b, no free prefixes", "failed to allocated prefix for Node: b, no free prefixes")]
    public async Task What_was_said_before_the_last_change_or_of_nodes_that_are_gone_does_not_count(
        string made, string? last, string message, string kept)
    {
        var reports = await FindAsync(Event(message, made, last), ["a", "b"]);

        Assert.Equal(kept.Length == 0 ? [] : [kept], reports.Select(static report => report.Message));
    }

    [Fact]
    public async Task Nor_does_what_was_said_of_an_earlier_pool_of_that_name_or_of_one_that_is_gone()
    {
        Assert.Empty(await FindAsync(Event("invalid", "10:00:20", uid: "u0"), []));
        Assert.Empty(await FindAsync(Event("invalid", "10:00:20", pool: "other"), []));
        Assert.Empty(await FindAsync(Event("invalid", "10:00:20", kind: "CIDRPool"), []));
        Assert.Single(await FindAsync(Event("invalid", "10:00:20", uid: ""), []));
    }

    [Fact]
    public async Task Where_nobody_holds_the_spec_the_pools_making_counts()
    {
        Assert.Empty(await FindAsync(Event("invalid", "09:59:59"), [], managed: ""));
        Assert.Single(await FindAsync(Event("invalid", "10:00:00"), [], managed: ""));
    }

    [Fact]
    public async Task Nodes_are_asked_for_only_where_one_is_named_and_what_may_not_be_read_is_taken_to_be_there()
    {
        var asked = 0;
        await PoolReports.FindCurrentAsync([Event("invalid", "10:00:20")], "ns/c", [Pool()], () => Task.FromResult<IReadOnlySet<string>?>(
            ++asked > 0 ? null : null));
        Assert.Equal(0, asked);
        Assert.Single(await FindAsync(Event(NoRanges, "10:00:20"), null));
    }

    private static Task<IReadOnlyList<PoolReport>> FindAsync(ManifestDocument said, string[]? nodes, string? managed = null) =>
        PoolReports.FindCurrentAsync(
            [said, said], "ns/c", [Pool(managed)], () => Task.FromResult<IReadOnlySet<string>?>(nodes?.ToHashSet(StringComparer.Ordinal)));

    private static Pool Pool(string? managed = null)
    {
        managed ??= """
            {"manager":"dpf","operation":"Apply","time":"2030-01-01T10:00:03Z","fieldsV1":{"f:spec":{"f:subnet":{}}}},
            {"manager":"kubectl","operation":"Update","time":"2030-01-01T10:00:10Z","fieldsV1":{"f:spec":{"f:exclusions":{}}}},
            {"manager":"ipam-controller","operation":"Update","time":"2030-01-01T10:00:30Z","fieldsV1":{"f:status":{"f:allocations":{}}}}
            """;
        return new Pool(new IPPoolResource(Document($$$"""
            {"metadata":{"name":"p","namespace":"ns","uid":"u1","creationTimestamp":"2030-01-01T10:00:00Z","managedFields":[{{{managed}}}]},
             "spec":{"subnet":"10.0.0.0/24","perNodeBlockSize":10},
             "status":{"allocations":[{"nodeName":"a","startIP":"10.0.0.1","endIP":"10.0.0.10"}]}}
            """)), "ns/c");
    }

    private static ManifestDocument Event(
        string message, string made, string? last = null, string uid = "u1", string pool = "p", string kind = "IPPool") => Document($$"""
        {"metadata":{"name":"e","namespace":"ns","creationTimestamp":"2030-01-01T{{made}}Z"},"reason":"NoFreeRanges","message":"{{message}}",
         "involvedObject":{"kind":"{{kind}}","namespace":"ns","name":"{{pool}}","uid":"{{uid}}"},
         "lastTimestamp":{{(last is null ? "null" : $"\"2030-01-01T{last}Z\"")}} }
        """);

    private static ManifestDocument Document(string json) =>
        new(System.Text.Json.JsonDocument.Parse(json).RootElement, new SourceLocation("x"));
}
