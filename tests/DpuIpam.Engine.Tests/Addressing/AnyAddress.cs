using CsCheck;
using DpuIpam.Addressing;

namespace DpuIpam.Engine.Tests.Addressing;

/// <summary>Numbers and texts that like the edges.</summary>
internal static class AnyAddress
{
    /// <summary>Groups of IPv6 addresses, many of them zero.</summary>
    private static readonly Gen<ushort> Group = Gen.Frequency(
        (4, Gen.Const((ushort)0)), (2, Gen.OneOf<ushort>(1, 0xf, 0x10, 0x100, 0x1000, 0xffff)), (2, Gen.UShort));

    private static readonly Gen<UInt128> Groups = Group.Array[8].Select(static groups =>
        groups.Aggregate(UInt128.Zero, static (value, group) => (value << 16) | group));

    public static readonly Gen<UInt128> V6 = Gen.Frequency(
        (8, Groups),
        (1, Gen.UInt.Select(static v4 => Address.MappedBase | v4)),
        (1, Gen.Select(Gen.Int[0, 127], Gen.UInt[0, 1]).Select(static (bit, below) => (UInt128.One << bit) - below)),
        (1, Gen.Int[0, 3].Select(static below => UInt128.MaxValue - (UInt128)below)));

    public static readonly Gen<uint> V4 = Gen.Frequency(
        (3, Gen.UInt),
        (1, Gen.OneOf<byte>(0, 1, 9, 10, 99, 100, 199, 200, 249, 250, 255).Array[4].Select(static parts =>
            parts.Aggregate(0u, static (value, part) => (value << 8) | part))));

    public static readonly Gen<Address> Any = Gen.OneOf(
        V4.Select(static value => new Address(value, AddressFamily.IPv4)),
        V6.Where(static value => !Address.IsMapped(value))
            .Select(static value => new Address(value, AddressFamily.IPv6)));

    private static readonly Gen<string> Part =
        Gen.OneOf("0", "1", "00", "ab", "12345", "255", "256", ":", "::", ".", "1.2.3.4");

    private static readonly Gen<string> Insertion = Gen.OneOf("", "0", ":", "::", ".", "f", "1.2.3.4", "%", "%1", "g");

    /// <summary>Something like an address: its characters, its parts, or a right one with a small change.</summary>
    public static readonly Gen<string> Like = Gen.OneOf(
        Gen.Char["0123456789abcdefABCDEF:.%/ "].Array[0, 20].Select(static chars => new string(chars)),
        Part.Array[1, 16].Select(static parts => string.Concat(parts)),
        Gen.OneOf("0", "1", "ab", "ffff", "0000").Array[1, 9].Select(static parts => string.Join(':', parts)),
        Gen.Select(Any, Gen.Int[0, 45], Gen.Int[0, 2], Insertion)
            .Select(static (address, position, dropped, added) =>
            {
                var text = address.ToString();
                position = Math.Min(position, text.Length);
                return text.Remove(position, Math.Min(dropped, text.Length - position)).Insert(position, added);
            }));
}
