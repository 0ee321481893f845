using System.Text.Json;
using System.Text.Json.Nodes;
using DpuIpam.Addressing;
using DpuIpam.Allocation;
using DpuIpam.Planning;
using DpuIpam.Resources;

namespace DpuIpam.Engine.Tests.Vectors;

/// <summary>How DPF shares a range among DPU clusters, and the pools it makes, compared with its own tests' tables.</summary>
public sealed class ShareVectorTests
{
    private const string File = "dpuserviceipam.json";

    public static IEnumerable<TheoryDataRow<JsonElement>> Partition => VectorFile.Cases(File, "partition");

    public static IEnumerable<TheoryDataRow<JsonElement>> PartitionErrors => VectorFile.Cases(File, "partitionErrors");

    public static IEnumerable<TheoryDataRow<JsonElement>> PoolMapping => VectorFile.Cases(File, "poolMapping");

    public static IEnumerable<TheoryDataRow<JsonElement>> Sequences => VectorFile.Cases(File, "statusSequences");

    [Theory]
    [MemberData(nameof(Partition))]
    public void Clusters_get_their_shares(JsonElement vector)
    {
        var parent = ShareParent.Of(Read(vector));
        var clusters = vector.Items("clusters").ToArray();
        var existing = clusters.Select(static cluster => Ranges(cluster, "existing")).ToArray();
        var allocator = new ShareAllocator(parent, existing);

        foreach (var (cluster, stored) in clusters.Zip(existing))
        {
            if (cluster.TryGetProperty("error", out var error))
            {
                var exception = Assert.Throws<ShareException>(() => allocator.Allocate(stored));
                Assert.Contains(error.GetString()!, exception.Message, StringComparison.Ordinal);
                continue;
            }

            var share = allocator.Allocate(stored);
            Assert.Equal(Texts(cluster, "allocations"), Texts(share, parent));
            Assert.Equal(Texts(cluster, "exclusions"), Texts(allocator.ExclusionsOf(share), parent));
        }
    }

    [Theory]
    [MemberData(nameof(PartitionErrors))]
    public void Errors_of_the_allocator_come_at_their_step(JsonElement vector)
    {
        const string Cluster = "ns/c1";
        switch (vector.Text("step"))
        {
            case "construct":
                AssertError(() => ShareParent.Of(Read(vector)));
                break;
            case "allocate":
                AssertError(() => new ShareAllocator(ShareParent.Of(Read(vector)), []).Allocate(null));
                break;
            case "computeExclusions" when vector.TryGetProperty("errorContains", out var error):
                Assert.Contains(error.GetString()!, ShareTable.Of(Stored(), [Cluster]).Error, StringComparison.Ordinal);
                break;
            case "computeExclusions":
                var parent = ShareParent.Of(Read(vector));
                var exclusions = new ShareAllocator(parent, []).ExclusionsOf(Ranges(vector, "clusterAllocation"));
                Assert.Equal(Texts(vector, "exclusions"), Texts(exclusions, parent));
                break;
            default:
                Assert.Equal("indexToRange", vector.Text("step"));
                AssertGridEndsBefore(vector);
                break;
        }

        void AssertError(Action action) => Assert.Contains(
            vector.Text("errorContains"), Assert.Throws<ShareException>(action).Message, StringComparison.Ordinal);

        ServiceIpamResource Stored() => Read(vector, new JsonObject
        {
            ["dpuClusterAllocations"] = new JsonArray(new JsonObject
            {
                ["dpuCluster"] = Cluster,
                ["ipRanges"] = JsonNode.Parse(vector.GetProperty("clusterAllocation").GetRawText()),
            }),
        });
    }

    /// <summary>Upstream computes any block and finds out that it lies beyond all addresses; a grid of ours ends before,
    /// so that nobody is given such a block, and has no block there to be asked for.</summary>
    private static void AssertGridEndsBefore(JsonElement vector)
    {
        var start = vector.Text("gridStart");
        var parent = ShareParent.Of(Read(new JsonObject
        {
            ["network"] = new JsonObject { ["network"] = $"{start}/128", ["prefixSize"] = 128, ["subnetsPerDPUCluster"] = 2 },
        }));
        var allocator = new ShareAllocator(parent, []);

        Assert.Equal((UInt128)vector.GetProperty("blockSize").GetInt32(), parent.Grid.BlockSize);
        Assert.Equal([$"{start}-{start}"], Texts(allocator.Allocate(null), parent));
        Assert.Throws<ShareException>(() => allocator.Allocate(null));
        Assert.True((UInt128)vector.GetProperty("blockIndex").GetInt32() > parent.Grid.LastIndex);
    }

