using DpuIpam.Addressing;
using DpuIpam.Allocation;
using DpuIpam.Resources;

namespace DpuIpam.Planning;

/// <summary>What a pass changes, node by node, against what was recorded before.</summary>
internal sealed class ChangeSet
{
    private ChangeSet(AllocationChange[] changes, int[] previous, IReadOnlyList<int> dropped)
    {
        Changes = changes;
        Previous = previous;
        Dropped = dropped;
        foreach (var change in changes)
        {
            if (change == AllocationChange.Added) AddedCount++;
            else if (change == AllocationChange.Moved) MovedCount++;
        }
    }

    /// <summary>The change of each assignment.</summary>
    public AllocationChange[] Changes { get; }

    /// <summary>Position of what each node had before; -1 when it had nothing.</summary>
    public int[] Previous { get; }

    /// <summary>Positions of recorded allocations whose node gets nothing any more.</summary>
    public IReadOnlyList<int> Dropped { get; }

    public int AddedCount { get; }

    public int MovedCount { get; }

    /// <param name="before">What was recorded.</param>
    /// <param name="result">What a pass makes of it.</param>
    /// <param name="isDirect">Whether the pass ran on <paramref name="before"/> itself, so that its positions mean the
    /// same there.</param>
    public static ChangeSet Compare(RecordedAllocations before, PassResult result, bool isDirect)
    {
        var assignments = result.Assignments.Span;
        var changes = new AllocationChange[assignments.Length];
        var previous = new int[assignments.Length];
        var find = new RecordedFinder(before);
        for (var i = 0; i < assignments.Length; i++)
        {
            previous[i] = find.FirstOf(assignments[i].NodeName);
            changes[i] = previous[i] < 0 ? AllocationChange.Added
                : IsSame(before, previous[i], assignments[i], result.Layout!, isDirect) ? AllocationChange.Kept
                : AllocationChange.Moved;
        }

        return new ChangeSet(changes, previous, FindDropped(before, assignments, find.IsAscending));
    }

    private static bool IsSame(
        RecordedAllocations before, int index, Assignment assignment, PoolLayout layout, bool isDirect)
    {
        // What the pass kept was checked in every part, the gateway of a prefix included.
        if (isDirect && assignment.RecordedIndex == index) return true;
        return layout is CidrPoolLayout cidr
            ? before.Prefixes![index] == RecordedAllocations.ToPrefix(cidr, assignment)
            : before.TryFirst(index, out var first)
                && first == assignment.First
                && Address.TryParse(before.Blocks![index].EndIP, out var last)
                && last.Value == first + (layout.Extent - 1);
    }

    /// <summary>Nodes in the status that the result does not serve, each once.</summary>
    private static List<int> FindDropped(
        RecordedAllocations before, ReadOnlySpan<Assignment> assignments, bool isAscending)
    {
        var dropped = new List<int>();
        if (!isAscending)
        {
            var known = new HashSet<string>(assignments.Length, StringComparer.Ordinal);
            foreach (var assignment in assignments) known.Add(assignment.NodeName);
            for (var i = 0; i < before.Count; i++)
                if (known.Add(before.NodeName(i))) dropped.Add(i);
            return dropped;
        }

        var next = 0;
        for (var i = 0; i < before.Count; i++)
        {
            var name = before.NodeName(i);
            while (next < assignments.Length && ByteOrder.Compare(assignments[next].NodeName, name) < 0) next++;
            if (next == assignments.Length || assignments[next].NodeName != name) dropped.Add(i);
        }

        return dropped;
    }

    /// <summary>Finds a node's first entry in a status: the one that its daemon uses (docs/upstream.md, 9.1).</summary>
    private ref struct RecordedFinder
    {
        private readonly RecordedAllocations _recorded;
        private readonly Dictionary<string, int>? _byName;
        private int _next;

        public RecordedFinder(RecordedAllocations recorded)
        {
            _recorded = recorded;
            for (var i = 1; i < recorded.Count; i++)
            {
                if (ByteOrder.Compare(recorded.NodeName(i - 1), recorded.NodeName(i)) < 0) continue;
                _byName = new Dictionary<string, int>(recorded.Count, StringComparer.Ordinal);
                for (var j = 0; j < recorded.Count; j++) _byName.TryAdd(recorded.NodeName(j), j);
                return;
            }
        }

        public readonly bool IsAscending => _byName is null;

        /// <summary>Names must be asked for in order, as a pass returns them.</summary>
        public int FirstOf(string nodeName)
        {
            if (_byName is not null) return _byName.TryGetValue(nodeName, out var index) ? index : -1;
            while (_next < _recorded.Count && ByteOrder.Compare(_recorded.NodeName(_next), nodeName) < 0) _next++;
            return _next < _recorded.Count && _recorded.NodeName(_next) == nodeName ? _next : -1;
        }
    }
}
