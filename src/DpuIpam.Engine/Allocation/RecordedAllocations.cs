using DpuIpam.Addressing;
using DpuIpam.Resources;

namespace DpuIpam.Allocation;

/// <summary>What a pool's status records, in order; texts, as upstream keeps them.</summary>
/// <param name="Exists">Whether the status has a list at all: an absent and an empty one differ.</param>
/// <param name="Blocks">Entries of an IPPool; null for a CIDRPool.</param>
/// <param name="Prefixes">Entries of a CIDRPool; null for an IPPool.</param>
internal sealed record RecordedAllocations(bool Exists, RecordedBlock[]? Blocks, RecordedPrefix[]? Prefixes)
{
    public int Count => Blocks?.Length ?? Prefixes!.Length;

    public static RecordedAllocations Of(PoolResource pool) => pool switch
    {
        IPPoolResource ipPool => new RecordedAllocations(pool.HasAllocations, ipPool.Recorded, null),
        CidrPoolResource cidrPool => new RecordedAllocations(pool.HasAllocations, null, cidrPool.Recorded),
        _ => throw new ArgumentOutOfRangeException(nameof(pool)),
    };

    /// <summary>No status yet.</summary>
    public static RecordedAllocations None(PoolResource pool) => pool is IPPoolResource
        ? new RecordedAllocations(false, [], null)
        : new RecordedAllocations(false, null, []);

    /// <summary>The status that a pass writes.</summary>
    public static RecordedAllocations Of(PoolResource pool, PassResult result)
    {
        if (result.Layout is not { } layout) return None(pool) with { Exists = true };
        var assignments = result.Assignments.Span;
        if (layout is CidrPoolLayout cidr)
        {
            var prefixes = new RecordedPrefix[assignments.Length];
            for (var i = 0; i < prefixes.Length; i++) prefixes[i] = ToPrefix(cidr, assignments[i]);
            return new RecordedAllocations(true, null, prefixes);
        }

        var blocks = new RecordedBlock[assignments.Length];
        for (var i = 0; i < blocks.Length; i++) blocks[i] = ToBlock((IPPoolLayout)layout, assignments[i]);
        return new RecordedAllocations(true, blocks, null);
    }

    public string NodeName(int index) => Blocks is not null ? Blocks[index].NodeName : Prefixes![index].NodeName;

    /// <summary>First address of an entry's block or prefix, if it can be read.</summary>
    public bool TryFirst(int index, out UInt128 first)
    {
        if (Blocks is not null)
        {
            var isAddress = Address.TryParse(Blocks[index].StartIP, out var address);
            first = address.Value;
            return isAddress;
        }

        var isPrefix = Prefix.TryParse(Prefixes![index].Prefix, out var prefix);
        first = prefix.Unmapped.First;
        return isPrefix;
    }

    /// <summary>All addresses of an entry's block or prefix, if they can be read and have a family.</summary>
    public bool TryRange(int index, AddressFamily family, out Interval range)
    {
        range = default;
        if (Blocks is null)
        {
            if (!Prefix.TryParse(Prefixes![index].Prefix, out var prefix)) return false;
            prefix = prefix.Unmapped;
            if (prefix.Family != family) return false;
            range = new Interval(prefix.First, prefix.Last);
            return true;
        }

        if (!Address.TryParse(Blocks[index].StartIP, out var start) || !Address.TryParse(Blocks[index].EndIP, out var end)
            || start.Family != family || end.Family != family || end.Value < start.Value) return false;
        range = new Interval(start.Value, end.Value);
        return true;
    }

    /// <summary>An entry in one word, <c>10.0.0.1-10.0.0.10</c> or <c>10.0.1.0/24</c>.</summary>
    public string Describe(int index) => Blocks is not null
        ? $"{Blocks[index].StartIP}-{Blocks[index].EndIP}"
        : Prefixes![index].Prefix;

    public static RecordedBlock ToBlock(IPPoolLayout layout, Assignment assignment) => new(
        assignment.NodeName,
        AddressText.Format(assignment.First, layout.Network.Family),
        AddressText.Format(assignment.First + (layout.Extent - 1), layout.Network.Family));

    public static RecordedPrefix ToPrefix(CidrPoolLayout layout, Assignment assignment) => new(
        assignment.NodeName,
        assignment.PrefixText ?? layout.PrefixAt(assignment.First).Unmapped.ToString(),
        assignment.GatewayText ?? layout.GatewayTextAt(assignment.First));

    /// <summary>Whether a pass leaves the status as it is, element by element and in order.</summary>
    public bool IsUnchangedBy(PassResult result)
    {
        if (!Exists || result.Layout is null || Count != result.Assignments.Length) return false;
        var assignments = result.Assignments.Span;
        for (var i = 0; i < assignments.Length; i++)
        {
            var same = Blocks is not null
                ? IsKeptAt(assignments[i], i, (IPPoolLayout)result.Layout)
                : assignments[i].RecordedIndex == i
                    || Prefixes![i] == ToPrefix((CidrPoolLayout)result.Layout, assignments[i]);
            if (!same) return false;
        }

        return true;
    }

    /// <summary>Blocks are always written in canonical form, also where they are kept.</summary>
    private bool IsKeptAt(Assignment assignment, int index, IPPoolLayout layout) =>
        layout.Network.Family == AddressFamily.IPv4 && assignment.RecordedIndex == index
            ? !Blocks![index].StartIP.Contains(':') && !Blocks[index].EndIP.Contains(':')
            : Blocks![index] == ToBlock(layout, assignment);
}
