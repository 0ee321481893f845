using DpuIpam.Addressing;
using DpuIpam.Allocation;
using DpuIpam.Resources;

namespace DpuIpam.Planning;

/// <summary>The shares that DPF's controller would compute in its next pass (docs/upstream.md, C.4).</summary>
internal sealed class ShareTable
{
    private ShareTable(ShareParent? parent, IReadOnlyList<ClusterPart> parts, UInt128 freeBlocks, string? error)
    {
        Parent = parent;
        Parts = parts;
        FreeBlocks = freeBlocks;
        Error = error;
    }

    /// <summary>The range; null when it can't be read.</summary>
    public ShareParent? Parent { get; }

    /// <summary>One part per target cluster, in DPF's order; empty after an error.</summary>
    public IReadOnlyList<ClusterPart> Parts { get; }

    /// <summary>Blocks that no cluster has.</summary>
    public UInt128 FreeBlocks { get; }

    /// <summary>The error with which the controller stops; no cluster is touched then.</summary>
    public string? Error { get; }

    /// <param name="ipam">The object, with the shares that its status stores.</param>
    /// <param name="targets">Keys of the target clusters; a single null is the one cluster there is.</param>
    public static ShareTable Of(ServiceIpamResource ipam, IReadOnlyList<string?> targets) => Of(ipam, null, targets);

    /// <param name="ipam">The object.</param>
    /// <param name="former">What it was; an edit without a status leaves the stored shares as they are.</param>
    /// <param name="targets">Keys of the target clusters; a single null is the one cluster there is.</param>
    /// <param name="held">What clusters may be handing out beside the stored shares; DPF does not look at it.</param>
    public static ShareTable Of(
        ServiceIpamResource ipam, ServiceIpamResource? former, IReadOnlyList<string?> targets,
        IReadOnlyList<HeldShare>? held = null)
    {
        var shares = ipam.Shares.Length > 0 || former is null ? ipam.Shares : former.Shares;
        try
        {
            if (targets.Count > 1 && ipam.Quota is null)
            {
                throw new ShareException(
                    "blocksPerDPUCluster or subnetsPerDPUCluster must be set when targeting more than one DPU cluster");
            }

            var parent = ShareParent.Of(ipam);
            string?[] ordered = [.. targets];
            Array.Sort(ordered, static (a, b) => ByteOrder.Compare(a, b));
            var stored = Read(isOnly: targets.Count == 1);
            // What another cluster is still holding is not the share of the only one there is, under whatever name it is
            // stored.
            if (targets.Count == 1 && held?.Any(share => share.Ipam == ipam.Key && share.Cluster != targets[0]
                && share.Family == parent.Range.Family && stored[0].Ranges.Overlaps(share.Ranges)) == true)
                stored = Read(isOnly: false);
            var reserved = Reserve(held ?? [], ipam, parent, ordered, stored);
            return Allocate(parent, ordered, stored, reserved);

            Held[] Read(bool isOnly) =>
                Array.ConvertAll(ordered, key => Stored(shares, key, isOnly, parent.Range.Family));
        }
        catch (ShareException exception)
        {
            return new ShareTable(null, [], 0, exception.Message);
        }
    }

    /// <summary>The ranges that are held beside the stored shares. A target without a stored share goes on with the blocks
    /// that its pool shows.</summary>
    private static List<IntervalSet> Reserve(
        IReadOnlyList<HeldShare> held, ServiceIpamResource ipam, ShareParent parent, string?[] ordered, Held[] stored)
    {
        var reserved = new List<IntervalSet>();
        foreach (var share in held)
        {
            if (share.Ipam != ipam.Key || share.Family != parent.Range.Family) continue;
            reserved.Add(share.Ranges);
            var target = Array.IndexOf(ordered, share.Cluster);
            if (target < 0 && !share.IsUndeleted) RefuseShared(share, ordered, stored);
            if (target < 0 || !stored[target].Ranges.IsEmpty || stored[target].HasForeign) continue;
            stored[target] = new Held(parent.Grid.AddressesOf(parent.Grid.BlocksTouched(share.Ranges)), false);
            for (var i = 0; i < stored.Length; i++)
            {
                if (i == target || !stored[target].Ranges.Any(stored[i].Ranges.Overlaps)) continue;
                throw new ShareException(
                    $"the pools of {ordered[i]} and {ordered[target]} show the same addresses, and no stored share says whose"
                    + " they are");
            }
        }

        return reserved;
    }

