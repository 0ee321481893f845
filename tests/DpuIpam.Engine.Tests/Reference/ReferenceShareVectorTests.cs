using System.Text.Json;
using System.Text.Json.Nodes;
using DpuIpam.Engine.Tests.Vectors;
using DpuIpam.Resources;

namespace DpuIpam.Engine.Tests.Reference;

/// <summary>The reference itself against DPF's own tables, wherever the range is small enough to be walked.</summary>
public sealed class ReferenceShareVectorTests
{
    private const int LargestHostBits = 12;

    public static IEnumerable<TheoryDataRow<JsonElement>> SmallParents => VectorFile
        .Cases("dpuserviceipam.json", "partition")
        .Where(static row => ReferenceNetwork.Parse(Read(row.Data).Network) is { HostBits: <= LargestHostBits });

    [Fact]
    public void Most_vectors_take_part() => Assert.True(SmallParents.Count() > 70, $"only {SmallParents.Count()}");

    [Theory]
    [MemberData(nameof(SmallParents))]
    public void Shares_as_upstream(JsonElement vector)
    {
        var clusters = vector.Items("clusters").ToArray();
        var existing = Array.ConvertAll(clusters, static cluster => cluster.Items("existing")
            .Select(static range => ReferenceShareRange.Read(range.Text("startIP"), range.Text("endIP")))
            .ToArray());
        var sharing = new ReferenceShares(Read(vector), existing.SelectMany(static ranges => ranges));

        foreach (var (cluster, ranges) in clusters.Zip(existing))
        {
            if (cluster.TryGetProperty("error", out var error))
            {
                var exception = Assert.Throws<ReferenceShareException>(() => sharing.Allocate(ranges));
                Assert.Contains(error.GetString()!, exception.Message, StringComparison.Ordinal);
                continue;
            }

            var share = sharing.Allocate(ranges);
            Assert.Equal(Text(cluster, "allocations"), sharing.Format(share));
            Assert.Equal(Text(cluster, "exclusions"), sharing.Format(sharing.ExclusionsOf(share)));
        }
    }

    private static ServiceIpamResource Read(JsonElement vector)
    {
        var mode = JsonNode.Parse(vector.GetProperty("spec").GetRawText());
        var root = new JsonObject { ["spec"] = new JsonObject { [vector.Text("mode")] = mode } };
        return new ServiceIpamResource(new ManifestDocument(JsonSerializer.SerializeToElement(root), default));
    }

    private static string Text(JsonElement cluster, string name) => string.Join(
        ' ', cluster.Items(name).Select(static range => $"{range.Text("startIP")}-{range.Text("endIP")}"));
}
