using DpuIpam.Addressing;

namespace DpuIpam.Planning;

/// <summary>Finds layouts that hold what is asked for: of IPv4 the smallest range first, of IPv6 the customary /64 per
/// node first.</summary>
/// <remarks>
/// A layout counts with its worst node: the one that has the gateway in its block. In subnet mode the gateway is put
/// behind the last block where a remainder has room for it, and else costs every node one address.
/// </remarks>
internal static class LayoutFinder
{
    private const int GatewayIndex = 1;

    /// <summary>What an IPv6 subnet is everywhere else: host software and operators expect it.</summary>
    private const int CustomaryIPv6Size = 64;

    /// <summary>The layouts, ranked; several sizes of range per mode, since a larger one leaves room to grow.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="most">How many at most.</param>
    public static IReadOnlyList<Layout> Find(LayoutRequest request, int most)
    {
        var found = new List<Candidate>();
        foreach (var within in request.Within)
        {
            for (var length = Address.BitsOf(within.Family); length >= Math.Max(within.Length, 1); length--)
            {
                if (Place(within, length, request.Outside) is not { } range) continue;
                if (request.Mode != IpamMode.Network && OfSubnet(range, request) is { } subnet) found.Add(subnet);
                if (request.Mode == IpamMode.Subnet) continue;
                foreach (var size in SizesFor(range.Family, request))
                    if (OfNetwork(range, size, request) is { } network) found.Add(network);
            }
        }

        return Rank(found, request.Within, most);
    }

    /// <summary>IPv4 is scarce: the smallest range comes first, and of one size that which wastes less. IPv6 is not: each
    /// kind of layout comes with its smallest range first, then with ranges twice as large, and so on, /64 ahead.</summary>
    private static IReadOnlyList<Layout> Rank(List<Candidate> found, IReadOnlyList<Prefix> within, int most)
    {
        var smallest = found
            .GroupBy(static candidate => candidate.Kind)
            .ToDictionary(static kind => kind.Key, static kind => kind.Max(static candidate => candidate.Range.Length));
        return [.. found
            .OrderBy(candidate => candidate.Range.Family == within[0].Family ? 0 : 1)
            .ThenBy(candidate => candidate.Range.Family == AddressFamily.IPv4
                ? 0
                : smallest[candidate.Kind] - candidate.Range.Length)
            .ThenBy(static candidate => candidate.IsCustomary ? 0 : 1)
            .ThenByDescending(static candidate => candidate.Range.Length)
            .ThenBy(candidate => PreferenceOf(candidate.Range, within))
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

    /// <summary>The lowest prefix of a length inside a range that touches nothing in use, and no addresses that are no
    /// host's.</summary>
    private static Prefix? Place(Prefix within, int length, IReadOnlyList<ReservedRange> outside)
    {
        var taken = IntervalSet.Of([.. outside
            .Where(range => range.Family == within.Family)
            .Select(static range => range.Range)
            .Concat(SpecialRanges.In(within.Family).Select(static special => special.Range))]);
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
        if (range.IsPointToPointOrSingle) return null;
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

    /// <summary>Lengths of a node's subnet to propose: the one that is asked for, or the longest that holds enough
    /// addresses, and for IPv6 the customary one before it.</summary>
    private static int[] SizesFor(AddressFamily family, LayoutRequest request)
    {
        if (request.PrefixSize is { } asked) return asked <= Address.BitsOf(family) ? [asked] : [];
        var longest = Address.BitsOf(family) - 2;
        while (longest > 1 && UsableIn(longest, family) < (UInt128)request.AddressCount) longest--;
        return family == AddressFamily.IPv6 && longest > CustomaryIPv6Size ? [CustomaryIPv6Size, longest] : [longest];
    }

    private static Candidate? OfNetwork(Prefix range, int size, LayoutRequest request)
    {
        if (size < range.Length || UsableIn(size, range.Family) < (UInt128)request.AddressCount) return null;
        var perCluster = (UInt128.One << (size - range.Length)) / (UInt128)request.ClusterCount;
        if (perCluster < (UInt128)request.MaxNodeCount) return null;
        return new Candidate(range, new Layout
        {
            Mode = IpamMode.Network,
            Network = range.ToString(),
            PrefixSize = size,
            GatewayIndex = HasGateway(size, range.Family) ? GatewayIndex : null,
            QuotaPerCluster = Quota(request, perCluster),
            Capacity = Numbers.ToDecimal(perCluster),
            Headroom = Numbers.ToDecimal(perCluster) - request.NodeCount,
            UsableCount = Numbers.ToDecimal(UsableIn(size, range.Family)),
            PercentageWasted = Wasted(range, perCluster, UsableIn(size, range.Family), request),
        });
    }

    /// <summary>Usable addresses of a node's subnet beside its gateway.</summary>
    private static UInt128 UsableIn(int length, AddressFamily family) =>
        new Prefix(0, length, family).UsableCount - (HasGateway(length, family) ? UInt128.One : 0);

    /// <summary>Point-to-point and single-address subnets use all their addresses, and have no gateway.</summary>
    private static bool HasGateway(int length, AddressFamily family) => length < Address.BitsOf(family) - 1;

    private static int? Quota(LayoutRequest request, UInt128 perCluster) =>
        request.ClusterCount == 1 ? null : (int)UInt128.Min(perCluster, int.MaxValue);

    /// <summary>What of the range no pod could use, with every node there.</summary>
    private static double Wasted(Prefix range, UInt128 perCluster, UInt128 usable, LayoutRequest request)
    {
        var used = Math.Min((double)perCluster * request.ClusterCount * (double)usable, (double)(range.Last - range.First) + 1);
        return Math.Round(100 - (100 * used / ((double)(range.Last - range.First) + 1)), 1);
    }

    private sealed record Candidate(Prefix Range, Layout Layout)
    {
        /// <summary>Mode and size; blocks that differ only because of the gateway are of one kind.</summary>
        public (AddressFamily, int?) Kind => (Range.Family, Layout.PrefixSize);

        public bool IsCustomary => Range.Family == AddressFamily.IPv6 && Layout.PrefixSize == CustomaryIPv6Size;
    }
}
