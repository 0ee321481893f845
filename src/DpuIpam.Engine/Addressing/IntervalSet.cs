using System.Collections;

namespace DpuIpam.Addressing;

/// <summary>A set of numbers as sorted intervals that neither overlap nor touch. Nothing in it is ever enumerated.</summary>
internal sealed class IntervalSet : IReadOnlyList<Interval>
{
    public static readonly IntervalSet Empty = new([]);

    private readonly Interval[] _intervals;

    private IntervalSet(Interval[] intervals) => _intervals = intervals;

    public int Count => _intervals.Length;

    public bool IsEmpty => _intervals.Length == 0;

    public Interval this[int index] => _intervals[index];

    /// <summary>Sorts and merges; intervals that overlap or touch become one.</summary>
    public static IntervalSet Of(params ReadOnlySpan<Interval> intervals)
    {
        if (intervals.IsEmpty) return Empty;
        var sorted = intervals.ToArray();
        if (!IsSorted(sorted)) Array.Sort(sorted, static (a, b) => a.First.CompareTo(b.First));
        var count = 1;
        for (var i = 1; i < sorted.Length; i++)
        {
            ref var current = ref sorted[count - 1];
            // The first comparison keeps the last number of all from wrapping around.
            if (current.Last == UInt128.MaxValue || sorted[i].First <= current.Last + 1)
                current = current with { Last = UInt128.Max(current.Last, sorted[i].Last) };
            else
                sorted[count++] = sorted[i];
        }

        return new IntervalSet(count == sorted.Length ? sorted : sorted[..count]);
    }

    /// <summary>What of <paramref name="whole"/> is not in this set.</summary>
    public IntervalSet Complement(Interval whole)
    {
        var gaps = new List<Interval>(Count + 1);
        var next = whole.First;
        for (var i = IndexAtOrAfter(whole.First); i < Count && _intervals[i].First <= whole.Last; i++)
        {
            if (_intervals[i].First > next) gaps.Add(new Interval(next, _intervals[i].First - 1));
            if (_intervals[i].Last >= whole.Last) return new IntervalSet([.. gaps]);
            next = _intervals[i].Last + 1;
        }

        gaps.Add(new Interval(next, whole.Last));
        return new IntervalSet([.. gaps]);
    }

    /// <summary>This set without the numbers of another.</summary>
    public IntervalSet Subtract(IntervalSet other)
    {
        if (other.IsEmpty || IsEmpty) return this;
        var rest = new List<Interval>(Count + other.Count);
        foreach (var interval in _intervals)
            foreach (var piece in other.Complement(interval)._intervals)
                rest.Add(piece);
        return new IntervalSet([.. rest]);
    }

    /// <summary>The numbers of both sets.</summary>
    public IntervalSet Union(IntervalSet other) =>
        other.IsEmpty ? this : IsEmpty ? other : Of([.. _intervals, .. other._intervals]);

    /// <summary>Splits off the lowest <paramref name="count"/> numbers; fewer when there are not that many.</summary>
    public (IntervalSet Taken, IntervalSet Others) TakeFirst(UInt128 count)
    {
        var taken = new List<Interval>();
        for (var i = 0; i < _intervals.Length; i++)
        {
            if (count == 0) return (new IntervalSet([.. taken]), new IntervalSet(_intervals[i..]));
            var interval = _intervals[i];
            if (interval.Last - interval.First >= count)
            {
                taken.Add(interval with { Last = interval.First + (count - 1) });
                Interval[] rest = [.. _intervals.AsSpan(i)];
                rest[0] = interval with { First = interval.First + count };
                return (new IntervalSet([.. taken]), new IntervalSet(rest));
            }

            taken.Add(interval);
            count -= interval.Last - interval.First + 1;
        }

        return (this, Empty);
    }

    public bool Contains(UInt128 value)
    {
        var i = IndexAtOrAfter(value);
        return i < Count && _intervals[i].First <= value;
    }

    /// <summary>Whether one interval of the set holds all of <paramref name="interval"/>.</summary>
    public bool Covers(Interval interval)
    {
        var i = IndexAtOrAfter(interval.First);
        return i < Count && _intervals[i].Contains(interval);
    }

    public bool Overlaps(Interval interval)
    {
        var i = IndexAtOrAfter(interval.First);
        return i < Count && _intervals[i].First <= interval.Last;
    }

    /// <summary>Whether some number is in both sets.</summary>
    public bool Overlaps(IntervalSet other)
    {
        foreach (var interval in other._intervals)
            if (Overlaps(interval)) return true;
        return false;
    }

    /// <summary>How many numbers of <paramref name="interval"/> are in the set. All 2^128 of them count as 2^128 - 1.</summary>
    public UInt128 CountIn(Interval interval)
    {
        UInt128 count = 0;
        for (var i = IndexAtOrAfter(interval.First); i < Count && _intervals[i].First <= interval.Last; i++)
        {
            var first = UInt128.Max(_intervals[i].First, interval.First);
            var last = UInt128.Min(_intervals[i].Last, interval.Last);
            if (last - first == UInt128.MaxValue) return UInt128.MaxValue;
            count += last - first + 1;
        }

        return count;
    }

    /// <summary>Position of the first interval that ends at or after <paramref name="value"/>; <see cref="Count"/> if none.</summary>
    public int IndexAtOrAfter(UInt128 value)
    {
        int low = 0, high = _intervals.Length;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (_intervals[middle].Last < value) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    public ReadOnlySpan<Interval> AsSpan() => _intervals;

    public IEnumerator<Interval> GetEnumerator() => ((IEnumerable<Interval>)_intervals).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _intervals.GetEnumerator();

    private static bool IsSorted(Interval[] intervals)
    {
        for (var i = 1; i < intervals.Length; i++)
            if (intervals[i].First < intervals[i - 1].First) return false;
        return true;
    }
}
