using CsCheck;
using DpuIpam.Engine.Tests.Reference;
using DpuIpam.Resources;

namespace DpuIpam.Engine.Tests.Properties;

public sealed class IPPoolPropertyTests : PassProperties
{
    private protected override Gen<Scenario> Any { get; } = AnyIPPool.Scenarios(canonicalOnly: false);

    private protected override Gen<Scenario> Canonical { get; } = AnyIPPool.Scenarios(canonicalOnly: true);

    private protected override IEnumerable<string> Cases =>
    [
        .. SampleLabels.Common, "NodeNotSelected", "Unreadable", "Outside", "Reversed", "OffGrid", "WrongSize",
        "IsGateway", "FullyExcluded", "BlockTaken",
    ];

    [Fact]
    public void Blocks_are_whole_apart_and_not_fully_excluded() => Any.Sample(
        static scenario =>
        {
            var result = scenario.Run();
            if (result.Errors.Count > 0) return;
            var pool = (IPPoolResource)scenario.Spec.Read();
            var subnet = ReferenceNetwork.Parse(pool.Network)!;
            var used = new HashSet<int>();
            foreach (var block in scenario.Written(result).Blocks!)
            {
                int first = subnet.OffsetOf(block.StartIP)!.Value, last = subnet.OffsetOf(block.EndIP)!.Value;
                Assert.Equal(pool.PerNodeBlockSize, last - first + 1);
                Assert.Equal(0, (first - (subnet.IsPointToPointOrSingle ? 0 : 1)) % pool.PerNodeBlockSize);
                var addresses = Enumerable.Range(first, last - first + 1).ToArray();
                Assert.All(addresses, address => Assert.True(used.Add(address), $"{block} overlaps"));
                Assert.Contains(addresses, address => !IsExcluded(pool, subnet, first, address));
                if (addresses.Length == 1) Assert.NotEqual(subnet.OffsetOf(pool.Gateway), first);
                // Only a block that was recorded may end on the broadcast address.
                if (last > subnet.LastUsable)
                    Assert.Contains(scenario.Recorded.Blocks!, entry => subnet.OffsetOf(entry.StartIP) == first);
            }
        },
        iter: Samples);

    private static bool IsExcluded(IPPoolResource pool, ReferenceNetwork subnet, int first, int address) =>
        pool.PerNodeExclusions.Any(range => first + range.StartIndex <= address && address <= first + range.EndIndex)
        || pool.Exclusions.Any(range =>
            subnet.OffsetOf(range.StartIP) <= address && address <= subnet.OffsetOf(range.EndIP));
}
