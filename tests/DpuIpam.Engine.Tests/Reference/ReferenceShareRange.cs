using System.Numerics;

namespace DpuIpam.Engine.Tests.Reference;

/// <summary>A stored or excluded range of addresses, anywhere.</summary>
internal sealed record ReferenceShareRange(BigInteger First, BigInteger Last, bool IsV4)
{
    public static ReferenceShareRange Read(string start, string end) =>
        TryRead(start, end) ?? throw new ReferenceShareException("");

    /// <summary>Null if it is unreadable, mapped, of two families or reversed.</summary>
    public static ReferenceShareRange? TryRead(string start, string end)
    {
        if (ReferenceText.ParseAsWritten(start) is not { } first || ReferenceText.ParseAsWritten(end) is not { } last)
            return null;
        return IsMapped(first) || IsMapped(last) || first.IsV4 != last.IsV4 || first.Value > last.Value
            ? null
            : new ReferenceShareRange(first.Value, last.Value, first.IsV4);
    }

    /// <summary>A prefix with its host bits masked; null if it can't be read.</summary>
    public static ReferenceShareRange? ReadPrefix(string text)
    {
        if (ReferenceText.ParseCidr(text) is not { } cidr) return null;
        if (IsMapped((cidr.Value, cidr.IsV4))) throw new ReferenceShareException("IPv4-mapped IPv6");
        var network = ReferenceNetwork.Parse(text)!;
        return new ReferenceShareRange(
            network.First, network.First + (BigInteger.One << network.HostBits) - 1, network.IsV4);
    }

    public bool IsInside(ReferenceNetwork network) =>
        IsV4 == network.IsV4 && First >= network.First && Last < network.First + network.Size;

    /// <summary>Distances of the range's addresses from the first of a network, of those that are in it.</summary>
    public IEnumerable<int> OffsetsIn(ReferenceNetwork network)
    {
        if (IsV4 != network.IsV4) return [];
        var first = BigInteger.Max(First - network.First, 0);
        var last = BigInteger.Min(Last - network.First, network.Size - 1);
        return first > last ? [] : Enumerable.Range((int)first, (int)(last - first) + 1);
    }

    private static bool IsMapped((BigInteger Value, bool IsV4) address) =>
        !address.IsV4 && address.Value >> 32 == 0xffff;
}
