using DpuIpam.Addressing;
using DpuIpam.Resources;

namespace DpuIpam.Allocation;

/// <summary>A valid pool's spec in numbers: the grid of its blocks, what is excluded, and how far a search gets.</summary>
internal abstract class PoolLayout
{
    /// <summary>More blocks than this to try one by one count as a search that never ends: at a microsecond each, more
    /// than an hour per pass.</summary>
    protected static readonly UInt128 PatienceInBlocks = UInt128.One << 32;

    protected PoolLayout(PoolResource pool, Prefix network, BlockGrid grid, UInt128 extent)
    {
        Pool = pool;
        IsMapped = network.IsMapped;
        Network = network.Unmapped;
        Grid = grid;
        Extent = extent;
        Exclusions = ReadExclusions(pool, Network.Family);
        PerNode = ReadPerNode(pool, extent);
        Excluded = ExcludedBlocks.Find(grid, extent, Exclusions, PerNode);
    }

    public PoolResource Pool { get; }

    /// <summary>The pool's range; a v4-mapped one as IPv4.</summary>
    public Prefix Network { get; }

    /// <summary>Whether the range is written as a v4-mapped IPv6 prefix (docs/upstream.md, 15.3).</summary>
    public bool IsMapped { get; }

    public BlockGrid Grid { get; }

    /// <summary>How many addresses of a block count for being fully excluded.</summary>
    public UInt128 Extent { get; }

    /// <summary>The pool's exclusions, merged.</summary>
    public IntervalSet Exclusions { get; }

    /// <summary>Excluded positions in each block, merged.</summary>
    public IntervalSet PerNode { get; }

    /// <summary>Fully excluded blocks, by index.</summary>
    public IntervalSet Excluded { get; protected init; }

    /// <summary>The one block that is the gateway, when blocks are single addresses.</summary>
    public UInt128? GatewayBlock { get; protected init; }

    /// <summary>The run of excluded blocks at which upstream's search gives up or gets lost.</summary>
    public SearchBarrier? Barrier { get; protected init; }

    /// <summary>Whether upstream panics as soon as it looks for a block (docs/upstream.md, 15.3).</summary>
    public bool Panics { get; protected init; }

    /// <summary>Number of blocks that a new node could get in an empty pool.</summary>
    public UInt128 UsableBlocks
    {
        get
        {
            var reachable = Barrier is { } barrier ? barrier.Index : Grid.Count;
            if (reachable == 0) return 0;
            var usable = reachable - Excluded.CountIn(new Interval(0, reachable - 1));
            return GatewayBlock is { } start && IsUsable(start) ? usable - 1 : usable;
        }
    }

    /// <summary>Addresses that nodes may get: the grid without exclusions and the one gateway of an IPPool.</summary>
    public virtual IntervalSet HandedOut => Exclusions.Complement(new Interval(Grid.Base, Grid.LastAddress));

    /// <summary>The numbers of a pool that nv-ipam takes.</summary>
    /// <param name="pool">A pool without validation errors.</param>
    public static PoolLayout Of(PoolResource pool) => pool switch
    {
        IPPoolResource ipPool => new IPPoolLayout(ipPool),
        CidrPoolResource cidrPool => new CidrPoolLayout(cidrPool),
        _ => throw new ArgumentOutOfRangeException(nameof(pool)),
    };

    /// <summary>Whether a block that starts at an address is one that the search can reach and hand out.</summary>
    public bool IsUsable(UInt128 start) =>
        Grid.TryIndexAt(start, out var index)
        && (Barrier is not { } barrier || index < barrier.Index)
        && !Excluded.Contains(index);

    private static IntervalSet ReadExclusions(PoolResource pool, AddressFamily family)
    {
        if (pool.Exclusions.Length == 0) return IntervalSet.Empty;
        var ranges = new List<Interval>(pool.Exclusions.Length);
        foreach (var (startText, endText) in pool.Exclusions)
        {
            if (Address.TryParse(startText, out var start) && start.Family == family && Address.TryParse(endText, out var end))
                ranges.Add(new Interval(start.Value, end.Value));
        }

        return IntervalSet.Of([.. ranges]);
    }

    private static IntervalSet ReadPerNode(PoolResource pool, UInt128 extent)
    {
        if (pool.PerNodeExclusions.Length == 0) return IntervalSet.Empty;
        var positions = new List<Interval>(pool.PerNodeExclusions.Length);
        foreach (var (start, end) in pool.PerNodeExclusions)
            if ((UInt128)start < extent)
                positions.Add(new Interval((UInt128)start, UInt128.Min((UInt128)end, extent - 1)));
        return IntervalSet.Of([.. positions]);
    }
}

/// <summary>Where upstream's search for a free block stops short.</summary>
/// <param name="Index">First block of the excluded run at which it happens.</param>
/// <param name="NeverEnds">True: it steps on practically for ever. False: it reports the pool as exhausted.</param>
internal readonly record struct SearchBarrier(UInt128 Index, bool NeverEnds);
