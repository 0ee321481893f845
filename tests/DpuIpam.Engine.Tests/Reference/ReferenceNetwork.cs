using System.Globalization;
using System.Numerics;

namespace DpuIpam.Engine.Tests.Reference;

/// <summary>A small network whose addresses can be walked one by one, known by their distance from its first.</summary>
internal sealed record ReferenceNetwork(BigInteger First, int Length, bool IsV4)
{
    public int Bits => IsV4 ? 32 : 128;

    public int HostBits => Bits - Length;

    /// <summary>Number of addresses.</summary>
    public int Size => 1 << HostBits;

    public bool IsPointToPointOrSingle => HostBits <= 1;

    /// <summary>Distance of the last usable address.</summary>
    public int LastUsable => IsV4 && !IsPointToPointOrSingle ? Size - 2 : Size - 1;

    public int UsableCount => HostBits == 0 ? 1 : HostBits == 1 ? 2 : IsV4 ? Size - 2 : Size - 1;

    /// <summary>A network with its host bits masked; null if the text is none.</summary>
    public static ReferenceNetwork? Parse(string text)
    {
        if (ReferenceText.ParseCidr(text) is not { } cidr) return null;
        var hostBits = (cidr.IsV4 ? 32 : 128) - cidr.Length;
        return new ReferenceNetwork((cidr.Value >> hostBits) << hostBits, cidr.Length, cidr.IsV4);
    }

    /// <summary>Distance of an address from the first; null if it isn't an address or not in the network.</summary>
    public int? OffsetOf(string address) =>
        ReferenceText.ParseAddress(address) is { } parsed && parsed.IsV4 == IsV4 ? OffsetOf(parsed.Value) : null;

    public int? OffsetOf(BigInteger value) => value < First || value >= First + Size ? null : (int)(value - First);

    public string AddressAt(int offset) => ReferenceText.Format(First + offset, IsV4);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{AddressAt(0)}/{Length}");
}
