using System.Globalization;
using DpuIpam.Addressing;

namespace DpuIpam.Planning;

/// <summary>Why no layout fits: the range that it takes, and what comes nearest in the ranges that there are.</summary>
internal static class LayoutShortfall
{
    /// <summary>Sentences that say what is missing, and by how much.</summary>
    /// <param name="request">A request without a layout.</param>
    public static string Describe(LayoutRequest request)
    {
        if (Needed(request) is not { } needed) return Impossible(request);
        var text = $"It takes a free /{needed}, and {Ranges(request)} {(request.Within.Count == 1 ? "has" : "have")} none.";
        string[] nearest = [.. ByNodes(request), .. ByAddresses(request)];
        return nearest.Length == 0 ? text : $"{text} What comes nearest: {string.Join("; ", nearest)}.";
    }

    /// <summary>Length of the smallest range that would do, of the family of the first range.</summary>
    private static int? Needed(LayoutRequest request)
    {
        var anywhere = LayoutFinder.Find(Anywhere(request), int.MaxValue);
        return anywhere.Count == 0 ? null : anywhere.Max(static layout => LengthOf(layout));
    }

    private static LayoutRequest Anywhere(LayoutRequest request) =>
        request with { Within = [new Prefix(0, 0, request.Within[0].Family)], Outside = [] };

    private static int LengthOf(Layout layout) => Prefix.TryParse(layout.Network, out var range) ? range.Length : 0;

    private static string Impossible(LayoutRequest request)
    {
        var one = LayoutFinder.Find(Anywhere(request) with { NodeCount = 1, MaxNodeCount = 1, ClusterCount = 1 }, 1);
        return one.Count == 0 && request.PrefixSize is { } size
            ? $"A /{size} per node has no room for {Number(request.AddressCount)} addresses beside its gateway."
            : $"All of {request.Within[0].Family} is too small for them.";
    }

    private static IEnumerable<string> ByNodes(LayoutRequest request)
    {
        if (Largest(request.MaxNodeCount - 1, WithNodes) is not { } found) yield break;
        yield return $"{found.Layout} holds {Number(found.Count)} of {Number(request.MaxNodeCount)} nodes"
            + $"{(request.ClusterCount > 1 ? " in each DPU cluster" : "")}, {Number(request.MaxNodeCount - found.Count)} fewer";

        LayoutRequest WithNodes(int count) =>
            request with { MaxNodeCount = count, NodeCount = Math.Min(count, request.NodeCount) };
    }

    private static IEnumerable<string> ByAddresses(LayoutRequest request)
    {
        if (Largest(request.AddressCount - 1, count => request with { AddressCount = count }) is not { } found) yield break;
        yield return $"{found.Layout} holds all nodes with {Number(found.Count)} of {Number(request.AddressCount)} addresses each,"
            + $" {Number(request.AddressCount - found.Count)} fewer";
    }

    /// <summary>The largest number for which there is a layout: fewer always fit where more do.</summary>
    private static (int Count, Layout Layout)? Largest(int most, Func<int, LayoutRequest> with)
    {
        (int, Layout)? found = null;
        var (low, high) = (1, most);
        while (low <= high)
        {
            var middle = low + ((high - low) / 2);
            if (LayoutFinder.Find(with(middle), 1) is [var layout])
            {
                found = (middle, layout);
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return found;
    }

    private static string Ranges(LayoutRequest request) => string.Join(" and ", request.Within)
        + (request.Outside.Count == 0 ? "" : " without what is in use");

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
