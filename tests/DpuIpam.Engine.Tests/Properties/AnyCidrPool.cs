using CsCheck;
using DpuIpam.Engine.Tests.Reference;
using DpuIpam.Resources;

namespace DpuIpam.Engine.Tests.Properties;

/// <summary>CIDRPools with static allocations, a status and nodes.</summary>
internal static class AnyCidrPool
{
    /// <summary>At most so many prefixes: a power of two.</summary>
    private const int MaxCountBits = 6;

    public static Gen<Scenario> Scenarios(bool canonicalOnly) =>
        AnyNetwork.Small.SelectMany(Lengths, static (cidr, length) => (cidr, length))
            .SelectMany(
                shape => Specs(shape.cidr, shape.length, canonicalOnly), static (shape, spec) => (shape.cidr, spec))
            .SelectMany(static _ => AnyNodes.Some, static (pool, nodes) => (pool.cidr, pool.spec, nodes))
            .SelectMany(
                pool => AnyCidrStatus.Statuses(pool.cidr, pool.spec, pool.nodes, canonicalOnly),
                static (pool, recorded) => new Scenario(pool.spec, recorded, pool.nodes));

    public static Gen<int> Lengths(ReferenceNetwork cidr)
    {
        var longest = cidr.Length + Math.Min(cidr.HostBits, MaxCountBits);
        return Gen.Frequency(
            (1, Gen.OneOf(cidr.Length, longest)),
            (2, Gen.Int[cidr.Length, longest]),
            (3, Gen.Int[(cidr.Length + longest) / 2, longest]));
    }

    public static Gen<PoolSpec> Specs(ReferenceNetwork cidr, int length, bool canonicalOnly)
    {
        var first = cidr with { Length = length };
        var offsets = AnyNetwork.Offsets(cidr, 0, first.Size);
        var invalidLength = Gen.OneOf(0, -1, cidr.Length - 1, cidr.Bits + 1);
        return Gen.Select(
            Gen.Frequency(
                (60, AnyNetwork.Text(cidr, Gen.Const(0), canonicalOnly, cidr.Length)),
                (canonicalOnly ? 0 : 1, AnyNetwork.Text(cidr, offsets, true, cidr.Length))),
            Gen.Frequency((60, Gen.Const(length)), (canonicalOnly ? 0 : 1, invalidLength)),
            GatewayIndexes(first, canonicalOnly),
            AnyNetwork.Exclusions(cidr, offsets, canonicalOnly),
            AnyNetwork.PerNode(first.Size, canonicalOnly),
            Statics(cidr, first, canonicalOnly),
            AnyNodes.Selector,
            (network, prefixLength, gatewayIndex, exclusions, perNode, statics, selector) => new PoolSpec
            {
                Network = network,
                PrefixLength = prefixLength,
                GatewayIndex = gatewayIndex,
                Exclusions = exclusions,
                PerNodeExclusions = perNode,
                Statics = statics,
                Selector = selector,
            });
    }

    private static Gen<int?> GatewayIndexes(ReferenceNetwork first, bool validOnly)
    {
        int lowest = first.IsPointToPointOrSingle ? 0 : 1, highest = lowest + first.UsableCount - 1;
        return Gen.Frequency(
            (20, Gen.Const((int?)null)),
            (20, Gen.Const((int?)lowest)),
            (20, Gen.Int[lowest, highest].Select(static index => (int?)index)),
            (validOnly ? 0 : 1, Gen.OneOf<int?>(-1, highest + 1, 0)));
    }

    private static Gen<StaticAllocation[]> Statics(ReferenceNetwork cidr, ReferenceNetwork first, bool canonicalOnly)
    {
        var form = canonicalOnly ? Gen.Const(0) : Gen.Frequency((2, Gen.Const(0)), (1, Gen.Int[1, 2]));
        var entry = Gen.Select(
            Gen.Frequency((4, AnyNodes.Name), (1, Gen.Const("")), (1, Gen.Const("gone"))),
            Gen.Int[0, (cidr.Size / first.Size) - 1],
            Gen.Frequency((2, Gen.Const(-1)), (1, Gen.Int[0, first.Size - 1])),
            form,
            form,
            (node, index, gateway, prefixForm, gatewayForm) => new StaticAllocation(
                node,
                gateway < 0 ? "" : AnyNetwork.Text(cidr, (index * first.Size) + gateway, gatewayForm),
                AnyNetwork.Text(cidr, index * first.Size, prefixForm, first.Length)));
        var good = entry.Array[0, 5].Select(static list => list
            .DistinctBy(static item => item.NodeName.Length > 0 ? item.NodeName : item.Prefix)
            .DistinctBy(static item => ReferenceNetwork.Parse(item.Prefix)!.ToString())
            .ToArray());
        var bad = Gen.Select(AnyNodes.Name, AnyNetwork.Garbage, AnyCidrStatus.Prefixes(cidr, first, false))
            .Select(static (node, gateway, prefix) => new StaticAllocation(node, gateway, prefix));
        return Gen.Frequency(
            (30, Gen.Const(Array.Empty<StaticAllocation>())), (30, good), (canonicalOnly ? 0 : 1, bad.Array[1, 2]));
    }
}
