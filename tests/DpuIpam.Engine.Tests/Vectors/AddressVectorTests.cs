using System.Text.Json;
using DpuIpam.Addressing;
using DpuIpam.Allocation;

namespace DpuIpam.Engine.Tests.Vectors;

/// <summary>The addresses that consecutive pods of one node get, compared with upstream's own answer.</summary>
public sealed class AddressVectorTests
{
    public static IEnumerable<TheoryDataRow<JsonElement>> Addresses => VectorFile.Cases("nv-ipam-addresses.json");

    [Theory]
    [MemberData(nameof(Addresses))]
    public void Pods_get_addresses_as_upstream(JsonElement vector)
    {
        var input = vector.GetProperty("input");
        var expected = vector.GetProperty("expected");
        var pool = VectorFile.Pool(input.GetProperty("pool"));
        var recorded = input.TryGetProperty("nodes", out _)
            ? RecordedAllocations.Of(pool, PoolPass.Run(pool, VectorFile.Nodes(input.Items("nodes"))))
            : RecordedAllocations.Of(pool);

        var settings = NodeSide.Find(pool, recorded, input.Text("node"));

        if (expected.TryGetProperty("timeout", out _))
        {
            Assert.True(settings!.LongestWalk > NodeSettings.PatienceInAddresses);
            return;
        }

        var code = expected.TryGetProperty("stop", out var stop) ? stop.Text("code") : "";
        if (settings is null)
        {
            Assert.Equal(JsonValueKind.Null, expected.GetProperty("nodeConfig").ValueKind);
            Assert.Equal("NotFound", code);
            return;
        }

        CompareSettings(expected.GetProperty("nodeConfig"), settings);
        Assert.Equal(code == "Internal", settings.IsBroken);
        var mask = $"/{settings.Subnet.Length}";
        var limit = expected.GetProperty("addresses").GetArrayLength();
        Assert.Equal(
            expected.Items("addresses").Select(static address => address.GetString()),
            settings.InOrder().Take(limit).Select(address => Text(settings, address) + mask));
        var count = expected.GetProperty("count").GetInt64();
        if (expected.GetProperty("countIsAll").GetBoolean())
        {
            Assert.Equal((UInt128)count, settings.UsableCount);
            Assert.Equal(count, settings.InOrder().LongCount());
        }
        else
        {
            Assert.True(settings.UsableCount > (UInt128)count);
        }

        if (count == 0) return;
        Assert.Equal(expected.Text("gateway"), settings.Gateway is { } gateway ? Text(settings, gateway) : "");
        Assert.Equal(expected.Items("routes").Select(static route => route.GetString()), settings.Routes);
    }

    private static void CompareSettings(JsonElement expected, NodeSettings settings)
    {
        Assert.Equal(expected.Text("subnet"), settings.Subnet.ToString());
        Assert.Equal(expected.Text("startIP"), Text(settings, settings.Range.First));
        Assert.Equal(expected.Text("endIP"), Text(settings, settings.Range.Last));
        Assert.Equal(expected.Text("gateway"), settings.Gateway is { } gateway ? Text(settings, gateway) : "");
        Assert.Equal(
            expected.Items("exclusions").Select(static range => $"{range.Text("startIP")}-{range.Text("endIP")}"),
            settings.Exclusions.Select(range => $"{Text(settings, range.First)}-{Text(settings, range.Last)}"));
    }

    private static string Text(NodeSettings settings, UInt128 address) =>
        AddressText.Format(address, settings.Subnet.Family);
}
