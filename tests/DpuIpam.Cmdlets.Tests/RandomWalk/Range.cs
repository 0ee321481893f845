using System.Net;
using System.Net.Sockets;

namespace DpuIpam.Cmdlets.Tests.RandomWalk;

/// <summary>IPv4 addresses from a first to a last one.</summary>
internal readonly record struct Range(long First, long Last)
{
    public static long? Address(string text)
    {
        if (!IPAddress.TryParse(text, out var address)
            || address.AddressFamily != AddressFamily.InterNetwork) return null;
        var bytes = address.GetAddressBytes();
        return ((long)bytes[0] << 24) | ((long)bytes[1] << 16) | ((long)bytes[2] << 8) | bytes[3];
    }

    public static Range? Of(string first, string last) =>
        Address(first) is { } start && Address(last) is { } end && start <= end ? new Range(start, end) : null;

    /// <summary>The addresses of a prefix; its host bits are ignored.</summary>
    public static Range? Prefix(string text) => text.Split('/') is [var address, var bits]
        && Address(address) is { } start && int.TryParse(bits, out var length) && length is >= 0 and <= 32
        ? new Range(start >> (32 - length) << (32 - length),
            (start >> (32 - length) << (32 - length)) + (1L << (32 - length)) - 1)
        : null;

    public long Size => Last - First + 1;

    public bool Meets(Range other) => First <= other.Last && other.First <= Last;

    public bool Holds(Range other) => First <= other.First && other.Last <= Last;

    /// <summary>What is left of ranges without others.</summary>
    public static List<Range> Without(IEnumerable<Range> ranges, IEnumerable<Range> withheld)
    {
        var left = ranges.ToList();
        foreach (var taken in withheld)
        {
            left = [.. left.SelectMany(range => range.Meets(taken)
                ? new[] { new Range(range.First, taken.First - 1), new Range(taken.Last + 1, range.Last) }
                : [range]).Where(static range => range.First <= range.Last)];
        }

        return left;
    }

    public override string ToString() => First == Last ? Dotted(First) : $"{Dotted(First)}-{Dotted(Last)}";

    public static string Dotted(long address) =>
        $"{address >> 24}.{(address >> 16) & 255}.{(address >> 8) & 255}.{address & 255}";
}
