using CsCheck;
using DpuIpam.Allocation;
using DpuIpam.Engine.Tests.Reference;
using DpuIpam.Resources;

namespace DpuIpam.Engine.Tests.Properties;

/// <summary>IPPools with a status and nodes.</summary>
internal static class AnyIPPool
{
    public static Gen<Scenario> Scenarios(bool canonicalOnly) =>
        AnyNetwork.Small.SelectMany(network => BlockSizes(network, canonicalOnly), (network, size) => (network, size))
            .SelectMany(
                shape => Specs(shape.network, shape.size, canonicalOnly), static (shape, spec) => (shape.network, spec))
            .SelectMany(static _ => AnyNodes.Some, static (pool, nodes) => (pool.network, pool.spec, nodes))
            .SelectMany(
                pool => Statuses(pool.network, pool.spec, pool.nodes, canonicalOnly),
                static (pool, recorded) => new Scenario(pool.spec, recorded, pool.nodes));

    private static Gen<int> BlockSizes(ReferenceNetwork network, bool validOnly) => Gen.Frequency(
        (6, Gen.Const(1)),
        (20, Gen.Int[1, Math.Clamp(network.UsableCount / 3, 1, 8)]),
        (3, Gen.Int[1, network.UsableCount]),
        (1, Gen.Const(network.UsableCount)),
        (validOnly ? 0 : 1, Gen.OneOf(0, network.UsableCount + 1)));

    private static Gen<PoolSpec> Specs(ReferenceNetwork network, int size, bool canonicalOnly)
    {
        var offsets = Offsets(network, size);
        var gateways = Gen.Frequency(
            (30, Gen.Const("")),
            (30, AnyNetwork.Text(network, offsets, canonicalOnly)),
            (canonicalOnly ? 0 : 1, AnyNetwork.Garbage));
        return Gen.Select(
            AnyNetwork.Text(network, Gen.Frequency((4, Gen.Const(0)), (1, offsets)), canonicalOnly, network.Length),
            gateways,
            AnyNetwork.Exclusions(network, offsets, canonicalOnly),
            AnyNetwork.PerNode(Math.Max(size, 1), canonicalOnly),
            AnyNodes.Selector,
            (subnet, gateway, exclusions, perNode, selector) => new PoolSpec
            {
                BlockSize = size,
                Network = subnet,
                Gateway = gateway,
                Exclusions = exclusions,
                PerNodeExclusions = perNode,
                Selector = selector,
            });
    }

    /// <summary>Nothing, what an earlier state of the pool left, or a list made up, each of them with edits.</summary>
    private static Gen<RecordedAllocations> Statuses(
        ReferenceNetwork network, PoolSpec spec, Node[] nodes, bool canonicalOnly)
    {
        var size = (int)spec.BlockSize!.Value;
        var entries = Entries(network, size, canonicalOnly);
        var earlier = Gen.Select(
            Gen.Frequency((4, Gen.Const(size)), (1, BlockSizes(network, true)))
                .SelectMany(old => Specs(network, old, true)),
            AnyNodes.Earlier(nodes),
            Fresh);
        var steady = AnyStatus.Retouched(() => Fresh(spec, nodes), (block, form) => block with
        {
            StartIP = AnyNetwork.Text(network, network.OffsetOf(block.StartIP)!.Value, canonicalOnly ? 0 : form),
        });
        var lists = Gen.Frequency(
            (4, earlier), (1, steady), (2, AnyStatus.Edited(earlier, entries)), (4, entries.Array[0, 12]));
        return Gen.Frequency(
            (1, Gen.Const(new RecordedAllocations(false, [], null))),
            (9, lists.Select(static list => new RecordedAllocations(true, list, null))));
    }

    /// <summary>What a pool without a status gives.</summary>
    private static RecordedBlock[] Fresh(PoolSpec spec, Node[] nodes)
    {
        var pool = spec.Read();
        return ReferencePass.Run(pool, RecordedAllocations.None(pool), nodes).Written.Blocks!;
    }

    private static Gen<RecordedBlock> Entries(ReferenceNetwork network, int size, bool canonicalOnly)
    {
        var blockBase = network.IsPointToPointOrSingle ? 0 : 1;
        var last = network.Size - 1;
        var onGrid = Gen.Int[0, (last - blockBase) / Math.Max(size, 1)]
            .Select(block => (First: blockBase + (block * size), Last: blockBase + (block * size) + size - 1));
        var nearGrid = Gen.Select(onGrid, Gen.Int[-1, 1], Gen.Int[-1, 1])
            .Select(static (block, a, b) => (First: block.First + a, Last: block.Last + b));
        var offsets = Offsets(network, size);
        var anywhere = Gen.Select(offsets, offsets).Select(static (a, b) => (First: a, Last: b));
        var form = canonicalOnly ? Gen.Const(0) : Gen.Frequency((10, Gen.Const(0)), (1, Gen.Int[1, 3]));
        var names = Gen.Frequency((20, AnyNodes.Name), (1, Gen.OneOf("gone", "")));
        var readable = Gen.Select(names, Gen.Frequency((12, onGrid), (1, nearGrid), (1, anywhere)), form, form)
            .Select((node, block, a, b) => new RecordedBlock(
                node, AnyStatus.AddressNear(network, block.First, a), AnyStatus.AddressNear(network, block.Last, b)));
        var garbage = Gen.Select(names, AnyNetwork.Garbage, AnyNetwork.Text(network, offsets, true), Gen.Bool)
            .Select(static (node, bad, good, first) => new RecordedBlock(node, first ? bad : good, first ? good : bad));
        return Gen.Frequency((15, readable), (1, garbage));
    }

    private static Gen<int> Offsets(ReferenceNetwork network, int size) =>
        AnyNetwork.Offsets(network, network.IsPointToPointOrSingle ? 0 : 1, Math.Max(size, 1));
}
