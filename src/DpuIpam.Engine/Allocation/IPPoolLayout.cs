using DpuIpam.Addressing;
using DpuIpam.Resources;

namespace DpuIpam.Allocation;

/// <summary>The grid of an IPPool (docs/upstream.md, 6).</summary>
internal sealed class IPPoolLayout : PoolLayout
{
    /// <summary>Upstream counts distances in 64 bits with sign; a longer one is lost.</summary>
    private static readonly UInt128 LongestDistance = (UInt128)long.MaxValue;

    public IPPoolLayout(IPPoolResource pool)
        : this(pool, Parse(pool.Network))
    {
    }

    private IPPoolLayout(IPPoolResource pool, Prefix subnet)
        : base(pool, subnet, CutInto(subnet.Unmapped, pool.PerNodeBlockSize), (UInt128)pool.PerNodeBlockSize)
    {
        BlockSize = pool.PerNodeBlockSize;
        Gateway = Address.TryParse(pool.Gateway, out var gateway) ? gateway.Value : null;
        GatewayBlock = BlockSize == 1 ? Gateway : null;

        // Upstream looks for a broadcast address in all but /127 and /128, and does not survive it.
        Panics = IsMapped && !Network.IsPointToPointOrSingle;
        Barrier = Panics ? new SearchBarrier(0, false) : First(FindBarrier(), FindMappedBarrier());
    }

    /// <summary>Addresses per node.</summary>
    public long BlockSize { get; }

    public UInt128? Gateway { get; }

    public override IntervalSet HandedOut => Gateway is { } gateway
        ? base.HandedOut.Subtract(IntervalSet.Of(new Interval(gateway, gateway)))
        : base.HandedOut;

    /// <summary>The grid that a block size gives: the last block must end on a usable address.</summary>
    public static BlockGrid CutInto(Prefix subnet, long blockSize)
    {
        var size = (UInt128)blockSize;
        return new BlockGrid(subnet.FirstUsable, size, (subnet.UsableCount / size) - 1);
    }

    /// <summary>
    /// Upstream jumps over an exclusion that holds the next block as well, but its distance must fit 63 bits: else
    /// single addresses and pairs count as exhausted, and larger blocks are tried one by one (15.5).
    /// </summary>
    private SearchBarrier? FindBarrier()
    {
        foreach (var run in Excluded.AsSpan())
        {
            if (PerNode.CountIn(new Interval(0, Extent - 1)) == Extent)
                return run.Last - run.First >= PatienceInBlocks ? new SearchBarrier(run.First, true) : null;
            if (FindBarrier(run) is { } barrier) return barrier;
        }

        return null;
    }

    /// <summary>
    /// Upstream takes a v4-mapped end of a block for an address outside the range, and ends its search there (15.3), unless
    /// it jumps over all of them: from an excluded block, along an exclusion that holds the next one as well.
    /// </summary>
    private SearchBarrier? FindMappedBarrier()
    {
        var mapped = Address.MappedRange;
        var whole = new Interval(Grid.Base, Grid.LastAddress);
        if (Network.Family == AddressFamily.IPv4 || !mapped.Overlaps(whole)) return null;
        var first = Grid.IndexOf(mapped.First);
        if (!mapped.Contains(Grid.StartOf(first)) && !mapped.Contains(EndOf(first))) return null;
        var i = Exclusions.IndexAtOrAfter(mapped.First);
        if (i == Exclusions.Count || Exclusions[i].First > mapped.First || Exclusions[i].Last >= Grid.LastAddress
            || mapped.Contains(Grid.StartOf(Grid.IndexOf(Exclusions[i].Last + 1))))
            return new SearchBarrier(first, false);
        return first >= 2 && Excluded.Contains(first - 2) && Exclusions[i].First <= Grid.StartOf(first - 1)
            ? null
            : new SearchBarrier(first, false);
    }

    private UInt128 EndOf(UInt128 index) => Grid.StartOf(index) + (Extent - 1);

    private static SearchBarrier? First(SearchBarrier? one, SearchBarrier? other) =>
        one is not { } a ? other : other is not { } b || a.Index <= b.Index ? a : b;

    private SearchBarrier? FindBarrier(Interval run)
    {
        var next = run.First + 1;
        if (next > run.Last) return null;
        var begin = Grid.StartOf(next);
        for (var i = Exclusions.IndexAtOrAfter(begin); i < Exclusions.Count; i++)
        {
            var range = Exclusions[i];
            if (range.First > Grid.StartOf(run.Last)) break;
            if (!Grid.TryBlocksInside(range, Extent, out var inside)) continue;
            var from = Grid.StartOf(UInt128.Max(inside.First, next));

            // Behind an exclusion that ends the address space there is nothing to find.
            if (range.Last == Address.LastOf(Network.Family) || range.Last < from) continue;
            var distance = range.Last - from + 1;
            if (distance <= LongestDistance) continue;
            if (BlockSize <= 2) return new SearchBarrier(run.First, false);
            if ((distance - LongestDistance) / Extent > PatienceInBlocks) return new SearchBarrier(run.First, true);
        }

        return null;
    }

    private static Prefix Parse(string subnet) => Prefix.TryParse(subnet, out var prefix)
        ? prefix
        : throw new ArgumentException($"not a valid pool: {subnet}", nameof(subnet));
}
