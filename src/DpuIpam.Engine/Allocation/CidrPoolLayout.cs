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
        : base(pool, range, CutInto(range, pool.PerNodeNetworkPrefix), ExtentOf(range, pool.PerNodeNetworkPrefix))
    {
        PrefixLength = pool.PerNodeNetworkPrefix;
        GatewayIndex = pool.GatewayIndex;
        Barrier = FindBarrier();
    }

    /// <summary>Length of a node's prefix.</summary>
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
        GatewayIndex is { } index ? AddressText.Format(first + (UInt128)index, Network.Family) : "";

    /// <summary>Whether a gateway's text is the computed one of a prefix.</summary>
    public bool IsComputedGateway(string text, UInt128 first)
    {
        if (GatewayIndex is not { } index) return text.Length == 0;
        return AddressText.TryParse(text, out var value, out var family)
            && value == first + (UInt128)index
            && family == Network.Family
            && AddressText.IsCanonical(text, value, family);
    }

    /// <summary>From a prefix's network address to its last usable one.</summary>
    private static UInt128 ExtentOf(Prefix range, int prefixLength) =>
        new Prefix(0, prefixLength, range.Family).LastUsable + 1;

    /// <summary>Upstream has no jump here: it tries one prefix after the other (15.5).</summary>
    private SearchBarrier? FindBarrier()
    {
        // A v4-mapped range yields no candidate at all (15.3).
        if (Network.IsMapped) return new SearchBarrier(0, false);
        foreach (var run in Excluded.AsSpan())
            if (run.Last - run.First >= PatienceInBlocks) return new SearchBarrier(run.First, true);
        return null;
    }

    private static Prefix Parse(string cidr) => Prefix.TryParse(cidr, out var prefix)
        ? prefix
        : throw new ArgumentException($"not a valid pool: {cidr}", nameof(cidr));
}
