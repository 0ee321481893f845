using System.Text.Json.Nodes;
using DpuIpam.Addressing;

namespace DpuIpam.Clusters.Tests.Servers.Judge;

/// <summary>What a pool takes up: the addresses of its nodes, and its cluster's share of the range.</summary>
/// <param name="Owner">The DPUServiceIPAM, or the pool itself where it has none: only pools of one owner are compared.</param>
/// <param name="Allocations">What its status gives to nodes.</param>
/// <param name="Share">The range without the exclusions and without static prefixes, which all clusters' pools have.</param>
internal sealed record JudgedPool(
    string Owner, IReadOnlyList<(string Node, Interval Range, AddressFamily Family)> Allocations, IntervalSet Share)
{
    public static JudgedPool Of(ObjectName name, JsonObject item)
    {
        var labels = item["metadata"]!["labels"];
        var owner = labels?[Resources.ApiNames.OwnerNameLabel] is { } ownerName
            ? $"{labels[Resources.ApiNames.OwnerNamespaceLabel]}/{ownerName}"
            : $"{name} without owner";
        var spec = item["spec"]!;
        var text = (string?)spec["subnet"] ?? (string?)spec["cidr"];
        return Prefix.TryParse(text, out var network)
            ? new JudgedPool(owner, [.. ReadAllocations(item)], ReadShare(spec, network))
            : new JudgedPool(owner, [.. ReadAllocations(item)], IntervalSet.Empty);
    }

    public static IntervalSet ReadRanges(JsonNode? list) => IntervalSet.Of(
        [.. (list as JsonArray ?? []).Select(static range => ReadRange((string?)range!["startIP"], (string?)range["endIP"])).OfType<Interval>()]);

    private static IntervalSet ReadShare(JsonNode spec, Prefix network)
    {
        var taken = ReadRanges(spec["exclusions"]);
        foreach (var entry in spec["staticAllocations"] as JsonArray ?? [])
        {
            if (Prefix.TryParse((string?)entry!["prefix"], out var prefix))
                taken = taken.Union(IntervalSet.Of(new Interval(prefix.First, prefix.Last)));
        }

        return taken.Complement(new Interval(network.First, network.Last));
    }

    private static IEnumerable<(string, Interval, AddressFamily)> ReadAllocations(JsonObject item)
    {
        foreach (var entry in item["status"]?["allocations"] as JsonArray ?? [])
        {
            var node = (string?)entry!["nodeName"] ?? "";
            if (Prefix.TryParse((string?)entry["prefix"], out var prefix))
                yield return (node, new Interval(prefix.First, prefix.Last), prefix.Family);
            else if (ReadRange((string?)entry["startIP"], (string?)entry["endIP"]) is { } range)
                yield return (node, range, ((string)entry["startIP"]!).Contains(':') ? AddressFamily.IPv6 : AddressFamily.IPv4);
        }
    }

    private static Interval? ReadRange(string? start, string? end) =>
        AddressText.TryParse(start, out var first, out _) && AddressText.TryParse(end, out var last, out _)
            ? new Interval(first, last)
            : null;
}