    [Theory]
    [MemberData(nameof(PoolMapping))]
    public void Pools_are_those_of_Dpf(JsonElement vector)
    {
        var ipam = new ServiceIpamResource(new ManifestDocument(vector.GetProperty("object"), default));

        var plan = Assert.Single(Planner.Plan(new PlanInput { ServiceIpams = [ipam] }));

        var expected = JsonNode.Parse(vector.GetProperty("expect")[0].GetRawText());
        var actual = JsonNode.Parse(ManifestTree.Of(plan, false)!.Value.GetRawText());
        Assert.True(JsonNode.DeepEquals(expected, actual), $"expected {expected}\nactual {actual}");
    }

    [Theory]
    [MemberData(nameof(Sequences))]
    public void Stored_shares_become_those_of_the_next_pass(JsonElement vector)
    {
        var status = new JsonObject { ["dpuClusterAllocations"] = JsonNode.Parse(vector.GetProperty("status").GetRawText()) };
        var ipam = Read((JsonObject)JsonNode.Parse(vector.GetProperty("spec").GetRawText())!, status);
        string?[] targets = [.. vector.Items("clusters").Select(static cluster => cluster.GetString())];

        var table = ShareTable.Of(ipam, targets);

        var expected = vector.GetProperty("expect");
        if (expected.TryGetProperty("error", out var error))
        {
            Assert.Contains(error.GetString()!, table.Error, StringComparison.Ordinal);
            return;
        }

        Assert.Null(table.Error);
        var shares = table.Parts.Select(part => $"{part.Cluster} {string.Join(' ', Texts(part.Share, table.Parent!))}").ToArray();
        Assert.Equal(Shares(expected), shares);

        // DPF stores first and serves clusters in the next pass: what is stored differs, or it is all the same.
        Assert.Equal(expected.GetProperty("statusChanged").GetBoolean(), !shares.SequenceEqual(Shares(vector)));
        Assert.Equal(
            expected.GetProperty("statusChanged").GetBoolean() ? [] : table.Parts.Select(static part => part.Cluster),
            expected.Items("clustersTouched").Select(static cluster => cluster.GetString()));
    }

    private static IEnumerable<string> Shares(JsonElement element) => element
        .Items("status")
        .Select(static share => $"{share.Text("dpuCluster")} {string.Join(' ', Texts(share, "ipRanges"))}");

    /// <summary>An object of a case's mode and mode object.</summary>
    private static ServiceIpamResource Read(JsonElement vector, JsonObject? status = null) => Read(
        new JsonObject { [vector.Text("mode")] = JsonNode.Parse(vector.GetProperty("spec").GetRawText()) }, status);

    private static ServiceIpamResource Read(JsonObject spec, JsonObject? status = null)
    {
        var root = new JsonObject
        {
            ["apiVersion"] = "svc.dpu.nvidia.com/v1alpha1",
            ["kind"] = "DPUServiceIPAM",
            ["metadata"] = new JsonObject { ["name"] = "pool", ["namespace"] = "dpf-operator-system" },
            ["spec"] = spec,
        };
        if (status is not null) root["status"] = status;
        return new ServiceIpamResource(new ManifestDocument(JsonDocument.Parse(root.ToJsonString()).RootElement, default));
    }

    private static IntervalSet Ranges(JsonElement cluster, string name) => IntervalSet.Of(
        [.. cluster.Items(name).Select(static range => ShareParent.ReadRange(range.Text("startIP"), range.Text("endIP")).Range)]);

    private static IEnumerable<string> Texts(JsonElement cluster, string name) =>
        cluster.Items(name).Select(static range => $"{range.Text("startIP")}-{range.Text("endIP")}");

    private static IEnumerable<string> Texts(IntervalSet ranges, ShareParent parent) => IpRange
        .Of(ranges, parent.Range.Family)
        .Select(static range => $"{range.StartIP}-{range.EndIP}");
}
