using CsCheck;
using DpuIpam.Addressing;

namespace DpuIpam.Engine.Tests.Properties;

/// <summary>The lowest numbers of a set, as shares are taken from the free blocks, against single numbers.</summary>
public sealed class ShareTakeFirstTests
{
    private const int Samples = 20_000;
    private const int WorldSize = 24;

    /// <summary>Where the world begins: at 0, somewhere, or so that it ends with the last number of all.</summary>
    private static readonly Gen<UInt128> Origin = Gen.OneOf(
        UInt128.Zero, (UInt128)ulong.MaxValue - 11, UInt128.MaxValue - (WorldSize - 1));

    private static readonly Gen<(int First, int Last)[]> Ranges = Gen.Select(Gen.Int[0, WorldSize - 1], Gen.Int[0, 6])
        .Select(static (first, more) => (first, Math.Min(first + more, WorldSize - 1)))
        .Array[0, 6];

    private static readonly Gen<UInt128> Count = Gen.Frequency(
        (9, Gen.Int[0, WorldSize + 1].Select(static count => (UInt128)count)),
        (1, Gen.OneOf(UInt128.MaxValue, (UInt128)ulong.MaxValue + 1)));

    [Fact]
    public void TakeFirst_splits_off_the_lowest_numbers() => Gen.Select(Origin, Ranges, Count).Sample(
        static (origin, ranges, count) =>
        {
            var model = ranges.SelectMany(static range => Numbers(range)).ToHashSet();
            var set = IntervalSet.Of([.. ranges.Select(range => At(origin, range))]);
            var number = (int)UInt128.Min(count, WorldSize);

            var (taken, others) = set.TakeFirst(count);

            AssertSame(model.Order().Take(number), taken, origin);
            AssertSame(model.Order().Skip(number), others, origin);
            // The set itself is what it was: earlier states are compared with later ones.
            AssertSame(model.Order(), set, origin);
        },
        iter: Samples);

    [Fact]
    public void Taking_twice_is_taking_the_sum() => Gen.Select(
            Ranges, Gen.Int[0, WorldSize], Gen.Int[0, WorldSize])
        .Sample(
            static (ranges, a, b) =>
            {
                var set = IntervalSet.Of([.. ranges.Select(static range => At(0, range))]);
                var (first, rest) = set.TakeFirst((UInt128)a);
                var (second, others) = rest.TakeFirst((UInt128)b);
                var (taken, left) = set.TakeFirst((UInt128)(a + b));
                Assert.Equal(taken, first.Union(second));
                Assert.Equal(left, others);
            },
            iter: Samples);

    [Fact]
    public void All_numbers_can_be_split_anywhere()
    {
        var all = IntervalSet.Of(new Interval(0, UInt128.MaxValue));
        var (taken, others) = all.TakeFirst(UInt128.MaxValue);
        Assert.Equal([new Interval(0, UInt128.MaxValue - 1)], taken);
        Assert.Equal([new Interval(UInt128.MaxValue, UInt128.MaxValue)], others);
        (taken, others) = all.TakeFirst(0);
        Assert.Empty(taken);
        Assert.Equal(all, others);
        (taken, others) = all.TakeFirst(1);
        Assert.Equal([new Interval(0, 0)], taken);
        Assert.Equal([new Interval(1, UInt128.MaxValue)], others);
    }

    private static IEnumerable<int> Numbers((int First, int Last) range) =>
        Enumerable.Range(range.First, range.Last - range.First + 1);

    private static Interval At(UInt128 origin, (int First, int Last) range) =>
        new(origin + (UInt128)range.First, origin + (UInt128)range.Last);

    /// <summary>The same numbers, in intervals that ascend and neither overlap nor touch.</summary>
    private static void AssertSame(IEnumerable<int> expected, IntervalSet set, UInt128 origin)
    {
        Assert.Equal(
            expected, set.SelectMany(item => Numbers(((int)(item.First - origin), (int)(item.Last - origin)))));
        for (var i = 1; i < set.Count; i++) Assert.True(set[i].First - set[i - 1].Last > 1, "they touch");
    }
}
