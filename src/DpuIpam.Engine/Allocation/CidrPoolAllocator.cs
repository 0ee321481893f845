using DpuIpam.Addressing;
using DpuIpam.Resources;

namespace DpuIpam.Allocation;

/// <summary>Gives each node its prefix of a CIDRPool, exactly as nv-ipam does (docs/upstream.md, 7).</summary>
internal static class CidrPoolAllocator
{
    /// <param name="layout">The pool.</param>
    /// <param name="recorded">What the status records, in order.</param>
    /// <param name="nodes">The matching nodes, in nv-ipam's order.</param>
    public static PassResult Allocate(CidrPoolLayout layout, RecordedPrefix[] recorded, string[] nodes)
    {
        var statics = new StaticPrefixes(layout);
        var assignments = new Assignment[nodes.Length];
        var taken = Keep(layout, statics, recorded, nodes, assignments, out var discards, out var mayChange);
        var takenUsable = CountUsable(layout, taken);
        var free = new FreeBlocks(layout, taken);
        var unserved = new List<string>();
        var assigned = 0;
        var served = 0;
        for (var i = 0; i < nodes.Length; i++)
        {
            if (assignments[i].NodeName is null)
            {
                if (statics.TryOfNode(nodes[i], out var own))
                {
                    assignments[i] = own;
                }
                else if (unserved.Count == 0 && free.TryNext(out var first))
                {
                    assignments[i] = new Assignment(nodes[i], first, -1);
                    assigned++;
                }
                else
                {
                    unserved.Add(nodes[i]);
                    continue;
                }
            }

            if (served != i) assignments[served] = assignments[i];
            served++;
        }

        var used = (UInt128)(takenUsable + assigned);
        return PassResult.Of(layout, nodes, assignments.AsMemory(0, served), unserved, used, free.IsLost) with
        {
            Discards = discards,
            MayChangeAgain = mayChange || statics.HasOtherText,
        };
    }

    /// <summary>7.3: which recorded prefixes stay. Returns the first addresses of the prefixes that are not to be given
    /// out, kept and static ones, ascending and each once.</summary>
    private static ReadOnlySpan<UInt128> Keep(
        CidrPoolLayout layout, StaticPrefixes statics, RecordedPrefix[] recorded, string[] nodes,
        Assignment[] assignments, out List<Discard> discards, out bool mayChange)
    {
        discards = [];
        mayChange = false;
        if (recorded.Length == 0) return statics.Reserved;
        var taken = new UInt128[recorded.Length + statics.Reserved.Length];
        var count = 0;
        var ascending = true;
        var cursor = new NodeCursor(nodes);
        var entries = new RecordedPrefixes(layout, recorded);
        for (var i = 0; i < recorded.Length; i++)
        {
            var node = cursor.Find(recorded[i].NodeName);
            if (node < 0)
            {
                discards.Add(new Discard(i, DiscardReason.NodeNotSelected));
                continue;
            }

            if (Fails(layout, statics, entries, i) is { } reason)
            {
                discards.Add(new Discard(i, reason));
                continue;
            }

            var (first, canonical) = entries[i];
            mayChange |= !canonical;
            assignments[node] = new Assignment(
                nodes[node], first, i, canonical ? null : recorded[i].Prefix, statics.OwnGateway(recorded[i]));

            // A prefix in other than canonical text is not found among the taken ones (15.1).
            if (!canonical) continue;
            ascending = ascending && (count == 0 || first > taken[count - 1]);
            taken[count++] = first;
        }

        if (!statics.Reserved.IsEmpty)
        {
            statics.Reserved.CopyTo(taken.AsSpan(count));
            count += statics.Reserved.Length;
            ascending = false;
        }

        return ascending ? taken.AsSpan(0, count) : SortedOnce(taken.AsSpan(0, count));
    }

    private static DiscardReason? Fails(
        CidrPoolLayout layout, StaticPrefixes statics, RecordedPrefixes entries, int index)
    {
        if (FailsByItself(statics, entries, index) is { } reason) return reason;
        if (layout.Excluded.IsEmpty || !layout.Grid.TryIndexAt(entries[index].First, out var block)) return null;
        return layout.Excluded.Contains(block) ? DiscardReason.FullyExcluded : null;
    }

    /// <summary>7.4: the rule that an entry breaks, exclusions aside; null when it is valid.</summary>
    public static DiscardReason? FailsByItself(
        StaticPrefixes statics, RecordedPrefixes entries, int index)
    {
        if (!entries.IsReadable(index)) return DiscardReason.Unreadable;
        if (statics.Decide(entries.Text(index), out var reason)) return reason;
        if (!entries.IsInside(index)) return DiscardReason.Outside;
        if (!entries.HasLength(index)) return DiscardReason.WrongSize;
        if (!entries.HasComputedGateway(index)) return DiscardReason.GatewayDiffers;
        return entries.IsInConflict(index) ? DiscardReason.Conflict : null;
    }

    private static int CountUsable(CidrPoolLayout layout, ReadOnlySpan<UInt128> taken)
    {
        if (layout.Excluded.IsEmpty && layout.Barrier is null) return taken.Length;
        var count = 0;
        foreach (var first in taken)
            if (layout.IsUsable(first)) count++;
        return count;
    }

    private static Span<UInt128> SortedOnce(Span<UInt128> values)
    {
        values.Sort();
        var kept = Math.Min(values.Length, 1);
        for (var i = 1; i < values.Length; i++)
            if (values[i] != values[kept - 1]) values[kept++] = values[i];
        return values[..kept];
    }
}
