namespace DpuIpam.Addressing;

/// <summary>An inclusive range of addresses of one family, or of block indexes.</summary>
/// <remarks>Both ends belong to it: the number after the last IPv6 address does not exist.</remarks>
internal readonly record struct Interval(UInt128 First, UInt128 Last)
{
    public bool Contains(UInt128 value) => value >= First && value <= Last;

    public bool Contains(Interval other) => other.First >= First && other.Last <= Last;

    public bool Overlaps(Interval other) => First <= other.Last && other.First <= Last;
}
