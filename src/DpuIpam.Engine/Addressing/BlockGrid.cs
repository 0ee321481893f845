namespace DpuIpam.Addressing;

/// <summary>A range cut into blocks of one size. Blocks are known by index; the last index, not the count, is kept,
/// since ::/0 in single addresses has one block more than a 128-bit number can say.</summary>
/// <param name="Base">First address of block 0.</param>
/// <param name="BlockSize">Addresses per block, at least 1.</param>
/// <param name="LastIndex">Index of the last block.</param>
internal readonly record struct BlockGrid(UInt128 Base, UInt128 BlockSize, UInt128 LastIndex)
{
    /// <summary>Number of blocks; 2^128 counts as 2^128 - 1.</summary>
    public UInt128 Count => LastIndex == UInt128.MaxValue ? LastIndex : LastIndex + 1;

    /// <summary>Last address of the last block.</summary>
    public UInt128 LastAddress => StartOf(LastIndex) + (BlockSize - 1);

    public UInt128 StartOf(UInt128 index) => Base + (index * BlockSize);

    /// <summary>Index of the block that holds an address at or after <see cref="Base"/>.</summary>
    public UInt128 IndexOf(UInt128 address) => (address - Base) / BlockSize;

    /// <summary>The block that starts at an address, if there is one.</summary>
    public bool TryIndexAt(UInt128 start, out UInt128 index)
    {
        index = 0;
        if (start < Base) return false;
        (index, var rest) = UInt128.DivRem(start - Base, BlockSize);
        return rest == 0 && index <= LastIndex;
    }

    /// <summary>Blocks that lie wholly inside one of the ranges, as intervals of indexes.</summary>
    public IntervalSet BlocksInside(IntervalSet ranges)
    {
        var found = new List<Interval>(ranges.Count);
        foreach (var range in ranges.AsSpan())
            if (TryBlocksInside(range, BlockSize, out var blocks)) found.Add(blocks);
        return IntervalSet.Of([.. found]);
    }

    /// <summary>Blocks that share at least one address with one of the ranges.</summary>
    public IntervalSet BlocksTouched(IntervalSet ranges)
    {
        var found = new List<Interval>(ranges.Count);
        foreach (var range in ranges.AsSpan())
            if (TryBlocksTouched(range, out var blocks)) found.Add(blocks);
        return IntervalSet.Of([.. found]);
    }

    /// <summary>All addresses of blocks.</summary>
    public IntervalSet AddressesOf(IntervalSet blocks)
    {
        var ranges = new Interval[blocks.Count];
        for (var i = 0; i < ranges.Length; i++)
            ranges[i] = new Interval(StartOf(blocks[i].First), StartOf(blocks[i].Last) + (BlockSize - 1));
        return IntervalSet.Of(ranges);
    }

    /// <summary>Blocks whose first <paramref name="extent"/> addresses all lie in the range.</summary>
    public bool TryBlocksInside(Interval range, UInt128 extent, out Interval blocks)
    {
        blocks = default;
        if (range.Last < Base || range.Last - Base < extent - 1) return false;
        UInt128 first = 0;
        if (range.First > Base)
        {
            (first, var rest) = UInt128.DivRem(range.First - Base, BlockSize);
            if (rest != 0) first++;
        }

        var last = UInt128.Min((range.Last - Base - (extent - 1)) / BlockSize, LastIndex);
        blocks = new Interval(first, last);
        return first <= last;
    }

    /// <summary>Blocks that share at least one address with the range.</summary>
    public bool TryBlocksTouched(Interval range, out Interval blocks)
    {
        blocks = default;
        if (range.Last < Base || range.First > LastAddress) return false;
        var first = range.First <= Base ? 0 : IndexOf(range.First);
        blocks = new Interval(first, UInt128.Min(IndexOf(range.Last), LastIndex));
        return true;
    }
}
