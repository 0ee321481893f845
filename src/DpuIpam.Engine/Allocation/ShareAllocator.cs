using System.Runtime.InteropServices;
using DpuIpam.Addressing;

namespace DpuIpam.Allocation;

/// <summary>Shares a DPUServiceIPAM's range among DPU clusters, exactly as DPF does (docs/upstream.md, D).</summary>
/// <remarks>Clusters must come in the byte order of <c>namespace/name</c>; each takes from what the earlier ones left.</remarks>
internal sealed class ShareAllocator
{
    private readonly ShareParent _parent;
    private IntervalSet _free;

    /// <param name="parent">The range.</param>
    /// <param name="existing">The stored shares of all target clusters: their blocks are reserved before anybody
    /// allocates.</param>
    public ShareAllocator(ShareParent parent, IEnumerable<IntervalSet> existing)
    {
        _parent = parent;
        // Merged once: clusters and exclusions may both be many.
        var unavailable = new List<Interval>(parent.Grid.BlocksInside(parent.Exclusions));
        foreach (var share in existing) unavailable.AddRange(parent.Grid.BlocksTouched(share));
        _free = IntervalSet.Of(CollectionsMarshal.AsSpan(unavailable))
            .Complement(new Interval(0, parent.Grid.LastIndex));
    }

    /// <summary>Blocks that nobody has yet.</summary>
    public IntervalSet Free => _free;

    /// <summary>The share of the next cluster.</summary>
    /// <param name="existing">Its stored share; null when it has none, or one that is not wholly of the parent's family.</param>
    /// <exception cref="ShareException">No block is left for it.</exception>
    public IntervalSet Allocate(IntervalSet? existing)
    {
        var held = existing is not null && IsInside(existing) ? CountBlocks(existing) : 0;
        if (existing is not null && held > 0)
        {
            if (_parent.Quota is not { } quota) return existing.Union(Take(null));
            return held >= (UInt128)Math.Max(quota, 0)
                ? existing
                : existing.Union(Take((UInt128)quota - held));
        }

        if (_parent.Quota is < 1) throw new ShareException("the quota must be at least 1");
        if (_free.IsEmpty) throw new ShareException("no allocatable blocks remaining");
        return Take(_parent.Quota is { } wanted ? (UInt128)wanted : null);
    }

    /// <summary>The exclusions of a cluster's pool: what is not its share, without the static prefixes, and the user's
    /// own (D.6).</summary>
    public IntervalSet ExclusionsOf(IntervalSet share) => share
        .Complement(new Interval(_parent.Range.First, _parent.Range.Last))
        .Subtract(_parent.StaticPrefixes)
        .Union(_parent.Exclusions);

    /// <summary>Blocks of a share that count: from each range's own beginning, less those that are excluded (D.5).</summary>
    public UInt128 CountBlocks(IntervalSet share)
    {
        UInt128 count = 0;
        foreach (var range in share.AsSpan())
        {
            var length = range.Last - range.First;
            var blocks = length == UInt128.MaxValue
                ? _parent.Grid.Count
                : (length + 1) / _parent.Grid.BlockSize;
            if (blocks == 0) continue;
            var own = new BlockGrid(range.First, _parent.Grid.BlockSize, blocks - 1);
            count += blocks;
            // Only the exclusions that touch the range: both lists may be long.
            var exclusions = _parent.Exclusions;
            for (var i = exclusions.IndexAtOrAfter(range.First); i < exclusions.Count; i++)
            {
                if (exclusions[i].First > range.Last) break;
                if (own.TryBlocksInside(exclusions[i], own.BlockSize, out var inside))
                    count -= inside.Last - inside.First + 1;
            }
        }

        return count;
    }

    private bool IsInside(IntervalSet share) =>
        !share.IsEmpty && share[0].First >= _parent.Range.First && share[^1].Last <= _parent.Range.Last;

    /// <summary>Takes blocks from the front of the free ones; all of them without a count.</summary>
    private IntervalSet Take(UInt128? count)
    {
        (var taken, _free) = count is { } wanted ? _free.TakeFirst(wanted) : (_free, IntervalSet.Empty);
        return _parent.Grid.AddressesOf(taken);
    }
}
