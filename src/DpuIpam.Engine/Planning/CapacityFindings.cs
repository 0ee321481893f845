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
        CollectUse();
        if (layout.Barrier is { NeverEnds: false })
            add(Rules.SearchGivesUp, "nv-ipam reports the pool as exhausted though addresses remain.", "spec.exclusions");
        if (layout.GatewayBlock is { } gateway && layout.IsUsable(gateway))
        {
            add(Rules.GatewayTakesBlock,
                $"The gateway {AddressText.Format(gateway, layout.Network.Family)} takes one of the single-address blocks:"
                + $" {layout.UsableBlocks} nodes fit.", "spec.gateway");
        }

        if (layout is IPPoolLayout ipPool) CollectSmaller(ipPool);
    }

    private void CollectUse()
    {
        var allocated = (UInt128)result.Assignments.Length;
        if (allocated == 0 && result.Nodes.Length == 0) return;
        if (result.Free == 0)
        {
            add(Rules.CapacityReached, result.Unserved.Count > 0
                ? $"The pool is full: {allocated} of {result.Nodes.Length} nodes get an allocation."
                : $"The pool is full: all {allocated} allocations are in use.");
        }
        else if (allocated >= (allocated + result.Free) / 10 * 9 && 10 * allocated >= 9 * (allocated + result.Free))
        {
            add(Rules.CapacityNearlyReached,
                $"{allocated} of {allocated + result.Free} allocations are in use; {result.Free} left.");
        }
    }

    /// <summary>The largest smaller size with which at least one node more would fit.</summary>
    private void CollectSmaller(IPPoolLayout pool)
    {
        var count = pool.Grid.Count;
        var smaller = pool.Network.UsableCount / (count + 1);
        var size = (UInt128)pool.BlockSize;
        if (smaller == 0 || smaller >= size || (size - smaller) * 100 > size * LargestLossInPercent) return;
        var fits = UsableBlocks(pool, (long)smaller);
        if (fits <= pool.UsableBlocks) return;
        add(Rules.SmallerFitsOne,
            $"With {smaller} addresses per node, {fits} nodes would fit instead of {pool.UsableBlocks}.");
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
