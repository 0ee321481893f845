using DpuIpam.Allocation;

namespace DpuIpam.Planning;

/// <summary>What happened to the allocations of a pool between two states of it.</summary>
internal static class RecordedChanges
{
    /// <summary>Allocations that were added, moved or dropped, in the order of the later status; the dropped ones last.</summary>
    /// <param name="before">The earlier state; null when there was no pool.</param>
    /// <param name="after">The later state; null when there is no pool any more.</param>
    public static List<NodeAllocation> Between(Pool? before, Pool? after)
    {
        var changes = new List<NodeAllocation>();
        if ((after ?? before)?.Resource is not { } pool) return changes;
        var earlier = before is null || before.Kind != (after ?? before).Kind
            ? RecordedAllocations.None(pool)
            : RecordedAllocations.Of(before.Resource);
        var later = after is null ? RecordedAllocations.None(pool) : RecordedAllocations.Of(after.Resource);
        var scope = new AllocationScope((after ?? before)!.Cluster, pool, earlier);
        var readable = new AllocationScope(scope.Cluster, pool, later);
        var earlierOf = Index(earlier);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < later.Count; i++)
        {
            // A node's first entry is the one that its daemon uses (docs/upstream.md, 9.1).
            var name = later.NodeName(i);
            if (!seen.Add(name)) continue;
            var previous = earlierOf.GetValueOrDefault(name, -1);
            if (previous >= 0 && IsSame(earlier, previous, later, i)) continue;
            var change = previous < 0 ? AllocationChange.Added : AllocationChange.Moved;
            changes.Add(readable.TryRead(i, out var assignment)
                ? NodeAllocation.Create(scope, assignment, change, previous)
                : NodeAllocation.Create(scope, name, change, previous));
        }

        foreach (var (name, index) in earlierOf)
            if (!seen.Contains(name)) changes.Add(NodeAllocation.Create(scope, name, AllocationChange.Dropped, index));
        return changes;
    }

    private static Dictionary<string, int> Index(RecordedAllocations recorded)
    {
        var index = new Dictionary<string, int>(recorded.Count, StringComparer.Ordinal);
        for (var i = 0; i < recorded.Count; i++) index.TryAdd(recorded.NodeName(i), i);
        return index;
    }

    private static bool IsSame(RecordedAllocations earlier, int previous, RecordedAllocations later, int index) =>
        earlier.Blocks is not null
            ? earlier.Blocks[previous] == later.Blocks![index]
            : earlier.Prefixes![previous] == later.Prefixes![index];
}
