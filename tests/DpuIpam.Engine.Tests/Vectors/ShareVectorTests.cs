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

    public static IEnumerable<TheoryDataRow<JsonElement>> PoolMapping => VectorFile.Cases(File, "poolMapping");

    public static IEnumerable<TheoryDataRow<JsonElement>> Sequences => VectorFile.Cases(File, "statusSequences");

    [Theory]
    [MemberData(nameof(Partition))]
    public void Clusters_get_their_shares(JsonElement vector)
    {
        var isNetwork = vector.Text("mode") == "network";
        var ipam = Read(new JsonObject { [isNetwork ? "network" : "subnet"] = JsonNode.Parse(vector.GetProperty("spec").GetRawText()) });
        var parent = ShareParent.Of(ipam);
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
        Assert.Equal(
            expected.Items("status").Select(static share => $"{share.Text("dpuCluster")} {string.Join(' ', Texts(share, "ipRanges"))}"),
            table.Parts.Select(part => $"{part.Cluster} {string.Join(' ', Texts(part.Share, table.Parent!))}"));
    }

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
