using DpuIpam.Addressing;

namespace DpuIpam;

/// <summary>An inclusive range of addresses.</summary>
public sealed class IpRange
{
    internal IpRange(string startIP, string endIP)
    {
        StartIP = startIP;
        EndIP = endIP;
    }

    /// <summary>First address.</summary>
    public string StartIP { get; }

    /// <summary>Last address; it belongs to the range.</summary>
    public string EndIP { get; }

    internal static IpRange[] Of(IntervalSet ranges, AddressFamily family)
    {
        var result = new IpRange[ranges.Count];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = new IpRange(
                AddressText.Format(ranges[i].First, family), AddressText.Format(ranges[i].Last, family));
        }

        return result;
    }

    /// <summary>Both ends, or the one address.</summary>
    public override string ToString() => StartIP == EndIP ? StartIP : $"{StartIP}-{EndIP}";
}
