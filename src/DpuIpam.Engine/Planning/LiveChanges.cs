namespace DpuIpam.Planning;

/// <summary>What becomes of live allocations: the nodes that are moved, and those that lose what they have.</summary>
/// <remarks>New allocations are none of it: whoever had nothing loses nothing.</remarks>
internal sealed class LiveChanges
{
    private readonly HashSet<(string? Cluster, PoolKind Kind, string Namespace, string Pool, string NodeName, string? After)> _keys;

    private LiveChanges(IReadOnlyList<NodeAllocation> moved, IReadOnlyList<NodeAllocation> dropped)
    {
        Moved = moved;
        Dropped = dropped;
        _keys = [.. moved.Concat(dropped).Select(Key)];
    }

    /// <summary>Nothing is moved or dropped.</summary>
    public static LiveChanges None { get; } = new([], []);

    public IReadOnlyList<NodeAllocation> Moved { get; }

    public IReadOnlyList<NodeAllocation> Dropped { get; }

    public bool IsEmpty => Moved.Count + Dropped.Count == 0;

    /// <summary>What plans, and the deletion of pools, do to live allocations.</summary>
    /// <param name="plans">The plans.</param>
    /// <param name="removed">The pools that are deleted.</param>
    public static LiveChanges Of(IEnumerable<Plan> plans, IEnumerable<Pool> removed)
    {
        var moved = new List<NodeAllocation>();
        var dropped = new List<NodeAllocation>();
        foreach (var plan in plans)
        {
            if (plan.Content.Changes is { MovedCount: 0, Dropped.Count: 0 }) continue;
            foreach (var change in plan.Changes)
            {
                if (change.Change == AllocationChange.Moved) moved.Add(change);
                else if (change.Change == AllocationChange.Dropped) dropped.Add(change);
            }
        }

        foreach (var pool in removed) dropped.AddRange(NodeAllocation.Lost(pool));
        return new LiveChanges(moved, dropped);
    }

    /// <summary>Whether a node of a pool ends up the same here: with the same addresses, or with none.</summary>
    public bool Holds(NodeAllocation change) => _keys.Contains(Key(change));

    /// <summary>The changes that others do not bring about as well.</summary>
    public LiveChanges Except(LiveChanges others) => others.IsEmpty
        ? this
        : new LiveChanges([.. Moved.Where(change => !others.Holds(change))], [.. Dropped.Where(change => !others.Holds(change))]);

    private static (string?, PoolKind, string, string, string, string?) Key(NodeAllocation change) => (
        change.Cluster, change.Kind, change.Namespace, change.Pool, change.NodeName,
        change.Change == AllocationChange.Dropped ? null : change.Current);
}
