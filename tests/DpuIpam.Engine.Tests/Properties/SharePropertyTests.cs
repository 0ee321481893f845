using System.Collections.Concurrent;
using CsCheck;
using DpuIpam.Engine.Tests.Reference;
using DpuIpam.Planning;

namespace DpuIpam.Engine.Tests.Properties;

/// <summary>What holds for every sharing of a range, whatever is excluded, stored and targeted.</summary>
public sealed class SharePropertyTests
{
    private const int Samples = 10_000;

    [Fact]
    public void Clusters_get_what_the_reference_gives() => AnyShare.Any.Sample(
        static scenario =>
        {
            var expected = scenario.Answer();

            var table = scenario.Run();

            if (expected.Error is { } error)
            {
                Assert.NotNull(table.Error);
                Assert.Contains(error, table.Error, StringComparison.Ordinal);
                Assert.Empty(table.Parts);
                return;
            }

            Assert.Null(table.Error);
            Assert.Equal(ShareScenario.Lines(expected), ShareScenario.Lines(table));
            Assert.Equal((UInt128)expected.FreeBlocks, table.FreeBlocks);
        },
        iter: 3 * Samples);

    [Fact]
    public void Shares_are_apart_when_the_stored_ones_are() => AnyShare.Valid.Sample(
        static scenario =>
        {
            var stored = scenario.Targets.SelectMany(scenario.StoredAddresses).ToArray();
            if (stored.Distinct().Count() < stored.Length) return;
            var shares = scenario.Run().Parts.SelectMany(part => scenario.AddressesOf(part.Share)).ToArray();
            Assert.Equal(shares.Distinct().Count(), shares.Length);
        },
        iter: Samples);

    [Fact]
    public void Share_and_exclusions_make_up_the_range() => AnyShare.Valid.Sample(
        static scenario =>
        {
            var excluded = scenario.ExcludedAddresses();
            var pinned = scenario.StaticAddresses();
            foreach (var part in scenario.Run().Parts)
            {
                var share = scenario.AddressesOf(part.Share).Except(excluded).ToHashSet();
                var exclusions = scenario.AddressesOf(part.Exclusions).ToHashSet();
                Assert.False(share.Overlaps(exclusions));
                Assert.Superset(excluded, exclusions);
                // A static prefix is never among the exclusions unless the user put it there.
                Assert.Empty(exclusions.Except(excluded).Intersect(pinned));
                Assert.Equal(
                    Enumerable.Range(0, scenario.Parent.Size),
                    exclusions.Concat(share).Concat(pinned).Distinct().Order());
            }
        },
        iter: Samples);

    [Fact]
    public void A_share_stays_while_a_block_of_it_counts() => AnyShare.Valid.Sample(
        static scenario =>
        {
            var ipam = scenario.Read();
            var reference = new ReferenceShares(ipam, []);
            foreach (var part in scenario.Run().Parts)
            {
                var existing = ReferenceShares.Existing(ipam, part.Cluster!);
                var share = scenario.AddressesOf(part.Share).ToHashSet();
                var stored = scenario.StoredAddresses(part.Cluster!).ToHashSet();
                var count = reference.CountHeld(existing);
                if (count > 0) Assert.Subset(share, stored);
                // Nothing is given to a cluster that has enough.
                if (count > 0 && count >= ipam.Quota) Assert.Equal(stored.Order(), share.Order());
            }
        },
        iter: Samples);

    [Fact]
    public void The_order_of_the_input_does_not_matter() => AnyShare.Valid.SelectMany(Shuffled).Sample(
        static (before, after) =>
        {
            ShareTable a = before.Run(), b = after.Run();
            Assert.Equal(a.Error, b.Error);
            Assert.Equal(ShareScenario.Lines(a), ShareScenario.Lines(b));
            Assert.Equal(a.FreeBlocks, b.FreeBlocks);
        },
        iter: Samples);

    /// <summary>Stored shares that aren't whole blocks are left out: blocks are counted from the first address of what
    /// has grown together, so that another block may become the excluded one.</summary>
    [Fact]
    public void The_next_sharing_changes_nothing_once_nobody_moves() => AnyShare.Valid.Sample(
        static scenario =>
        {
            var ipam = scenario.Read();
            var reference = new ReferenceShares(ipam, []);
            var existing = Array.ConvertAll(scenario.Targets, name => ReferenceShares.Existing(ipam, name));
            var isMoving = existing.Any(ranges => ranges.Length > 0 && reference.CountHeld(ranges) == 0);
            if (existing.Any(ranges => reference.CountHeld(ranges) > 0 && !reference.IsWholeBlocks(ranges))) return;
            var first = scenario.Run();
            if (first.Error is not null) return;

            var second = scenario.After(first).Run();
            var third = scenario.After(second).Run();

            if (!isMoving) Assert.Equal(ShareScenario.Lines(first), ShareScenario.Lines(second));
            // What the moved ones left is handed out in the pass after.
            Assert.Equal(ShareScenario.Lines(second), ShareScenario.Lines(third));
        },
        iter: Samples);

    [Fact]
    public void The_only_cluster_there_is_needs_no_name() => AnyShare.Valid.Sample(
        static scenario =>
        {
            if (scenario.Targets.Length != 1) return;
            scenario = scenario with
            {
                Stored = [.. scenario.Stored.Where(share => share.DpuCluster == scenario.Targets[0])],
            };
            ShareTable named = scenario.Run(), nameless = ShareTable.Of(scenario.Read(), [null]);
            Assert.Equal(named.Error is null, nameless.Error is null);
            Assert.Equal(
                named.Parts.Select(static part => string.Join(' ', part.Share)),
                nameless.Parts.Select(static part => string.Join(' ', part.Share)));
        },
        iter: Samples);

    [Fact]
    public void The_samples_reach_every_case()
    {
        var seen = new ConcurrentDictionary<string, int>();
        AnyShare.Any.Sample(
            scenario =>
            {
                foreach (var label in ShareLabels.Of(scenario))
                    seen.AddOrUpdate(label, 1, static (_, count) => count + 1);
            },
            iter: Samples);

        Assert.Empty(ShareLabels.All
            .Where(label => seen.GetValueOrDefault(label) < Samples / 1000)
            .Select(label => $"{label}: {seen.GetValueOrDefault(label)}"));
        Assert.True(seen["shared"] > Samples / 2, $"only {seen["shared"]} of {Samples} are shared");
    }

    private static Gen<(ShareScenario Before, ShareScenario After)> Shuffled(ShareScenario scenario) => Gen.Select(
            Gen.Shuffle(scenario.Targets),
            Gen.Shuffle(scenario.Spec.Exclusions),
            Gen.Shuffle(scenario.Spec.ExcludeRanges),
            Gen.Shuffle(scenario.Spec.Statics),
            Gen.Shuffle(scenario.Stored))
        .Select((targets, exclusions, ranges, statics, stored) => (
            scenario,
            new ShareScenario(
                scenario.Spec with { Exclusions = exclusions, ExcludeRanges = ranges, Statics = statics },
                [.. stored.Select(static share => share with { Ranges = [.. share.Ranges.Reverse()] })],
                targets)));
}
