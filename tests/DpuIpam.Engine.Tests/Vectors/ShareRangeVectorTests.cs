using System.Text.Json;
using DpuIpam.Addressing;
using DpuIpam.Allocation;

namespace DpuIpam.Engine.Tests.Vectors;

/// <summary>The arithmetic on ranges beneath shares, compared with DPF's own tests' tables.</summary>
public sealed class ShareRangeVectorTests
{
    private const string File = "dpuserviceipam.json";

    public static IEnumerable<TheoryDataRow<JsonElement>> Offsets => VectorFile.Cases(File, "boundaryOffsets");

    public static IEnumerable<TheoryDataRow<JsonElement>> Merge => VectorFile.Cases(File, "rangeMerge");

    public static IEnumerable<TheoryDataRow<JsonElement>> Subtract => VectorFile.Cases(File, "rangeSubtract");

    public static IEnumerable<TheoryDataRow<JsonElement>> Covered => VectorFile.Cases(File, "rangeCovered");

    [Theory]
    [MemberData(nameof(Offsets))]
    public void The_grid_leaves_out_as_many_addresses(JsonElement vector)
    {
        Assert.True(Prefix.TryParse(vector.Text("prefix"), out var range));

        var offsets = ShareParent.OffsetsOf(range, Enum.Parse<IpamMode>(vector.Text("mode"), ignoreCase: true));

        Assert.Equal((vector.GetProperty("start").GetInt32(), vector.GetProperty("end").GetInt32()), offsets);
    }

    [Theory]
    [MemberData(nameof(Merge))]
    public void Ranges_merge(JsonElement vector)
    {
        // A set is of one family; where both occur, they come in the order of the families.
        var merged = Enum.GetValues<AddressFamily>()
            .SelectMany(family => IpRange.Of(Set(vector.Items("input"), family), family))
            .Select(static range => (range.StartIP, range.EndIP));

        Assert.Equal(Texts(vector, "expected"), merged);
    }

    [Theory]
    [MemberData(nameof(Subtract))]
    public void A_range_is_taken_out(JsonElement vector)
    {
        var removed = Set([vector.GetProperty("remove")], AddressFamily.IPv4);

        var rest = Set(vector.Items("ranges"), AddressFamily.IPv4).Subtract(removed);

        Assert.Equal(
            Texts(vector, "expected"),
            IpRange.Of(rest, AddressFamily.IPv4).Select(static range => (range.StartIP, range.EndIP)));
    }

    [Theory]
    [MemberData(nameof(Covered))]
    public void A_range_is_covered_or_not(JsonElement vector) => Assert.Equal(
        vector.GetProperty("expected").GetBoolean(),
        Set(vector.Items("merged"), AddressFamily.IPv4).Covers(Read(vector.GetProperty("range")).Range));

    private static IntervalSet Set(IEnumerable<JsonElement> ranges, AddressFamily family) => IntervalSet.Of([.. ranges
        .Select(Read)
        .Where(range => range.Family == family)
        .Select(static range => range.Range)]);

    private static (Interval Range, AddressFamily Family) Read(JsonElement range) =>
        ShareParent.ReadRange(range.Text("startIP"), range.Text("endIP"));

    private static IEnumerable<(string StartIP, string EndIP)> Texts(JsonElement vector, string name) =>
        vector.Items(name).Select(static range => (range.Text("startIP"), range.Text("endIP")));
}
