using DpuIpam.Addressing;
using DpuIpam.Resources;

namespace DpuIpam.Allocation;

/// <summary>A pool as one node's daemon sees it, and the order in which its pods get addresses (docs/upstream.md,
/// 9).</summary>
internal sealed class NodeSettings
{
    /// <summary>A walk over more excluded addresses than this keeps all pods of a node waiting for minutes (15.6).</summary>
    public static readonly UInt128 PatienceInAddresses = UInt128.One << 26;

    private readonly PoolResource _pool;
    private readonly IntervalSet _excluded;

    public NodeSettings(
        PoolResource pool, Prefix subnet, Interval range, UInt128? gateway,
        IReadOnlyList<Interval> exclusions, IntervalSet merged, bool isBroken)
    {
        _pool = pool;
        Subnet = subnet;
        Range = range;
        Gateway = gateway;
        Exclusions = exclusions;
        _excluded = exclusions.Count == merged.Count ? merged : IntervalSet.Of([.. exclusions.Where(IsForward)]);
        IsBroken = isBroken || !IsInside(range);
    }

    /// <summary>The subnet whose mask the pods' addresses carry.</summary>
    public Prefix Subnet { get; }

    /// <summary>First and last address of the hand-out.</summary>
    public Interval Range { get; }

    public UInt128? Gateway { get; }

    /// <summary>Exclusions as the daemon holds them, in its order; one may run backwards.</summary>
    public IReadOnlyList<Interval> Exclusions { get; }

    /// <summary>Whether every request fails: exclusions overlap, one runs backwards, or the range is outside.</summary>
    public bool IsBroken { get; }

    /// <summary>How many addresses pods can get.</summary>
    public UInt128 UsableCount
    {
        get
        {
            if (IsBroken) return 0;
            var count = Range.Last - Range.First + 1 - _excluded.CountIn(Range);
            return Gateway is { } gateway && Range.Contains(gateway) && !_excluded.Contains(gateway) ? count - 1 : count;
        }
    }

    /// <summary>Whether an address is excluded.</summary>
    public bool IsExcluded(UInt128 address) => _excluded.Contains(address);

    /// <summary>The longest stretch of excluded addresses that the daemon walks one by one.</summary>
    public UInt128 LongestWalk
    {
        get
        {
            UInt128 longest = 0;
            foreach (var range in _excluded.AsSpan())
                if (range.Overlaps(Range)) longest = UInt128.Max(longest, _excluded.CountIn(Clip(range)));
            return longest;
        }
    }

    /// <summary>The routes that a pod gets, as upstream prints and orders them; none without a gateway.</summary>
    public IReadOnlyList<string> Routes
    {
        get
        {
            if (Gateway is null) return [];
            var routes = new SortedSet<(UInt128 First, int Length)>();
            if (_pool.DefaultGateway) routes.Add((0, 0));
            foreach (var dst in _pool.Routes)
                if (Prefix.TryParse(dst, out var route)) routes.Add((route.Unmapped.First, route.Unmapped.Length));
            return [.. routes.Select(route => new Prefix(route.First, route.Length, Subnet.Family).ToString())];
        }
    }

    /// <summary>The addresses in the order in which pods get them when none has any yet: upwards, round robin.</summary>
    public IEnumerable<UInt128> InOrder()
    {
        if (IsBroken) yield break;
        var next = Range.First;
        while (true)
        {
            var i = _excluded.IndexAtOrAfter(next);
            if (i < _excluded.Count && _excluded[i].First <= next)
            {
                if (_excluded[i].Last >= Range.Last) yield break;
                next = _excluded[i].Last + 1;
                continue;
            }

            if (next != Gateway) yield return next;
            if (next == Range.Last) yield break;
            next++;
        }
    }

    private static bool IsForward(Interval range) => range.First <= range.Last;

    private bool IsInside(Interval range) =>
        range.First >= Subnet.First && range.Last <= Subnet.Last && range.First <= range.Last;

    private Interval Clip(Interval range) =>
        new(UInt128.Max(range.First, Range.First), UInt128.Min(range.Last, Range.Last));
}
