using DpuIpam.Addressing;
using DpuIpam.Resources;

namespace DpuIpam.Allocation;

/// <summary>Gives each node its block of an IPPool, exactly as nv-ipam does (docs/upstream.md, 6).</summary>
internal static class IPPoolAllocator
{
    /// <summary>Beyond this distance upstream's check of the grid, done in floating point, is no longer exact.</summary>
    private const ulong ExactInDouble = 1UL << 53;

    /// <param name="layout">The pool.</param>
    /// <param name="recorded">What the status records, in order.</param>
    /// <param name="nodes">The matching nodes, in nv-ipam's order.</param>
    public static PassResult Allocate(IPPoolLayout layout, RecordedBlock[] recorded, string[] nodes)
    {
        var assignments = new Assignment[nodes.Length];
        var taken = Keep(layout, recorded, nodes, assignments, out var discards, out var repeated, out var takenUsable);
        var free = new FreeBlocks(layout, taken);
        var unserved = new List<string>();
        var assigned = 0;
        var served = 0;
        for (var i = 0; i < nodes.Length; i++)
        {
            if (assignments[i].NodeName is null)
            {
                if (layout.Panics) return new PassResult { Layout = layout, Nodes = nodes, Fault = PassFault.Panics };

                // Without a free block for one node there is none for any later one either.
                if (unserved.Count > 0 || !free.TryNext(out var start))
                {
                    unserved.Add(nodes[i]);
                    continue;
                }

                assignments[i] = new Assignment(nodes[i], start, -1);
                assigned++;
            }

            if (served != i) assignments[served] = assignments[i];
            served++;
        }

        var used = (UInt128)(takenUsable + assigned);
        return PassResult.Of(layout, nodes, assignments.AsMemory(0, served), unserved, used, free.IsLost) with
        {
            Discards = discards,
            MayChangeAgain = repeated,
        };
    }

    /// <summary>Step 1: which recorded blocks stay. Returns the first addresses of the taken blocks, ascending.</summary>
    private static ReadOnlySpan<UInt128> Keep(
        IPPoolLayout layout, RecordedBlock[] recorded, string[] nodes, Assignment[] assignments,
        out List<Discard> discards, out bool repeated, out int takenUsable)
    {
        discards = [];
        repeated = false;
        takenUsable = 0;
        if (recorded.Length == 0) return [];
        var taken = new UInt128[recorded.Length];
        var count = 0;
        var cursor = new NodeCursor(nodes);
        var check = new BlockCheck(layout);
        HashSet<UInt128>? seen = null;
        for (var i = 0; i < recorded.Length; i++)
        {
            var node = cursor.Find(recorded[i].NodeName);
            if (node < 0)
            {
                discards.Add(new Discard(i, DiscardReason.NodeNotSelected));
                continue;
            }

            if (check.Fails(recorded[i], out var start, out var usable) is { } reason)
            {
                discards.Add(new Discard(i, reason));
                continue;
            }

            // While the blocks ascend none can be there twice, and no set is needed.
            if (seen is null && count > 0 && start <= taken[count - 1]) seen = [.. taken.AsSpan(0, count)];
            if (seen is not null && !seen.Add(start))
            {
                discards.Add(new Discard(i, DiscardReason.BlockTaken));
                continue;
            }

            taken[count++] = start;
            if (usable) takenUsable++;
            repeated |= assignments[node].NodeName is not null;
            assignments[node] = new Assignment(nodes[node], start, i);
        }

        if (seen is not null) Array.Sort(taken, 0, count);
        return taken.AsSpan(0, count);
    }

    /// <summary>Checks of one recorded block (6, step 1, rules 2 to 6).</summary>
    private readonly ref struct BlockCheck(IPPoolLayout layout)
    {
        private readonly UInt128 _first = layout.Network.First;
        private readonly UInt128 _last = layout.Network.Last;
        private readonly AddressFamily _family = layout.Network.Family;
        private readonly ulong _size = (ulong)layout.BlockSize;
        private readonly ulong _offset = layout.Network.IsPointToPointOrSingle ? 0UL : 1;
        private readonly bool _plain = layout.Excluded.IsEmpty && layout.Barrier is null;

        /// <summary>The rule that a recorded block breaks; null when it stays.</summary>
        public DiscardReason? Fails(RecordedBlock block, out UInt128 start, out bool usable)
        {
            usable = false;
            start = 0;
            if (!Address.TryParse(block.StartIP, out var first) || !Address.TryParse(block.EndIP, out var last))
                return DiscardReason.Unreadable;
            start = first.Value;
            if (!IsInside(first) || !IsInside(last)) return DiscardReason.Outside;
            if (last.Value < start) return DiscardReason.Reversed;
            var distance = start - _first;
            if (distance > (UInt128)long.MaxValue || distance < _offset) return DiscardReason.OffGrid;
            if (!IsOnGrid((ulong)distance, out var onGrid)) return DiscardReason.OffGrid;
            if (last.Value - start != _size - 1) return DiscardReason.WrongSize;
            if (layout.GatewayBlock == start) return DiscardReason.IsGateway;

            var index = ((ulong)distance - _offset) / _size;
            var isOfGrid = onGrid && index <= layout.Grid.LastIndex;
            if (_plain && isOfGrid)
            {
                usable = true;
                return null;
            }

            usable = isOfGrid && layout.IsUsable(start);
            var excluded = isOfGrid
                ? layout.Excluded.Contains(index)
                : ExcludedBlocks.IsCovered(
                    start, layout.Exclusions, layout.PerNode.Complement(new Interval(0, layout.Extent - 1)));
            return excluded ? DiscardReason.FullyExcluded : null;
        }

        private bool IsInside(Address address) =>
            address.Family == _family && address.Value >= _first && address.Value <= _last;

        /// <summary>Upstream's check of the grid; <paramref name="exactly"/> tells whether it is true as well.</summary>
        private bool IsOnGrid(ulong distance, out bool exactly)
        {
            exactly = (distance - _offset) % _size == 0;
            return distance <= ExactInDouble ? exactly : ((double)distance - _offset) % (double)_size == 0;
        }
    }
}
