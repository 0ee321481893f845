using System.Text.Json;
using DpuIpam.Addressing;

namespace DpuIpam.Resources;

/// <summary>A core/v1 Node: name and labels decide about allocations; its addresses and pod ranges are only compared with
/// the pools.</summary>
internal sealed class NodeResource(ManifestDocument document) : Resource(document)
{
    public override string Kind => ApiNames.Node;

    /// <summary>The node's addresses and pod ranges. What can't be read is none: nothing is decided by them.</summary>
    public IReadOnlyList<NodeRange> ReadRanges()
    {
        var addresses = Member(Member(Root, "status"), "addresses");
        var podRanges = Member(Member(Root, "spec"), "podCIDRs");
        var podRange = Member(Member(Root, "spec"), "podCIDR");
        if (addresses.ValueKind != JsonValueKind.Array && podRanges.ValueKind != JsonValueKind.Array
            && podRange.ValueKind != JsonValueKind.String) return [];
        var ranges = new List<NodeRange>();
        if (addresses.ValueKind == JsonValueKind.Array)
            foreach (var item in addresses.EnumerateArray()) AddAddress(item, ranges);
        if (podRanges.ValueKind == JsonValueKind.Array)
            foreach (var item in podRanges.EnumerateArray()) AddPodRange(item, ranges);

        // The server keeps the first of podCIDRs here as well.
        AddPodRange(podRange, ranges);
        return ranges;
    }

    private static void AddAddress(JsonElement item, List<NodeRange> ranges)
    {
        var address = Member(item, "address");
        if (address.ValueKind != JsonValueKind.String || !Address.TryParse(address.GetString(), out var value)) return;
        var type = Member(item, "type");
        var typeText = type.ValueKind == JsonValueKind.String ? type.GetString()! : "address";
        Add(new NodeRange(value.ToString(), typeText, new Interval(value.Value, value.Value), value.Family), ranges);
    }

    private static void AddPodRange(JsonElement item, List<NodeRange> ranges)
    {
        if (item.ValueKind != JsonValueKind.String || !Prefix.TryParse(item.GetString(), out var prefix)) return;
        prefix = prefix.Unmapped;
        Add(new NodeRange(prefix.ToString(), null, new Interval(prefix.First, prefix.Last), prefix.Family), ranges);
    }

    private static void Add(NodeRange range, List<NodeRange> ranges)
    {
        foreach (var other in ranges)
        {
            if (other.Range == range.Range && other.Family == range.Family
                && other.AddressType is null == range.AddressType is null) return;
        }

        ranges.Add(range);
    }

    private static JsonElement Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;
}
