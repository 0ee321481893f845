using DpuIpam.Planning;
using DpuIpam.Resources;

namespace DpuIpam.Clusters.Sync;

/// <summary>One DPUServiceIPAM in a sync: what its pools should be, and what stands in the way.</summary>
internal sealed record SyncUnit
{
    public required ServiceIpamResource Ipam { get; init; }

    /// <summary>One plan per selected DPU cluster, in DPF's order; a single plan without a pool where there is none.</summary>
    public required IReadOnlyList<Plan> Plans { get; init; }

    /// <summary>Pools of the object that are not wanted any more: those of clusters that leave, those of the other kind and
    /// those under a former name.</summary>
    public required IReadOnlyList<Pool> Removals { get; init; }

    /// <summary>Those of them that nobody has consented to by name.</summary>
    public IReadOnlyList<Pool> Unnamed => Released.Count == 0
        ? Removals
        : [.. Removals.Where(pool => !IsReleased(pool))];

    /// <summary>Clusters that the object does not serve any more, and that may go on handing out addresses of its range.</summary>
    public IReadOnlyList<PendingReclaim> Pending { get; init; } = [];

    /// <summary>Those of them whose addresses somebody has let go by name.</summary>
    public IReadOnlyList<PendingReclaim> Released { get; init; } = [];

    /// <summary>Clusters that are not served any more, and whose pool is not seen gone: they keep their stored shares.</summary>
    public required IReadOnlyList<string> Retained { get; init; }

    /// <summary>What holds the object up; with any, nothing is written.</summary>
    public required IReadOnlyList<Finding> Obstacles { get; init; }

    /// <summary>Whether a pool goes since the addresses of its cluster are let go by name.</summary>
    public bool IsReleased(Pool pool) => Released.Any(released => released.Pools.Contains(pool));

    /// <summary>Plans that make a pool.</summary>
    public IEnumerable<Plan> PoolPlans => Plans.Where(static plan => plan.Content.HasPool);

    /// <summary>What would be written, in one clause for a question.</summary>
    /// <param name="sync">The sync that would write it.</param>
    public string Describe(SyncPlan sync)
    {
        var parts = new List<string>();
        Count(PoolPlans.Count(static plan => plan.Content.Live is null), "create");
        Count(PoolPlans.Count(plan => plan.Content.Live is not null && sync.Writes(plan)), "update");
        Count(Removals.Count, "delete");
        foreach (var released in Released) parts.Add($"let go {released.What}");
        var changes = Plans.Select(static plan => plan.Content.Changes).ToArray();
        var moved = changes.Sum(static change => change.MovedCount);
        var dropped = changes.Sum(static change => change.Dropped.Count) + Removals.Sum(static pool => pool.Allocated);
        var text = parts.Count == 0 ? "write its status, change no pool" : string.Join(", ", parts);
        if (moved > 0) text += $"; {moved} {(moved == 1 ? "node is" : "nodes are")} renumbered";
        if (dropped > 0) text += $"; {dropped} {(dropped == 1 ? "allocation is" : "allocations are")} dropped";
        return text;

        void Count(int count, string verb)
        {
            if (count > 0) parts.Add($"{verb} {count} {(count == 1 ? "pool" : "pools")}");
        }
    }
}
