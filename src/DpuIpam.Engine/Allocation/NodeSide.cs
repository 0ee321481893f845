using DpuIpam.Addressing;
using DpuIpam.Resources;
using DpuIpam.Validation;

namespace DpuIpam.Allocation;

/// <summary>What nv-ipam's daemon on a node makes of a pool and the node's allocation (docs/upstream.md, 9.1).</summary>
/// <remarks>
/// One instance serves all nodes of a pool: exclusions are sorted once by both ends, so a node costs a look-up and the
/// exclusions that end in its prefix, not all of them.
/// </remarks>
internal sealed class NodeSide
{
    private readonly PoolResource _pool;
    private readonly AddressFamily _family;
    private readonly Prefix _subnet;
    private readonly Interval[] _exclusions;
    private readonly int[] _byFirst;
    private readonly int[] _byLast;
    private readonly IntervalSet _merged;
    private readonly bool _overlaps;
    private readonly bool _isMapped;

    /// <param name="pool">The pool; an IPPool need not be valid.</param>
    /// <param name="network">Its range as written.</param>
    public NodeSide(PoolResource pool, Prefix network)
    {
        _pool = pool;
        _isMapped = network.IsMapped;
        _subnet = network.Unmapped;
        _family = _subnet.Family;
        _exclusions = ReadExclusions(pool, _family);
        _byFirst = Order(static range => range.First);
        _byLast = Order(static range => range.Last);
        _merged = IntervalSet.Of(_exclusions);
        _overlaps = HasOverlap();
    }

    /// <summary>Whether the range is v4-mapped, which the daemon can't use: its address and its mask are of different
    /// lengths there (15.3).</summary>
    public bool IsMapped => _isMapped;

    /// <summary>Whether some of the pool's own exclusions overlap, which breaks every node of an IPPool (15.8).</summary>
    public bool HasOverlappingExclusions => _overlaps;

    /// <summary>What a node's daemon derives from the pool as it stands; null when the pool does not exist on the node.</summary>
    public static NodeSettings? Find(PoolResource pool, RecordedAllocations recorded, string nodeName)
    {
        var index = 0;
        while (index < recorded.Count && recorded.NodeName(index) != nodeName) index++;
        if (index == recorded.Count || !Prefix.TryParse(pool.Network, out var network)) return null;
        var side = new NodeSide(pool, network);
        if (pool is IPPoolResource)
        {
            return Address.TryParse(recorded.Blocks![index].StartIP, out var first)
                && Address.TryParse(recorded.Blocks[index].EndIP, out var last)
                ? side.OfBlock(first.Value, last.Value)
                : null;
        }

        var cidrPool = (CidrPoolResource)pool;
        if (CidrPoolValidator.Validate(cidrPool).Count > 0) return null;
        var layout = new CidrPoolLayout(cidrPool);
        var entry = recorded.Prefixes![index];
        var entries = new RecordedPrefixes(layout, recorded.Prefixes);
        return CidrPoolAllocator.FailsByItself(new StaticPrefixes(layout), entries, index) is null
            && Prefix.TryParse(entry.Prefix, out var prefix)
            ? side.OfPrefix(prefix.Unmapped, Address.TryParse(entry.Gateway, out var gateway) ? gateway.Value : null)
            : null;
    }

    /// <summary>Settings of a block of an IPPool: all exclusions count, wherever they are.</summary>
    public NodeSettings OfBlock(UInt128 first, UInt128 last)
    {
        UInt128? gateway = Address.TryParse(((IPPoolResource)_pool).Gateway, out var address) ? address.Value : null;
        var perNode = PerNode(first, last);
        return new NodeSettings(_pool, _subnet, new Interval(first, last), gateway, [.. _exclusions, .. perNode],
            _merged, isBroken: _isMapped || _overlaps || Overlap(perNode) || perNode.Any(_merged.Overlaps));
    }

