using DpuIpam.Addressing;

namespace DpuIpam.Planning;

/// <summary>Exclude ranges for the first and last addresses: of the subnet, or of every node's subnet.</summary>
internal static class ReservedEnds
{
    /// <summary>More subnets than this would make an object that no API server takes.</summary>
    public const int MaxSubnets = 4096;

    /// <param name="range">The parent range.</param>
    /// <param name="prefixSize">Length of a node's subnet; null when the range is one subnet.</param>
    /// <param name="first">Usable addresses to reserve at the beginning.</param>
    /// <param name="last">Usable addresses to reserve at the end.</param>
    /// <exception cref="ArgumentException">Nothing would be left, or there are too many subnets.</exception>
    public static IReadOnlyList<IpRange> Of(Prefix range, int? prefixSize, int first, int last)
    {
        var length = prefixSize ?? range.Length;
        if (first + last == 0 || length < range.Length || length > Address.BitsOf(range.Family)) return [];
        var subnet = new Prefix(range.First, length, range.Family);
        if ((UInt128)first + (UInt128)last >= subnet.UsableCount)
        {
            throw new ArgumentException(
                $"{first} addresses at the beginning and {last} at the end leave nothing of a /{length},"
                + $" which has {subnet.UsableCount} usable ones.");
        }

        if (length - range.Length > 12)
        {
            throw new ArgumentException(
                $"{range} has more than {MaxSubnets} subnets of /{length}: too many exclude ranges for one object.");
        }

        var reserved = new List<Interval>();
        for (var i = 0; i < 1 << (length - range.Length); i++)
        {
            subnet = new Prefix(range.First + ((UInt128)i * Prefix.SizeOf(length, range.Family)), length, range.Family);
            if (first > 0) reserved.Add(new Interval(subnet.FirstUsable, subnet.FirstUsable + (UInt128)(first - 1)));
            if (last > 0) reserved.Add(new Interval(subnet.LastUsable - (UInt128)(last - 1), subnet.LastUsable));
        }

        return IpRange.Of(IntervalSet.Of([.. reserved]), range.Family);
    }
}
