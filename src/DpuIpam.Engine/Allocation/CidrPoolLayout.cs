using DpuIpam.Addressing;
using DpuIpam.Resources;

namespace DpuIpam.Allocation;

/// <summary>The grid of a CIDRPool: every subnet of the range, the first and the last too (docs/upstream.md, 7).</summary>
internal sealed class CidrPoolLayout : PoolLayout
{
    public CidrPoolLayout(CidrPoolResource pool)
        : this(pool, Parse(pool.Network))
    {
    }

    private CidrPoolLayout(CidrPoolResource pool, Prefix range)
        : base(pool, range,
            CutInto(range.Unmapped, LengthOf(range, pool)), ExtentOf(range.Unmapped, LengthOf(range, pool)))
    {
        PrefixLength = LengthOf(range, pool);
        GatewayIndex = pool.GatewayIndex;

        // Upstream takes the last address of a v4-mapped prefix for an IPv6 one, which no exclusion reaches.
        if (IsMapped && !PrefixAt(0).IsPointToPointOrSingle) Excluded = IntervalSet.Empty;
        else if (Network.Family == AddressFamily.IPv6) Excluded = WithoutMapped();
        Barrier = FindBarrier();
    }

    /// <summary>Length of a node's prefix in the family of <see cref="PoolLayout.Network"/>.</summary>
    public int PrefixLength { get; }

    /// <summary>Offset of the gateway from a prefix's network address; null: no gateway.</summary>
    public int? GatewayIndex { get; }

    public static BlockGrid CutInto(Prefix range, int prefixLength) => new(
        range.First,
        Prefix.SizeOf(prefixLength, range.Family),
        prefixLength - range.Length == 128 ? UInt128.MaxValue : (UInt128.One << (prefixLength - range.Length)) - 1);

    /// <summary>The prefix of a node, by its first address.</summary>
    public Prefix PrefixAt(UInt128 first) => new(first, PrefixLength, Network.Family);

    /// <summary>Text of the gateway that nv-ipam computes for a prefix; empty when the pool has none.</summary>
    public string GatewayTextAt(UInt128 first) =>
        GatewayIndex is { } index ? TextOf(PrefixAt(first), index) : "";

    /// <summary>Text of a prefix's gateway; empty where it would be the broadcast address of a v4-mapped one.</summary>
    public static string TextOf(Prefix prefix, int gatewayIndex)
    {
        var held = prefix.Unmapped;
        return prefix.IsMapped && !NodeGateway.Exists(held, gatewayIndex)
            ? ""
            : AddressText.Format(held.First + (UInt128)gatewayIndex, held.Family);
    }

    /// <summary>Whether a gateway's text is the computed one of a prefix.</summary>
    public bool IsComputedGateway(string text, UInt128 first)
    {
        if (GatewayIndex is not { } index) return text.Length == 0;
        return AddressText.TryParse(text, out var value, out var family)
            && value == first + (UInt128)index
            && family == Network.Family
            && AddressText.IsCanonical(text, value, family);
    }

    private static int LengthOf(Prefix range, CidrPoolResource pool) =>
        pool.PerNodeNetworkPrefix - (range.IsMapped ? Prefix.MappedLength : 0);

    /// <summary>From a prefix's network address to its last usable one.</summary>
    private static UInt128 ExtentOf(Prefix range, int prefixLength) =>
        new Prefix(0, prefixLength, range.Family).LastUsable + 1;

    /// <summary>
    /// A v4-mapped prefix of an IPv6 range, or one that ends on a mapped address, is compared with the exclusions as IPv4:
    /// only those of each node reach it (15.3).
    /// </summary>
    private IntervalSet WithoutMapped()
    {
        var range = new Interval(Network.First, Network.Last);
        if (Excluded.IsEmpty && PerNode.IsEmpty || !Address.MappedRange.Overlaps(range)) return Excluded;
        var blocks = Grid.BlocksTouched(IntervalSet.Of(Address.MappedRange));
        var first = PrefixAt(Grid.StartOf(blocks[0].First));
        if (!Address.IsMapped(first.First)) return Address.IsMapped(first.Last) ? Excluded.Subtract(blocks) : Excluded;
        first = first.Unmapped;
        return PerNode.Covers(new Interval(0, first.LastUsable - first.First))
            ? Excluded.Union(blocks)
            : Excluded.Subtract(blocks);
    }

    /// <summary>Upstream has no jump here: it tries one prefix after the other (15.5).</summary>
    private SearchBarrier? FindBarrier()
    {
        // A v4-mapped range yields no candidate at all (15.3).
        if (IsMapped) return new SearchBarrier(0, false);
        foreach (var run in Excluded.AsSpan())
            if (run.Last - run.First >= PatienceInBlocks) return new SearchBarrier(run.First, true);
        return null;
    }

    private static Prefix Parse(string cidr) => Prefix.TryParse(cidr, out var prefix)
        ? prefix
        : throw new ArgumentException($"not a valid pool: {cidr}", nameof(cidr));
}
