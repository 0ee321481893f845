using CsCheck;
using DpuIpam.Engine.Tests.Reference;
using DpuIpam.Resources;

namespace DpuIpam.Engine.Tests.Properties;

/// <summary>Small ranges in both modes with clusters, some of which have shares already.</summary>
internal static class AnyShare
{
    /// <summary>Keys whose byte order is neither the natural one nor that of their parts.</summary>
    private static readonly string[] Names =
        ["ns/c1", "ns/c10", "ns/c2", "a/z", "a-b/x", "a.b/x", "a/x", "a/x-1", "ns/c\ufb01", "ns/c\U00010400"];

    /// <summary>Anything, seldom what DPF's admission would refuse.</summary>
    public static readonly Gen<ShareScenario> Any = Scenarios(validOnly: false);

    /// <summary>Only what DPF admits, with stored shares that can be read.</summary>
    public static readonly Gen<ShareScenario> Valid = Scenarios(validOnly: true);

    public static Gen<string> Name { get; } = Gen.OneOf(Names);

    public static Gen<ShareSpec> Specs(ReferenceNetwork parent, bool isNetwork, bool validOnly) =>
        isNetwork ? NetworkSpecs(parent, validOnly) : SubnetSpecs(parent, validOnly);

    private static Gen<ShareScenario> Scenarios(bool validOnly) =>
        AnyNetwork.Small.SelectMany(
                parent => Gen.OneOf(Specs(parent, true, validOnly), Specs(parent, false, validOnly)),
                static (parent, spec) => (parent, spec))
            .SelectMany(
                drawn => Targets(drawn.parent, drawn.spec, validOnly),
                static (drawn, targets) => (drawn.parent, drawn.spec, targets))
            .SelectMany(
                given => AnyStoredShares.Lists(given.parent, given.spec, given.targets, validOnly),
                static (given, stored) => new ShareScenario(given.spec, stored, given.targets));

    /// <summary>Mostly as many clusters as there is room for.</summary>
    private static Gen<string[]> Targets(ReferenceNetwork parent, ShareSpec spec, bool validOnly)
    {
        var blockSize = Math.Max(spec.BlockSize ?? 1L << (parent.Bits - spec.PrefixSize), 1);
        var room = parent.UsableCount / blockSize / Math.Max(spec.Quota ?? 1, 1);
        var some = Gen.Frequency(
            (1, Gen.Int[0, 1]),
            (8, Gen.Int[1, (int)Math.Clamp(room, 1, 5)]),
            (1, Gen.Int[2, 4]),
            (1, Gen.Int[5, Names.Length]));
        var one = validOnly ? Gen.Int[0, 1] : Gen.Frequency((1, Gen.Const(0)), (15, Gen.Const(1)), (1, Gen.Const(2)));
        return (spec.Quota is null ? one : some).SelectMany(static count => Gen.Shuffle(Names, count, count));
    }

    private static Gen<ShareSpec> SubnetSpecs(ReferenceNetwork parent, bool validOnly)
    {
        var blockSizes = Gen.Frequency(
            (2, Gen.Const(1L)),
            (12, Gen.Long[1, Math.Clamp(parent.UsableCount / 4, 1, 16)]),
            (2, Gen.Long[1, parent.UsableCount]),
            (1, Gen.Const((long)parent.UsableCount)),
            (validOnly ? 0 : 1, Gen.OneOf(0L, -1L, parent.UsableCount + 1L, long.MaxValue)));
        var gridStart = parent.IsPointToPointOrSingle ? 0 : 1;
        return blockSizes.SelectMany(size =>
        {
            var step = (int)Math.Clamp(size, 1, parent.Size);
            return Gen.Select(
                Network(parent),
                Quotas(parent.UsableCount / step, validOnly),
                Ranges(parent, AnyNetwork.Offsets(parent, gridStart, step), validOnly),
                (network, quota, ranges) => new ShareSpec
                {
                    Network = network,
                    BlockSize = size,
                    Quota = quota,
                    ExcludeRanges = ranges,
                });
        });
    }

