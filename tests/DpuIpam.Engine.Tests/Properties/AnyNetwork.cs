using System.Numerics;
using CsCheck;
using DpuIpam.Engine.Tests.Reference;
using DpuIpam.Resources;

namespace DpuIpam.Engine.Tests.Properties;

/// <summary>Small networks, also at both ends of both families, and addresses in them as text.</summary>
internal static class AnyNetwork
{
    public static readonly Gen<ReferenceNetwork> Small =
        Gen.Select(Gen.Bool, Gen.Frequency((1, Gen.Int[0, 1]), (4, Gen.Int[2, 4]), (3, Gen.Int[5, 8])), Gen.Int[0, 3])
            .Select(Place);

    public static readonly Gen<string> Garbage = Gen.OneOf(
        "", "-", "10.0.0", "010.0.0.1", "10.0.0.1 ", "10.0.0.256", "fd00::1%eth0", "fd00:::1", "fd00::12345", "node-1",
        "192.0.2.1", "2001:db8::1");

    /// <summary>Text of an address or prefix, sometimes not the canonical one.</summary>
    public static Gen<string> Text(
        ReferenceNetwork network, Gen<int> offsets, bool canonicalOnly, int? length = null) =>
        Gen.Select(offsets, canonicalOnly ? Gen.Const(0) : Gen.Frequency((8, Gen.Const(0)), (1, Gen.Int[1, 2])))
            .Select((offset, form) => Text(network, offset, form, length));

    /// <summary>Distances that like the borders of blocks and of the network.</summary>
    public static Gen<int> Offsets(ReferenceNetwork network, int blockBase, int blockSize)
    {
        var last = network.Size - 1;
        var border = Gen.Select(Gen.Int[0, last / blockSize], Gen.Int[-1, 1])
            .Select((block, shift) => Math.Clamp(blockBase + (block * blockSize) + shift, 0, last));
        return Gen.Frequency((3, Gen.Int[0, last]), (6, border), (1, Gen.OneOf(0, last)));
    }

    /// <summary>Ranges that overlap, touch and nest; seldom backwards, outside or unreadable.</summary>
    public static Gen<RangeText[]> Exclusions(ReferenceNetwork network, Gen<int> offsets, bool canonicalOnly)
    {
        var sorted = Gen.Select(offsets, offsets)
            .Select(static (a, b) => (First: Math.Min(a, b), Last: Math.Max(a, b)));
        var near = Gen.Select(offsets, Gen.Int[0, 3])
            .Select((first, more) => (First: first, Last: Math.Min(first + more, network.Size - 1)));
        var backwards = Gen.Select(offsets, offsets).Select(static (a, b) => (First: a, Last: b));
        var form = canonicalOnly ? Gen.Const(0) : Gen.Frequency((4, Gen.Const(0)), (1, Gen.Int[1, 2]));
        var good = Gen.Select(Gen.Frequency((10, sorted), (30, near), (canonicalOnly ? 0 : 1, backwards)), form, form)
            .Select((range, a, b) => new RangeText(Text(network, range.First, a), Text(network, range.Last, b)));
        var bad = Gen.Select(Garbage, Garbage).Select(static (a, b) => new RangeText(a, b));
        return Gen.Frequency(
            (canonicalOnly ? 0 : 1, bad.Array[1]), (50, good.Array[0, 1]), (50, good.Array[1, 4]));
    }

    public static Gen<IndexRange[]> PerNode(int size, bool validOnly)
    {
        var good = Gen.Select(Gen.Int[0, size - 1], Gen.Frequency((3, Gen.Int[0, 1]), (1, Gen.Int[0, size - 1])))
            .Select((first, more) => new IndexRange(first, Math.Min(first + more, size - 1)));
        var bad = Gen.Select(Gen.Int[-1, size], Gen.Int[-1, size]).Select(static (a, b) => new IndexRange(a, b));
        return Gen.Frequency(
            (80, Gen.Const(Array.Empty<IndexRange>())),
            (size == 1 ? 3 : 30, good.Array[1, 3]),
            (validOnly ? 0 : 1, bad.Array[1]));
    }

    /// <param name="network">Where the address is.</param>
    /// <param name="offset">Its distance from the first.</param>
    /// <param name="form">
    /// 0: canonical; 1 and 2: other forms, 2 with a leading zero in a prefix; 3: the number in the other family.
    /// </param>
    /// <param name="length">Length of a prefix; null for an address.</param>
    public static string Text(ReferenceNetwork network, int offset, int form, int? length = null)
    {
        var canonical = network.AddressAt(offset);
        var value = network.First + offset;
        var address = (form, network.IsV4) switch
        {
            (0, _) => canonical,
            (3, _) => ReferenceText.Format(value & uint.MaxValue, !network.IsV4),
            (1, false) => ReferenceText.FormatLong(value),
            (_, false) => canonical.ToUpperInvariant(),
            // A mapped prefix would be an IPv6 prefix.
            (_, true) when length is not null => canonical,
            (1, true) => $"::ffff:{canonical}",
            _ => $"0::FFFF:{(int)(value >> 16):x}:{(int)(value & 0xffff):X}",
        };
        return length is null ? address : form == 2 ? $"{address}/0{length}" : $"{address}/{length}";
    }

    private static ReferenceNetwork Place(bool isV4, int hostBits, int place)
    {
        var bits = isV4 ? 32 : 128;
        var end = BigInteger.One << bits;
        var size = BigInteger.One << hostBits;
        var first = place switch
        {
            0 => BigInteger.Zero,
            1 => end - size,
            2 => isV4 ? 0x0a000000 : new BigInteger(0xfd00) << 112,
            // Text that shortens around a single zero group, and a carry into the next one.
            _ => isV4 ? 0xc0a80200 - size : (new BigInteger(0x20010db8) << 96) + (1 << 16) - size,
        };
        return new ReferenceNetwork(first, bits - hostBits, isV4);
    }
}