    /// <summary>A cluster that is no target any more may show what a target has stored, as after a pool was moved to another
    /// folder. Whose the addresses are nobody can tell, so that neither may hand them out anew.</summary>
    private static void RefuseShared(HeldShare held, string?[] ordered, Held[] stored)
    {
        for (var i = 0; i < stored.Length; i++)
        {
            if (!stored[i].Ranges.Overlaps(held.Ranges)) continue;
            throw new ShareException(
                $"{held.Cluster}, which is not served any more, still has addresses of the share of {ordered[i] ?? "this cluster"},"
                + " and they would be handed out twice");
        }
    }

    private static ShareTable Allocate(
        ShareParent parent, string?[] ordered, Held[] stored, IEnumerable<IntervalSet> reserved)
    {
        var allocator = new ShareAllocator(parent, stored.Select(static held => held.Ranges).Concat(reserved));
        var parts = new ClusterPart[ordered.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            try
            {
                // A range of the other family lies outside the parent: the cluster starts afresh.
                var share = allocator.Allocate(stored[i].HasForeign ? null : stored[i].Ranges);
                CheckReadable(share, parent.Range.Family);
                parts[i] = new ClusterPart(
                    ordered[i], share, allocator.ExclusionsOf(share), allocator.CountBlocks(share));
            }
            catch (ShareException exception) when (ordered[i] is not null)
            {
                throw new ShareException($"failed to allocate for DPUCluster {ordered[i]}: {exception.Message}");
            }
        }

        var free = allocator.Free.CountIn(new Interval(0, parent.Grid.LastIndex));
        return new ShareTable(parent, parts, free, null);
    }

    /// <summary>DPF stores any share, and in its next pass can't read one that begins or ends on a v4-mapped address
    /// (docs/upstream.md, D.4).</summary>
    private static void CheckReadable(IntervalSet share, AddressFamily family)
    {
        if (family == AddressFamily.IPv4) return;
        foreach (var range in share.AsSpan())
        {
            if (!Address.IsMapped(range.First) && !Address.IsMapped(range.Last)) continue;
            var (first, last) = (AddressText.Format(range.First, family), AddressText.Format(range.Last, family));
            throw new ShareException(
                $"the share {first}-{last} would be stored and could not be read back: one of its ends is an IPv4-mapped"
                + " address");
        }
    }

    /// <summary>A cluster's stored share; the only cluster there is has the only share that is stored.</summary>
    private static Held Stored(StoredShare[] shares, string? key, bool isOnly, AddressFamily family)
    {
        foreach (var share in shares)
        {
            if (share.DpuCluster != key && !(key is null && isOnly && shares.Length == 1)) continue;
            var ranges = new List<Interval>(share.Ranges.Length);
            foreach (var stored in share.Ranges)
            {
                var (range, ownFamily) = Read(stored, share.DpuCluster);
                if (ownFamily == family) ranges.Add(range);
            }

            return new Held(IntervalSet.Of([.. ranges]), ranges.Count < share.Ranges.Length);
        }

        return new Held(IntervalSet.Empty, false);
    }

    private static (Interval Range, AddressFamily Family) Read(RangeText stored, string cluster)
    {
        try
        {
            return ShareParent.ReadRange(stored.StartIP, stored.EndIP);
        }
        catch (ShareException exception)
        {
            throw new ShareException($"failed to parse DPUCluster allocation of {cluster}: {exception.Message}");
        }
    }

    /// <summary>A stored share: its ranges of the parent's family, and whether it has others.</summary>
    private readonly record struct Held(IntervalSet Ranges, bool HasForeign);
}

/// <summary>A cluster's part of a range.</summary>
/// <param name="Cluster">Key of the cluster; null when there is only one.</param>
/// <param name="Share">Its share.</param>
/// <param name="Exclusions">The exclusions of its pool.</param>
/// <param name="BlockCount">Blocks of the share that count for the quota.</param>
internal sealed record ClusterPart(string? Cluster, IntervalSet Share, IntervalSet Exclusions, UInt128 BlockCount);
