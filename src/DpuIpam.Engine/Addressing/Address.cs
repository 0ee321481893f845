namespace DpuIpam.Addressing;

/// <summary>One IP address: its number and its family.</summary>
/// <remarks>
/// A v4-mapped IPv6 text (<c>::ffff:10.0.0.5</c>) reads as the IPv4 address, as in Go's <c>net</c> package, which both
/// upstream projects use.
/// </remarks>
internal readonly record struct Address(UInt128 Value, AddressFamily Family) : IComparable<Address>
{
    /// <summary>The upper 96 bits of every v4-mapped IPv6 address.</summary>
    public static readonly UInt128 MappedBase = (UInt128)0xffff << 32;

    /// <summary>All of ::ffff:0:0/96, as IPv6 numbers.</summary>
    public static readonly Interval MappedRange = new(MappedBase, MappedBase | uint.MaxValue);

    /// <summary>Number of bits of an address of this family.</summary>
    public static int BitsOf(AddressFamily family) => family == AddressFamily.IPv4 ? 32 : 128;

    /// <summary>The last address of a family.</summary>
    public static UInt128 LastOf(AddressFamily family) =>
        family == AddressFamily.IPv4 ? uint.MaxValue : UInt128.MaxValue;

    /// <summary>Whether an IPv6 number lies in ::ffff:0:0/96.</summary>
    public static bool IsMapped(UInt128 value) => value >> 32 == 0xffff;

    /// <summary>Reads an address as upstream's parser does: no zone, no leading zeros, no short forms, no space.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Address address)
    {
        if (!AddressText.TryParse(text, out var value, out var family))
        {
            address = default;
            return false;
        }

        address = family == AddressFamily.IPv6 && IsMapped(value)
            ? new Address((uint)value, AddressFamily.IPv4)
            : new Address(value, family);
        return true;
    }

    /// <summary>Orders by family (IPv4 first), then by number.</summary>
    public int CompareTo(Address other) =>
        Family != other.Family ? Family.CompareTo(other.Family) : Value.CompareTo(other.Value);

    /// <summary>The canonical text: dotted decimal, or RFC 5952 short lower-case IPv6.</summary>
    public override string ToString() => AddressText.Format(Value, Family);
}
