using System.Globalization;
using CsCheck;
using DpuIpam.Allocation;
using DpuIpam.Engine.Tests.Reference;
using DpuIpam.Resources;

namespace DpuIpam.Engine.Tests.Properties;

/// <summary>What a CIDRPool may have recorded.</summary>
internal static class AnyCidrStatus
{
    /// <summary>Nothing, what an earlier state of the pool left, or a list made up, each of them with edits.</summary>
    public static Gen<RecordedAllocations> Statuses(
        ReferenceNetwork cidr, PoolSpec spec, Node[] nodes, bool canonicalOnly)
    {
        var first = cidr with { Length = Math.Clamp(spec.PrefixLength, cidr.Length, cidr.Bits) };
        var entries = Entries(cidr, first, spec, canonicalOnly);
        var earlier = Gen.Select(
            Gen.Frequency(
                (3, Gen.Const(spec with { Statics = [] })),
                (1, AnyCidrPool.Specs(cidr, first.Length, true)
                    .Select(old => old with { GatewayIndex = spec.GatewayIndex })),
                (1, AnyCidrPool.Lengths(cidr).SelectMany(length => AnyCidrPool.Specs(cidr, length, true)))),
            AnyNodes.Earlier(nodes),
            Fresh);
        var steady = AnyStatus.Retouched(() => Fresh(spec, nodes), (entry, form) => entry with
        {
            Prefix = AnyNetwork.Text(ReferenceNetwork.Parse(entry.Prefix)!, 0, canonicalOnly ? 0 : form, first.Length),
        });
        var lists = Gen.Frequency(
            (4, earlier), (1, steady), (2, AnyStatus.Edited(earlier, entries)), (4, entries.Array[0, 12]));
        return Gen.Frequency(
            (1, Gen.Const(new RecordedAllocations(false, null, []))),
            (9, lists.Select(static list => new RecordedAllocations(true, null, list))));
    }

    /// <summary>What a pool without a status gives.</summary>
    private static RecordedPrefix[] Fresh(PoolSpec spec, Node[] nodes)
    {
        var pool = spec.Read();
        return ReferencePass.Run(pool, RecordedAllocations.None(pool), nodes).Written.Prefixes!;
    }

    private static Gen<RecordedPrefix> Entries(
        ReferenceNetwork cidr, ReferenceNetwork first, PoolSpec spec, bool canonicalOnly)
    {
        var names = Gen.Frequency((20, AnyNodes.Name), (1, Gen.OneOf("gone", "")));
        var form = canonicalOnly ? Gen.Const(0) : Gen.Frequency((6, Gen.Const(0)), (1, Gen.Int[1, 2]));
        var gatewayForm = canonicalOnly ? Gen.Const(0) : Gen.Frequency((9, Gen.Const(0)), (1, Gen.Int[1, 3]));
        // The gateway belongs to the prefix, to the one beside it, or is written differently.
        var inPool = Gen.Select(
            names,
            Gen.Int[0, (cidr.Size / first.Size) - 1],
            form,
            gatewayForm,
            Gen.Frequency((20, Gen.Const(0)), (1, Gen.Int[-1, 1])))
            .Select((node, index, prefixStyle, gatewayStyle, shift) => new RecordedPrefix(
                node,
                AnyNetwork.Text(cidr, index * first.Size, prefixStyle, first.Length),
                spec.GatewayIndex is not { } gateway
                    ? ""
                    : AnyStatus.AddressNear(cidr, ((index + shift) * first.Size) + gateway, gatewayStyle)));
        var oddGateways = Gen.Frequency((2, Gen.Const("")), (1, AnyNetwork.Garbage));
        var odd = Gen.Select(names, Prefixes(cidr, first, canonicalOnly), oddGateways)
            .Select(static (node, prefix, gateway) => new RecordedPrefix(node, prefix, gateway));
        if (spec.Statics.Length == 0) return Gen.Frequency((9, inPool), (1, odd));
        var pinned = Gen.Select(Gen.OneOf(spec.Statics), Gen.Frequency((3, Gen.Const("")), (1, AnyNodes.Name)))
            .Select((entry, other) => new RecordedPrefix(
                other.Length > 0 ? other : entry.NodeName, entry.Prefix, GatewayOf(entry, first, spec)));
        return Gen.Frequency((9, inPool), (4, pinned), (1, odd));
    }

    private static string GatewayOf(StaticAllocation entry, ReferenceNetwork first, PoolSpec spec)
    {
        if (entry.Gateway.Length > 0 || spec.GatewayIndex is not { } index) return entry.Gateway;
        return ReferenceNetwork.Parse(entry.Prefix) is { } prefix
            ? AnyStatus.AddressNear(prefix with { Length = first.Length }, index, 0)
            : "";
    }

    /// <summary>Prefixes in the pool and beside it, with host bits, of other lengths, unreadable.</summary>
    public static Gen<string> Prefixes(ReferenceNetwork cidr, ReferenceNetwork first, bool canonicalOnly)
    {
        var form = canonicalOnly ? Gen.Const(0) : Gen.Int[0, 2];
        var near = Gen.Select(Gen.Int[-1, cidr.Size / first.Size], Gen.Int[0, 1], Gen.Int[-1, 1], form)
            .Select((index, hostBits, more, style) => string.Create(
                CultureInfo.InvariantCulture,
                $"{AnyStatus.AddressNear(cidr, (index * first.Size) + hostBits, style)}/{first.Length + more}"));
        return Gen.Frequency(
            (5, near), (1, AnyNetwork.Garbage), (1, AnyNetwork.Garbage.Select(static text => text + "/24")));
    }
}
