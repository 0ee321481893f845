using DpuIpam.Addressing;
using DpuIpam.Allocation;
using DpuIpam.Validation;

namespace DpuIpam.Planning;

/// <summary>Adds a finding: rule, message, field, node.</summary>
internal delegate void AddFinding(Rule rule, string message, string? field = null, string? nodeName = null);

/// <summary>How full a pool is, and whether it could hold more.</summary>
internal sealed class CapacityFindings(PoolLayout layout, PassResult result, AddFinding add)
{
    /// <summary>A smaller size is worth a word while it takes at most this part of a node's addresses.</summary>
    private const int LargestLossInPercent = 10;

    public void Collect()
    {
        // Nothing of such a pool is given out; that is said already.
        if (layout.Panics) return;
        if (layout.Barrier is { NeverEnds: false }) CollectBarrier();
        else CollectUse();
        if (layout.GatewayBlock is { } gateway && layout.IsUsable(gateway))
        {
            add(Rules.GatewayTakesBlock,
                $"The gateway {AddressText.Format(gateway, layout.Network.Family)} takes one of the single-address blocks:"
                + $" {(layout.UsableBlocks == 1 ? "1 node fits" : $"{layout.UsableBlocks} nodes fit")}.", "spec.gateway");
        }

        if (layout is IPPoolLayout ipPool) CollectSmaller(ipPool);
    }

    private UInt128 Allocated => (UInt128)result.Assignments.Length;

    /// <summary>Whether nodes are there and no block is left.</summary>
    private bool IsFull => result.Free == 0 && (Allocated > 0 || result.Nodes.Length > 0);

    /// <summary>Whether at least 90 percent are in use. The first comparison keeps the others in bounds.</summary>
    private bool IsNearlyFull => Allocated > 0
        && Allocated >= (Allocated + result.Free) / 10 * 9 && 10 * Allocated >= 9 * (Allocated + result.Free);

    /// <summary>That a pool is full and that addresses remain is one thing here, and told in one sentence.</summary>
    private void CollectBarrier()
    {
        if (layout.IsMapped)
        {
            add(Rules.SearchGivesUp, "nv-ipam finds no prefix in a v4-mapped range: nodes keep what is recorded or static,"
                + " and no other gets any.", "spec.cidr");
            return;
        }

        var begin = layout.Grid.StartOf(layout.Barrier!.Value.Index);
        if (layout.Network.Family == AddressFamily.IPv6
            && new Interval(begin, layout.Grid.LastAddress).Contains(Address.MappedBase))
        {
            add(Rules.SearchGivesUp, "nv-ipam finds no block from the IPv4-mapped addresses ::ffff:0:0/96 on, and calls the"
                + $" pool full after {layout.UsableBlocks}.", "spec.subnet");
            return;
        }

        add(Rules.SearchGivesUp, "nv-ipam finds no block behind an exclusion and calls the pool full after"
            + $" {layout.UsableBlocks}, though addresses remain.", "spec.exclusions");
    }

    private void CollectUse()
    {
        var allocated = Allocated;
        if (IsFull)
        {
            add(Rules.CapacityReached, result.Unserved.Count > 0
                ? $"The pool is full: {allocated} of {result.Nodes.Length} nodes get an allocation."
                : allocated == 1 ? "The pool is full: its only allocation is in use."
                : $"The pool is full: all {allocated} allocations are in use.");
        }
        else if (IsNearlyFull)
        {
            add(Rules.CapacityNearlyReached,
                $"{allocated} of {allocated + result.Free} allocations are in use; {result.Free} left.");
        }
    }

    /// <summary>The largest smaller size with which at least one node more would fit: worth a word where room is short, or
    /// where the lost block surprises.</summary>
    private void CollectSmaller(IPPoolLayout pool)
    {
        var count = pool.Grid.Count;
        var smaller = pool.Network.UsableCount / (count + 1);
        var size = (UInt128)pool.BlockSize;
        if (smaller == 0 || smaller >= size || (size - smaller) * 100 > size * LargestLossInPercent) return;
        var fits = UsableBlocks(pool, (long)smaller);
        if (fits <= pool.UsableBlocks || !(IsFull || IsNearlyFull || IsSuggested(pool, smaller))) return;
        add(Rules.SmallerFitsOne,
            $"With {smaller} addresses per node, {fits} nodes would fit instead of {pool.UsableBlocks}.");
    }

    /// <summary>Whether the range divided by the size suggests one block more than there is, and exactly that many fit once
    /// each gives up an address: a /20 has 16 times 256 addresses, 15 blocks of 256, and 16 of 255.</summary>
    private static bool IsSuggested(IPPoolLayout pool, UInt128 smaller)
    {
        // Of ::/0 the number of addresses can't be said.
        var addresses = pool.Network.Last - pool.Network.First + 1;
        var (suggested, rest) = UInt128.DivRem(addresses, (UInt128)pool.BlockSize);
        return rest == 0 && suggested == pool.Grid.Count + 1 && pool.Network.UsableCount / smaller == suggested;
    }

    private static UInt128 UsableBlocks(IPPoolLayout pool, long size)
    {
        var grid = IPPoolLayout.CutInto(pool.Network, size);
        var excluded = ExcludedBlocks.Find(grid, (UInt128)size, pool.Exclusions, pool.PerNode);
        var usable = grid.Count - excluded.CountIn(new Interval(0, grid.LastIndex));
        return size == 1 && pool.Gateway is { } gateway && grid.TryIndexAt(gateway, out var index)
            && !excluded.Contains(index) ? usable - 1 : usable;
    }
}
