using DpuIpam.Addressing;

namespace DpuIpam.Planning;

/// <summary>Finds layouts that hold what is asked for, the smallest range first.</summary>
/// <remarks>
/// A layout counts with its worst node: the one that has the gateway in its block. In subnet mode the gateway is put
/// behind the last block where a remainder has room for it, and else costs every node one address.
/// </remarks>
internal static class LayoutFinder
{
    private const int GatewayIndex = 1;

    /// <summary>The layouts, ranked; several sizes of range per mode, since a larger one leaves room to grow.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="most">How many at most.</param>
    public static IReadOnlyList<Layout> Find(LayoutRequest request, int most)
    {
        var found = new List<Candidate>();
        foreach (var within in request.Within)
        {
            for (var length = Address.BitsOf(within.Family) - 2; length >= within.Length; length--)
            {
                if (Place(within, length, request.Outside) is not { } range) continue;
                if (request.Mode is null or IpamMode.Subnet && OfSubnet(range, request) is { } subnet) found.Add(subnet);
                if (request.Mode is null or IpamMode.Network && OfNetwork(range, request) is { } network) found.Add(network);
            }
        }

        // Ranges of one size stay in the order of preference; within one, the mode that wastes less comes first.
        return [.. found
            .OrderBy(static candidate => Address.BitsOf(candidate.Range.Family) - candidate.Range.Length)
            .ThenBy(candidate => PreferenceOf(candidate.Range, request.Within))
            .ThenBy(static candidate => candidate.Layout.PercentageWasted)
            .Take(most)
            .Select(static (candidate, i) => candidate.Layout.At(i + 1))];
    }

    private static int PreferenceOf(Prefix range, IReadOnlyList<Prefix> within)
    {
        var i = 0;
        while (!within[i].Contains(new Address(range.First, range.Family))) i++;
        return i;
    }

    /// <summary>The lowest prefix of a length inside a range that touches nothing in use.</summary>
    private static Prefix? Place(Prefix within, int length, IReadOnlyList<ReservedRange> outside)
    {
        var taken = IntervalSet.Of([.. outside
            .Where(range => range.Family == within.Family)
            .Select(static range => range.Range)]);
        var size = Prefix.SizeOf(length, within.Family);
        foreach (var gap in taken.Complement(new Interval(within.First, within.Last)).AsSpan())
        {
            var start = (gap.First + (size - 1)) & ~(size - 1);
            if (start >= gap.First && start <= gap.Last && gap.Last - start >= size - 1)
                return new Prefix(start, length, within.Family);
        }

        return null;
    }

    private static Candidate? OfSubnet(Prefix range, LayoutRequest request)
    {
        var wanted = (UInt128)request.AddressCount;
        var blocks = (UInt128)request.MaxNodeCount * (UInt128)request.ClusterCount;

        // A remainder behind the last block has room for the gateway; without one, each block is one address larger.
        var size = range.UsableCount / wanted >= blocks && range.UsableCount > blocks * wanted ? wanted : wanted + 1;
        if (range.UsableCount / size < blocks) return null;
        var fits = range.UsableCount / size;
        var remainder = range.UsableCount - (fits * size);
        if (size == wanted && remainder == 0) fits--;
        var gateway = size == wanted ? range.LastUsable : range.FirstUsable;
        var perCluster = fits / (UInt128)request.ClusterCount;
        return new Candidate(range, new Layout
        {
            Mode = IpamMode.Subnet,
            Network = range.ToString(),
            Gateway = AddressText.Format(gateway, range.Family),
            PerNodeIPCount = (long)size,
            QuotaPerCluster = Quota(request, perCluster),
            Capacity = Numbers.ToDecimal(perCluster),
            Headroom = Numbers.ToDecimal(perCluster) - request.NodeCount,
            UsableCount = request.AddressCount,
            PercentageWasted = Wasted(range, perCluster, wanted, request),
        });
    }

    private static Candidate? OfNetwork(Prefix range, LayoutRequest request)
    {
        var bits = Address.BitsOf(range.Family);
        var size = bits - 2;
        while (size > range.Length && UsableIn(size, range.Family) < (UInt128)request.AddressCount) size--;
        if (UsableIn(size, range.Family) < (UInt128)request.AddressCount) return null;
        var perCluster = (UInt128.One << (size - range.Length)) / (UInt128)request.ClusterCount;
        if (perCluster < (UInt128)request.MaxNodeCount) return null;
        return new Candidate(range, new Layout
        {
            Mode = IpamMode.Network,
            Network = range.ToString(),
            PrefixSize = size,
            GatewayIndex = GatewayIndex,
            QuotaPerCluster = Quota(request, perCluster),
            Capacity = Numbers.ToDecimal(perCluster),
            Headroom = Numbers.ToDecimal(perCluster) - request.NodeCount,
            UsableCount = Numbers.ToDecimal(UsableIn(size, range.Family)),
            PercentageWasted = Wasted(range, perCluster, UsableIn(size, range.Family), request),
        });
    }

    /// <summary>Usable addresses of a node's subnet beside its gateway.</summary>
    private static UInt128 UsableIn(int length, AddressFamily family) => new Prefix(0, length, family).UsableCount - 1;

    private static int? Quota(LayoutRequest request, UInt128 perCluster) =>
        request.ClusterCount == 1 ? null : (int)UInt128.Min(perCluster, int.MaxValue);

    /// <summary>What of the range no pod could use, with every node there.</summary>
    private static double Wasted(Prefix range, UInt128 perCluster, UInt128 usable, LayoutRequest request)
    {
        var used = Math.Min((double)perCluster * request.ClusterCount * (double)usable, (double)(range.Last - range.First) + 1);
        return Math.Round(100 - (100 * used / ((double)(range.Last - range.First) + 1)), 1);
    }

    private sealed record Candidate(Prefix Range, Layout Layout);
}
