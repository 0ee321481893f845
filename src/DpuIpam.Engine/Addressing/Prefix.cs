using System.Globalization;

namespace DpuIpam.Addressing;

/// <summary>A network prefix: its first address, its length and its family; never with host bits.</summary>
internal readonly record struct Prefix
{
    /// <summary>Length of ::ffff:0:0/96, which holds all v4-mapped addresses.</summary>
    public const int MappedLength = 96;

    /// <param name="network">Any address of the prefix; host bits are masked.</param>
    /// <param name="length">Prefix length, 0 to the family's bit count.</param>
    /// <param name="family">The family.</param>
    public Prefix(UInt128 network, int length, AddressFamily family)
    {
        First = network & ~HostMask(length, family);
        Length = length;
        Family = family;
    }

    /// <summary>The network address.</summary>
    public UInt128 First { get; }

    /// <summary>Prefix length in bits.</summary>
    public int Length { get; }

    /// <summary>The family as written: a v4-mapped prefix is IPv6, unlike a v4-mapped address.</summary>
    public AddressFamily Family { get; }

    /// <summary>The last address, for IPv4 the broadcast address.</summary>
    public UInt128 Last => First | HostMask(Length, Family);

    /// <summary>Whether this is a /31, /32, /127 or /128, where every address is usable.</summary>
    public bool IsPointToPointOrSingle => Length >= Address.BitsOf(Family) - 1;

    /// <summary>Whether this is a prefix inside ::ffff:0:0/96, written as IPv6.</summary>
    public bool IsMapped => Family == AddressFamily.IPv6 && Length >= MappedLength && Address.IsMapped(First);

    /// <summary>The prefix that upstream works with: a v4-mapped one counts and prints as IPv4, and only its length is
    /// still that of an IPv6 prefix (docs/upstream.md, 15.3).</summary>
    public Prefix Unmapped => IsMapped ? new Prefix((uint)First, Length - MappedLength, AddressFamily.IPv4) : this;

    /// <summary>The first address that may be handed out.</summary>
    public UInt128 FirstUsable => IsPointToPointOrSingle ? First : First + 1;

    /// <summary>The last address that may be handed out: IPv6 has no broadcast address.</summary>
    public UInt128 LastUsable => Family == AddressFamily.IPv4 && !IsPointToPointOrSingle ? Last - 1 : Last;

    /// <summary>Number of usable addresses; it fits even for ::/0, whose first address is not usable.</summary>
    public UInt128 UsableCount => LastUsable - FirstUsable + 1;

    /// <summary>Reads a CIDR as upstream does: leading zeros in the length are taken, host bits are masked.</summary>
    /// <param name="text">Address, slash, decimal length.</param>
    /// <param name="prefix">The masked prefix.</param>
    /// <param name="hasHostBits">Whether the address as written was not the network address.</param>
    public static bool TryParse(ReadOnlySpan<char> text, out Prefix prefix, out bool hasHostBits)
    {
        prefix = default;
        hasHostBits = false;
        var slash = text.IndexOf('/');
        if (slash < 0 || !AddressText.TryParse(text[..slash], out var value, out var family)) return false;
        if (!TryParseLength(text[(slash + 1)..], Address.BitsOf(family), out var length)) return false;
        prefix = new Prefix(value, length, family);
        hasHostBits = prefix.First != value;
        return true;
    }

    /// <summary>Reads a CIDR, host bits masked.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Prefix prefix) => TryParse(text, out prefix, out _);

    /// <summary>Whether a CIDR text that parsed to this prefix is the one that upstream prints; it prints no v4-mapped
    /// one.</summary>
    public bool IsCanonical(ReadOnlySpan<char> text)
    {
        if (IsMapped) return false;
        var slash = text.IndexOf('/');
        var length = text[(slash + 1)..];
        return (length.Length == 1 || length[0] != '0') && AddressText.IsCanonical(text[..slash], First, Family);
    }

    /// <summary>Whether an address lies in this prefix. A v4-mapped prefix holds the IPv4 addresses, as in Go.</summary>
    public bool Contains(Address address)
    {
        var value = address.Value;
        if (address.Family != Family)
        {
            if (!IsMapped) return false;
            value |= Address.MappedBase;
        }

        return value >= First && value <= Last;
    }

    /// <summary>Number of addresses of a prefix of this length; the length must not be 0 for IPv6.</summary>
    public static UInt128 SizeOf(int length, AddressFamily family) =>
        UInt128.One << (Address.BitsOf(family) - length);

    /// <summary>The canonical text, <c>192.168.0.0/20</c>.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{AddressText.Format(First, Family)}/{Length}");

    private static bool TryParseLength(ReadOnlySpan<char> text, int max, out int length)
    {
        length = 0;
        if (text.IsEmpty) return false;
        foreach (var c in text)
        {
            if (!char.IsAsciiDigit(c)) return false;
            length = (length * 10) + (c - '0');
            if (length > max) return false;
        }

        return true;
    }

    private static UInt128 HostMask(int length, AddressFamily family)
    {
        // 64-bit arithmetic where it is enough: a status has one prefix per node.
        if (family == AddressFamily.IPv4) return (1UL << (32 - length)) - 1;
        var hostBits = Address.BitsOf(family) - length;
        return hostBits == 128 ? UInt128.MaxValue : (UInt128.One << hostBits) - 1;
    }
}
