using CsCheck;
using DpuIpam.Addressing;

namespace DpuIpam.Engine.Tests.Addressing;

/// <summary>Interval sets against sets of single numbers, in small worlds at both ends of the numbers.</summary>
public sealed class IntervalSetTests
{
    private const int Samples = 20_000;
    private const int WorldSize = 24;

    /// <summary>Where the world begins: at 0, somewhere, or so that it ends with the last number of all.</summary>
    private static readonly Gen<UInt128> Origin =
        Gen.OneOf((UInt128)0, (UInt128)ulong.MaxValue - 11, UInt128.MaxValue - (WorldSize - 1));

    private static readonly Gen<Interval> Small = Gen.Select(Gen.Int[0, WorldSize - 1], Gen.Int[0, WorldSize - 1])
        .Select(static (a, b) => new Interval((UInt128)Math.Min(a, b), (UInt128)Math.Max(a, b)));

    private static readonly Gen<Interval> Short = Gen.Select(Gen.Int[0, WorldSize - 1], Gen.Int[0, 3])
        .Select(static (a, more) => new Interval((UInt128)a, (UInt128)Math.Min(a + more, WorldSize - 1)));

    private static readonly Gen<Interval[]> Intervals =
        Gen.OneOf(Short.Array[0, 6], Gen.OneOf(Small, Short).Array[0, 4]);

    [Fact]
    public void Of_merges_what_overlaps_or_touches() => Gen.Select(Origin, Intervals).Sample(
        static (origin, intervals) =>
        {
            var (set, model) = Make(origin, intervals);
            AssertSame(model, set, origin);
        },
        iter: Samples);

    [Fact]
    public void Complement_is_the_rest_of_a_whole() => Gen.Select(Origin, Intervals, Small).Sample(
        static (origin, intervals, whole) =>
        {
            var (set, model) = Make(origin, intervals);
            AssertSame([.. Numbers(whole).Except(model)], set.Complement(At(origin, whole)), origin);
        },
        iter: Samples);

    [Fact]
    public void Union_and_Subtract_are_those_of_sets() => Gen.Select(Origin, Intervals, Intervals).Sample(
        static (origin, intervals, others) =>
        {
            var (set, model) = Make(origin, intervals);
            var (other, otherModel) = Make(origin, others);
            AssertSame([.. model.Union(otherModel)], set.Union(other), origin);
            AssertSame([.. model.Except(otherModel)], set.Subtract(other), origin);
        },
        iter: Samples);

    [Fact]
    public void Questions_are_answered_as_by_a_set() => Gen.Select(Origin, Intervals, Small).Sample(
        static (origin, intervals, asked) =>
        {
            var (set, model) = Make(origin, intervals);
            var numbers = Numbers(asked).ToArray();
            var interval = At(origin, asked);
            Assert.Equal((UInt128)numbers.Count(model.Contains), set.CountIn(interval));
            Assert.Equal(numbers.All(model.Contains), set.Covers(interval));
            Assert.Equal(numbers.Any(model.Contains), set.Overlaps(interval));
            Assert.Equal(model.Count == 0, set.IsEmpty);
            for (var i = 0; i < WorldSize; i++) Assert.Equal(model.Contains(i), set.Contains(origin + (UInt128)i));
            var position = set.IndexAtOrAfter(interval.First);
            Assert.All(set.Take(position), item => Assert.True(item.Last < interval.First));
            Assert.All(set.Skip(position), item => Assert.True(item.Last >= interval.First));
        },
        iter: Samples);

    [Fact]
    public void All_numbers_count_as_the_last_one()
    {
        var all = new Interval(0, UInt128.MaxValue);
        var set = IntervalSet.Of(all);
        Assert.Equal(UInt128.MaxValue, set.CountIn(all));
        Assert.Equal(UInt128.MaxValue, set.CountIn(all with { First = 1 }));
        Assert.True(set.Complement(all).IsEmpty);
        Assert.True(set.Subtract(set).IsEmpty);
        Assert.Equal([all], IntervalSet.Empty.Complement(all));
        Assert.Equal([all], IntervalSet.Of(all, new Interval(5, 7), new Interval(UInt128.MaxValue, UInt128.MaxValue)));
        Assert.Equal([all], IntervalSet.Of(all with { Last = 9 }, all with { First = 10 }));
        Assert.Equal(
            [new Interval(0, 4), new Interval(8, UInt128.MaxValue)], set.Subtract(IntervalSet.Of(new Interval(5, 7))));
    }

    private static (IntervalSet Set, HashSet<int> Model) Make(UInt128 origin, Interval[] intervals) =>
        (IntervalSet.Of([.. intervals.Select(interval => At(origin, interval))]), [.. intervals.SelectMany(Numbers)]);

    private static IEnumerable<int> Numbers(Interval interval) =>
        Enumerable.Range((int)interval.First, (int)(interval.Last - interval.First) + 1);

    private static Interval At(UInt128 origin, Interval interval) =>
        new(origin + interval.First, origin + interval.Last);

    /// <summary>The same numbers, in intervals that ascend and neither overlap nor touch.</summary>
    private static void AssertSame(HashSet<int> model, IntervalSet set, UInt128 origin)
    {
        var numbers = set.SelectMany(item => Numbers(new Interval(item.First - origin, item.Last - origin)));
        Assert.Equal(model.Order(), numbers);
        for (var i = 1; i < set.Count; i++) Assert.True(set[i].First - set[i - 1].Last > 1, "they touch");
    }
}
