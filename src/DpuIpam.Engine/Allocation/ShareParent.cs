using DpuIpam.Addressing;
using DpuIpam.Resources;

namespace DpuIpam.Allocation;

/// <summary>The range of a DPUServiceIPAM and its grid, from which DPU clusters get their shares
/// (docs/upstream.md, D.1 to D.3).</summary>
/// <param name="Range">The parent range, host bits masked.</param>
/// <param name="Grid">Blocks of what one node gets; the offsets are those of nv-ipam, so that the two grids coincide.</param>
/// <param name="Exclusions">The user's exclusions, merged.</param>
/// <param name="Quota">Blocks per cluster; null: all that is left.</param>
/// <param name="StaticPrefixes">Ranges of the static allocations, merged.</param>
internal sealed record ShareParent(
    Prefix Range, BlockGrid Grid, IntervalSet Exclusions, int? Quota, IntervalSet StaticPrefixes)
{
    /// <summary>Addresses left out at the beginning and at the end of the range (D.3).</summary>
    public static (int Start, int End) OffsetsOf(Prefix range, IpamMode mode) => mode == IpamMode.Network
        ? (0, 0)
        : ((int)(range.FirstUsable - range.First), (int)(range.Last - range.LastUsable));

    /// <summary>Reads the range of an object.</summary>
    /// <exception cref="ShareException">DPF's controller would fail with this error.</exception>
    public static ShareParent Of(ServiceIpamResource ipam)
    {
        if (!Prefix.TryParse(ipam.Network, out var range))
            throw new ShareException($"failed to parse {ipam.Network} as a CIDR");
        if (range.IsMapped) throw Mapped(ipam.Network);
        var exclusions = new List<Interval>();
        foreach (var address in ipam.Exclusions) Add(address, address);
        foreach (var (start, end) in ipam.ExcludeRanges) Add(start, end);
        return new ShareParent(
            range, CutInto(range, ipam), IntervalSet.Of([.. exclusions]), ipam.Quota, ReadStatic(ipam, range.Family));

        // One of the other family lies nowhere in the range; that it makes no sense is the webhook's to say.
        void Add(string start, string end)
        {
            var (exclusion, family) = ReadRange(start, end);
            if (family == range.Family) exclusions.Add(exclusion);
        }
    }

    /// <summary>Reads an inclusive range as DPF's controller does.</summary>
    /// <exception cref="ShareException">It is unreadable, mapped, of two families, or reversed.</exception>
    public static (Interval Range, AddressFamily Family) ReadRange(string startText, string endText)
    {
        var (start, family) = ReadAddress(startText);
        var (end, endFamily) = ReadAddress(endText);
        if (family != endFamily || end < start)
            throw new ShareException($"the range {startText} to {endText} is reversed or of two families");
        return (new Interval(start, end), family);
    }

    private static (UInt128 Value, AddressFamily Family) ReadAddress(string text)
    {
        if (!AddressText.TryParse(text, out var value, out var family))
            throw new ShareException($"failed to parse {text} as an address");
        return family == AddressFamily.IPv6 && Address.IsMapped(value) ? throw Mapped(text) : (value, family);
    }

    private static BlockGrid CutInto(Prefix range, ServiceIpamResource ipam)
    {
        var (start, end) = OffsetsOf(range, ipam.Mode);
        var size = BlockSizeOf(range, ipam);
        if (size == 0) throw new ShareException("the per-node block size must be positive");
        var first = range.First + (UInt128)start;
        var span = range.Last - (UInt128)end - first;

        // A span of all 2^128 addresses occurs in network mode only, where the size is a power of two.
        var lastIndex = span == UInt128.MaxValue ? span / size : (span + 1) / size;
        if (lastIndex == 0) throw new ShareException($"{range} cannot fit a per-node block of {size} addresses");
        return new BlockGrid(first, size, span == UInt128.MaxValue ? lastIndex : lastIndex - 1);
    }

    private static UInt128 BlockSizeOf(Prefix range, ServiceIpamResource ipam)
    {
        if (ipam.Mode == IpamMode.Subnet) return (UInt128)Math.Max(ipam.PerNodeIPCount, 0);
        var bits = Address.BitsOf(range.Family);
        if (ipam.PrefixSize < range.Length || ipam.PrefixSize > bits)
            throw new ShareException($"prefixSize {ipam.PrefixSize} does not fit in the network {range}");
        return ipam.PrefixSize == 0 && bits == 128
            ? throw new ShareException("a prefix size of 0 can't be shared")
            : Prefix.SizeOf(ipam.PrefixSize, range.Family);
    }

    /// <summary>An unreadable static prefix is ignored, a mapped one is an error (D.6).</summary>
    private static IntervalSet ReadStatic(ServiceIpamResource ipam, AddressFamily family)
    {
        if (ipam.Allocations.Count == 0) return IntervalSet.Empty;
        var ranges = new List<Interval>(ipam.Allocations.Count);
        foreach (var text in ipam.Allocations.Values)
        {
            if (!Prefix.TryParse(text, out var prefix)) continue;
            if (prefix.IsMapped) throw Mapped(text, "static allocation");
            if (prefix.Family == family) ranges.Add(new Interval(prefix.First, prefix.Last));
        }

        return IntervalSet.Of([.. ranges]);
    }

    private static ShareException Mapped(string text, string noun = "address") =>
        new($"{text} is an IPv4-mapped IPv6 {noun}, which is not supported; write it as IPv4");
}

/// <summary>An error with which DPF's controller stops serving a DPUServiceIPAM.</summary>
internal sealed class ShareException(string message) : Exception(message);