    /// <summary>Settings of a prefix of a CIDRPool: exclusions are cut to it, except those that go beyond both ends.</summary>
    public NodeSettings OfPrefix(Prefix prefix, UInt128? gateway)
    {
        var usable = new Interval(prefix.FirstUsable, prefix.LastUsable);
        var whole = new Interval(prefix.First, prefix.Last);
        var cut = CutTo(whole, usable);
        cut.AddRange(PerNode(prefix.First, prefix.LastUsable));
        var isBroken = _isMapped || cut.Exists(static range => range.Last < range.First) || Overlap(cut);
        return new NodeSettings(_pool, prefix, usable, gateway, [.. cut],
            isBroken ? IntervalSet.Empty : IntervalSet.Of([.. cut]), isBroken);
    }

    /// <summary>Whether an exclusion is ignored on a node because it goes beyond both ends of its prefix (15.9).</summary>
    public bool IgnoresExclusion(Prefix prefix)
    {
        var i = _merged.IndexAtOrAfter(prefix.First);
        return i < _merged.Count && _merged[i].First < prefix.First && _merged[i].Last > prefix.Last;
    }

    /// <summary>Whether anything is excluded in a block or prefix, or in all of them.</summary>
    public bool IsTouched(Interval block) =>
        _isMapped || _pool.PerNodeExclusions.Length > 0 || (_overlaps && _pool is IPPoolResource)
        || _merged.Overlaps(block);

    private List<Interval> CutTo(Interval whole, Interval usable)
    {
        var order = new List<int>();
        for (var i = LowerBound(_byFirst, whole.First, static range => range.First); i < _byFirst.Length; i++)
        {
            if (_exclusions[_byFirst[i]].First > whole.Last) break;
            order.Add(_byFirst[i]);
        }

        for (var i = LowerBound(_byLast, whole.First, static range => range.Last); i < _byLast.Length; i++)
        {
            if (_exclusions[_byLast[i]].Last > whole.Last) break;
            if (!whole.Contains(_exclusions[_byLast[i]].First)) order.Add(_byLast[i]);
        }

        order.Sort();
        var cut = new List<Interval>(order.Count);
        foreach (var i in order)
        {
            var (first, last) = _exclusions[i];
            cut.Add(new Interval(
                whole.Contains(first) ? first : usable.First, whole.Contains(last) ? last : usable.Last));
        }

        return cut;
    }

    private List<Interval> PerNode(UInt128 first, UInt128 last)
    {
        var ranges = new List<Interval>(_pool.PerNodeExclusions.Length);
        foreach (var (start, end) in _pool.PerNodeExclusions)
        {
            if (start < 0 || end < start || (UInt128)start > last - first) continue;
            ranges.Add(new Interval(
                first + (UInt128)start, first + UInt128.Min((UInt128)end, last - first)));
        }

        return ranges;
    }

    private static bool Overlap(List<Interval> ranges)
    {
        if (ranges.Count < 2) return false;
        Interval[] sorted = [.. ranges];
        Array.Sort(sorted, static (a, b) => a.First.CompareTo(b.First));
        for (var i = 1; i < sorted.Length; i++)
            if (sorted[i].First <= sorted[i - 1].Last) return true;
        return false;
    }

    private bool HasOverlap()
    {
        for (var i = 1; i < _byFirst.Length; i++)
            if (_exclusions[_byFirst[i]].First <= _exclusions[_byFirst[i - 1]].Last) return true;
        return false;
    }

    private int[] Order(Func<Interval, UInt128> end)
    {
        var order = new int[_exclusions.Length];
        var keys = new UInt128[_exclusions.Length];
        for (var i = 0; i < order.Length; i++) (order[i], keys[i]) = (i, end(_exclusions[i]));
        Array.Sort(keys, order);
        return order;
    }

    private int LowerBound(int[] order, UInt128 value, Func<Interval, UInt128> end)
    {
        int low = 0, high = order.Length;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (end(_exclusions[order[middle]]) < value) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    private static Interval[] ReadExclusions(PoolResource pool, AddressFamily family)
    {
        var ranges = new List<Interval>(pool.Exclusions.Length);
        foreach (var (startText, endText) in pool.Exclusions)
            if (Address.TryParse(startText, out var start) && Address.TryParse(endText, out var end)
                && start.Family == family && end.Family == family && start.Value <= end.Value)
                ranges.Add(new Interval(start.Value, end.Value));
        return [.. ranges];
    }
}