    private static Gen<ShareSpec> NetworkSpecs(ReferenceNetwork parent, bool validOnly)
    {
        var lengths = Gen.Frequency(
            (1, Gen.OneOf(parent.Length, parent.Bits)),
            (8, Gen.Int[parent.Length, Math.Min(parent.Length + 5, parent.Bits)]),
            (2, Gen.Int[parent.Length, parent.Bits]));
        if (!validOnly) lengths = Gen.Frequency((30, lengths), (1, Gen.Int[1, parent.Length]));
        return lengths.SelectMany(length =>
        {
            var first = parent with { Length = Math.Max(length, parent.Length) };
            var offsets = AnyNetwork.Offsets(parent, 0, first.Size);
            var single = AnyNetwork.Text(parent, offsets, true);
            return Gen.Select(
                Network(parent),
                Quotas(parent.Size / first.Size, validOnly),
                Gen.Frequency((3, Gen.Const(Array.Empty<string>())), (1, single.Array[1, 4])),
                Ranges(parent, offsets, validOnly),
                Statics(parent, first, validOnly),
                (network, quota, exclusions, ranges, statics) => new ShareSpec
                {
                    Network = network,
                    PrefixSize = length,
                    Quota = quota,
                    Exclusions = exclusions,
                    ExcludeRanges = ranges,
                    Statics = statics,
                });
        });
    }

    /// <summary>The range with and without host bits.</summary>
    private static Gen<string> Network(ReferenceNetwork parent) => Gen
        .Frequency((4, Gen.Const(0)), (1, Gen.Int[0, parent.Size - 1]))
        .Select(offset => AnyNetwork.Text(parent, offset, 0, parent.Length));

    private static Gen<int?> Quotas(int blocks, bool validOnly) => Gen.Frequency(
        (2, Gen.Const((int?)null)),
        (9, Gen.Int[1, Math.Max(1, blocks / 3)].Select(static quota => (int?)quota)),
        (2, Gen.Int[1, Math.Max(1, blocks)].Select(static quota => (int?)quota)),
        (validOnly ? 0 : 1, Gen.OneOf<int?>(0, -1, blocks + 1, int.MaxValue)));

    /// <summary>Never outside of the range: admission sees to that.</summary>
    private static Gen<RangeText[]> Ranges(ReferenceNetwork parent, Gen<int> offsets, bool validOnly)
    {
        var good = AnyNetwork.Exclusions(parent, offsets, true);
        var odd = AnyNetwork.Exclusions(parent, offsets, false).Select(list => list
            .Where(range => ReferenceShareRange.TryRead(range.StartIP, range.EndIP)?.IsInside(parent) ?? true)
            .ToArray());
        return validOnly ? good : Gen.Frequency((30, good), (1, odd));
    }

    private static Gen<StaticAllocation[]> Statics(ReferenceNetwork parent, ReferenceNetwork first, bool validOnly)
    {
        var inside = Gen.Select(Gen.Int[0, (parent.Size / first.Size) - 1], Gen.Int[0, first.Size - 1])
            .Select((block, hostBits) => AnyNetwork.Text(parent, (block * first.Size) + hostBits, 0, first.Length));
        var odd = Gen.OneOf(
            Gen.Select(Gen.Int[-8, parent.Size + 8], Gen.Int[0, parent.Bits])
                .Select((offset, length) => $"{AnyStatus.AddressNear(parent, offset, 0)}/{length}"),
            Gen.OneOf("192.0.2.0/30", "2001:db8::/124", "10.0.0.0", "/24", "010.0.0.0/8"));
        var prefix = validOnly ? inside : Gen.Frequency((20, inside), (1, odd));
        return Gen.Frequency((2, Gen.Const(Array.Empty<string>())), (1, prefix.Array[1, 4]))
            .Select(static list => list
                .Select(static (prefix, i) => new StaticAllocation($"node-{i}", "", prefix))
                .ToArray());
    }
}
