using CsCheck;
using DpuIpam.Addressing;

namespace DpuIpam.Engine.Tests.Addressing;

/// <summary>Blocks by index against blocks walked address by address, also at the end of the numbers.</summary>
public sealed class BlockGridTests
{
    private const int Samples = 20_000;
    private const int Room = 4;

    /// <summary>A grid with some room before and behind it, if the numbers go on there.</summary>
    private static readonly Gen<BlockGrid> Grids =
        Gen.Select(Gen.Int[0, 2], Gen.Int[1, 6], Gen.Int[0, 6]).Select(static (place, size, lastIndex) =>
        {
            var length = (UInt128)(size * (lastIndex + 1));
            UInt128 start = place switch
            {
                0 => 0,
                1 => 1000,
                _ => UInt128.MaxValue - (length - 1),
            };
            return new BlockGrid(start, (UInt128)size, (UInt128)lastIndex);
        });

    private static readonly Gen<(BlockGrid Grid, Interval Range, UInt128 Extent)> Ranges =
        Grids.SelectMany(static grid =>
        {
            var before = (int)UInt128.Min(grid.Base, Room);
            var behind = (int)UInt128.Min(UInt128.MaxValue - grid.LastAddress, Room);
            var offset = Gen.Int[-before, (int)(grid.LastAddress - grid.Base) + behind];
            return Gen.Select(offset, offset, Gen.Int[1, (int)grid.BlockSize]).Select((a, b, extent) => (
                grid,
                new Interval(Shift(grid.Base, Math.Min(a, b)), Shift(grid.Base, Math.Max(a, b))),
                (UInt128)extent));
        });

    [Fact]
    public void Knows_its_blocks() => Grids.Sample(
        static grid =>
        {
            Assert.Equal(grid.LastIndex + 1, grid.Count);
            var address = grid.Base;
            for (UInt128 index = 0; index <= grid.LastIndex; index++)
            {
                Assert.Equal(address, grid.StartOf(index));
                for (UInt128 i = 0; i < grid.BlockSize; i++, address++)
                {
                    Assert.Equal(index, grid.IndexOf(address));
                    Assert.Equal(i == 0, grid.TryIndexAt(address, out var found));
                    if (i == 0) Assert.Equal(index, found);
                }
            }

            Assert.Equal(address - 1, grid.LastAddress);
            if (address != 0) Assert.False(grid.TryIndexAt(address, out _));
            if (grid.Base > 0) Assert.False(grid.TryIndexAt(grid.Base - 1, out _));
        },
        iter: Samples);

    [Fact]
    public void Blocks_inside_are_those_with_every_counted_address_in_the_range() => Ranges.Sample(
        static (grid, range, extent) => AssertBlocks(
            grid,
            index => grid.StartOf(index) >= range.First && grid.StartOf(index) + (extent - 1) <= range.Last,
            grid.TryBlocksInside(range, extent, out var blocks) ? blocks : null),
        iter: Samples);

    [Fact]
    public void Blocks_touched_are_those_with_an_address_in_the_range() => Ranges.Sample(
        static (grid, range, _) => AssertBlocks(
            grid,
            index => range.Overlaps(new Interval(grid.StartOf(index), grid.StartOf(index) + (grid.BlockSize - 1))),
            grid.TryBlocksTouched(range, out var blocks) ? blocks : null),
        iter: Samples);

    [Fact]
    public void Sets_of_ranges_give_the_blocks_of_each() => Ranges.SelectMany(
            static item => Gen.Int[0, 4], static (item, gap) => (item.Grid, item.Range, Gap: (UInt128)gap))
        .Sample(
            static (grid, range, gap) =>
            {
                // One range cut in two around a gap.
                var middle = range.First + ((range.Last - range.First) / 2);
                var ranges = range.Last - middle > gap && gap > 0
                    ? IntervalSet.Of(new Interval(range.First, middle), new Interval(middle + gap + 1, range.Last))
                    : IntervalSet.Of(range);
                for (UInt128 index = 0; index <= grid.LastIndex; index++)
                {
                    var block = new Interval(grid.StartOf(index), grid.StartOf(index) + (grid.BlockSize - 1));
                    Assert.Equal(ranges.Any(part => part.Contains(block)), grid.BlocksInside(ranges).Contains(index));
                    Assert.Equal(ranges.Any(part => part.Overlaps(block)), grid.BlocksTouched(ranges).Contains(index));
                }
            },
            iter: Samples);

    [Fact]
    public void All_IPv6_addresses_one_by_one()
    {
        var grid = new BlockGrid(0, 1, UInt128.MaxValue);
        Assert.Equal(UInt128.MaxValue, grid.Count);
        Assert.Equal(UInt128.MaxValue, grid.LastAddress);
        Assert.True(grid.TryIndexAt(UInt128.MaxValue, out var index));
        Assert.Equal(UInt128.MaxValue, index);
        var all = new Interval(0, UInt128.MaxValue);
        Assert.True(grid.TryBlocksInside(all, 1, out var inside));
        Assert.Equal(all, inside);
        Assert.True(grid.TryBlocksTouched(all with { First = UInt128.MaxValue }, out var touched));
        Assert.Equal(all with { First = UInt128.MaxValue }, touched);
    }

    private static UInt128 Shift(UInt128 value, int by) => by < 0 ? value - (UInt128)(-by) : value + (UInt128)by;

    private static void AssertBlocks(BlockGrid grid, Func<UInt128, bool> belongs, Interval? found)
    {
        var expected = new List<UInt128>();
        for (UInt128 index = 0; index <= grid.LastIndex; index++)
            if (belongs(index)) expected.Add(index);
        Assert.Equal(expected.Count > 0, found is not null);
        if (found is { } blocks) Assert.Equal(new Interval(expected[0], expected[^1]), blocks);
    }
}
