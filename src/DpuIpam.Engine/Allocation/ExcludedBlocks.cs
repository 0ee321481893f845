using DpuIpam.Addressing;

namespace DpuIpam.Allocation;

/// <summary>Blocks without one address that may be handed out: nv-ipam passes over them (docs/upstream.md, 6 and
/// 7.2).</summary>
internal static class ExcludedBlocks
{
    /// <summary>The fully excluded blocks, as intervals of block indexes.</summary>
    /// <param name="grid">The blocks.</param>
    /// <param name="extent">How many addresses of a block have to be covered, from its first: all of an IPPool's block,
    /// but not the broadcast address of a CIDRPool's prefix.</param>
    /// <param name="exclusions">Excluded addresses, merged.</param>
    /// <param name="perNode">Excluded positions in each block, merged.</param>
    public static IntervalSet Find(BlockGrid grid, UInt128 extent, IntervalSet exclusions, IntervalSet perNode)
    {
        var needed = perNode.Complement(new Interval(0, extent - 1));
        if (needed.IsEmpty) return IntervalSet.Of(new Interval(0, grid.LastIndex));

        var found = new List<Interval>();
        foreach (var range in exclusions.AsSpan())
        {
            var hasInside = grid.TryBlocksInside(range, extent, out var inside);
            if (hasInside) found.Add(inside);

            // Only together with per-node exclusions can a range cover a block that it does not hold wholly.
            if (perNode.IsEmpty || !grid.TryBlocksTouched(range, out var touched)) continue;
            CheckBorder(touched.First);
            CheckBorder(touched.Last);

            void CheckBorder(UInt128 block)
            {
                if ((!hasInside || !inside.Contains(block)) && IsCovered(grid.StartOf(block), exclusions, needed))
                    found.Add(new Interval(block, block));
            }
        }

        return IntervalSet.Of([.. found]);
    }

    /// <summary>Whether the exclusions cover every needed position of the block that starts at an address.</summary>
    public static bool IsCovered(UInt128 start, IntervalSet exclusions, IntervalSet needed)
    {
        foreach (var positions in needed.AsSpan())
            if (!exclusions.Covers(new Interval(start + positions.First, start + positions.Last))) return false;
        return true;
    }
}
