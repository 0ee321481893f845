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
        : base(pool, subnet, CutInto(subnet, pool.PerNodeBlockSize), (UInt128)pool.PerNodeBlockSize)
    {
        BlockSize = pool.PerNodeBlockSize;
        Gateway = Address.TryParse(pool.Gateway, out var gateway) ? gateway.Value : null;
        GatewayBlock = BlockSize == 1 ? Gateway : null;
        Barrier = FindBarrier();
    }

    /// <summary>Addresses per node.</summary>
    public long BlockSize { get; }

    public UInt128? Gateway { get; }

    public override bool Panics => Network.IsMapped;

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
