using CsCheck;
using DpuIpam.Engine.Tests.Reference;
using DpuIpam.Resources;

namespace DpuIpam.Engine.Tests.Properties;

public sealed class CidrPoolPropertyTests : PassProperties
{
    private protected override Gen<Scenario> Any { get; } = AnyCidrPool.Scenarios(canonicalOnly: false);

    private protected override Gen<Scenario> Canonical { get; } = AnyCidrPool.Scenarios(canonicalOnly: true);

    private protected override IEnumerable<string> Cases =>
    [
        .. SampleLabels.Common, "NodeNotSelected", "Unreadable", "Outside", "WrongSize", "FullyExcluded",
        "StaticDiffers", "StaticOfOther", "GatewayDiffers", "Conflict",
    ];

    [Fact]
    public void Prefixes_are_whole_apart_and_not_fully_excluded() => Canonical.Sample(
        static scenario =>
        {
            var result = scenario.Run();
            if (result.Errors.Count > 0) return;
            var pool = (CidrPoolResource)scenario.Spec.Read();
            var cidr = ReferenceNetwork.Parse(pool.Network)!;
            var used = new HashSet<int>();
            foreach (var entry in scenario.Written(result).Prefixes!)
            {
                var prefix = ReferenceNetwork.Parse(entry.Prefix)!;
                Assert.Equal(entry.Prefix, prefix.ToString());
                Assert.Equal(pool.PerNodeNetworkPrefix, prefix.Length);
                var first = cidr.OffsetOf(prefix.First)!.Value;
                Assert.Equal(0, first % prefix.Size);
                Assert.True(used.Add(first), $"{entry} is given out twice");
                if (pool.StaticAllocations.Where(rule => rule.Prefix == entry.Prefix).ToArray() is [var own])
                {
                    // Excluded or not, but for nobody else.
                    Assert.Equal(own.NodeName, entry.NodeName);
                    continue;
                }

                var addresses = Enumerable.Range(first, prefix.LastUsable + 1);
                Assert.Contains(addresses, address => !IsExcluded(pool, cidr, first, address));
                Assert.Equal(pool.GatewayIndex is { } index ? prefix.AddressAt(index) : "", entry.Gateway);
            }
        },
        iter: Samples);

    [Fact]
    public void The_order_of_the_status_does_not_matter() =>
        Any.SelectMany(
            static scenario => Gen.Shuffle(scenario.Recorded.Prefixes!),
            static (scenario, list) => (Before: scenario, Shuffled: list))
        .Sample(
            static (before, shuffled) =>
            {
                var after = before with { Recorded = before.Recorded with { Prefixes = shuffled } };
                Assert.Equal(
                    ReferencePass.Lines(before.Written(before.Run())), ReferencePass.Lines(after.Written(after.Run())));
            },
            iter: Samples);

    private static bool IsExcluded(CidrPoolResource pool, ReferenceNetwork cidr, int first, int address) =>
        pool.PerNodeExclusions.Any(range => first + range.StartIndex <= address && address <= first + range.EndIndex)
        || pool.Exclusions.Any(range =>
            cidr.OffsetOf(range.StartIP) <= address && address <= cidr.OffsetOf(range.EndIP));
}
