using DpuIpam.Validation;

namespace DpuIpam.Allocation;

/// <summary>What one pass of nv-ipam's controller makes of a pool.</summary>
internal sealed record PassResult
{
    /// <summary>Violated rules; with any, nv-ipam clears all allocations.</summary>
    public IReadOnlyList<SpecError> Errors { get; init; } = [];

    /// <summary>The pool in numbers; null when it is invalid.</summary>
    public PoolLayout? Layout { get; init; }

    /// <summary>Names of the nodes that the pool serves, in nv-ipam's order.</summary>
    public string[] Nodes { get; init; } = [];

    /// <summary>One assignment per served node, in nv-ipam's order.</summary>
    public ReadOnlyMemory<Assignment> Assignments { get; init; }

    /// <summary>Nodes that match and get nothing, in nv-ipam's order.</summary>
    public IReadOnlyList<string> Unserved { get; init; } = [];

    /// <summary>Recorded allocations that were dropped, in the order of the status.</summary>
    public IReadOnlyList<Discard> Discards { get; init; } = [];

    /// <summary>Blocks or prefixes that further nodes could get.</summary>
    public UInt128 Free { get; init; }

    /// <summary>Where upstream gives no answer.</summary>
    public PassFault Fault { get; init; }

    /// <summary>From an allocator: whether the next pass may change the result again. From a pass: whether it does.</summary>
    public bool MayChangeAgain { get; init; }

    /// <summary>Whether nv-ipam would write the status.</summary>
    public bool StatusChanged { get; init; }

    /// <summary>What an allocator found.</summary>
    /// <param name="layout">The pool.</param>
    /// <param name="nodes">The matching nodes.</param>
    /// <param name="assignments">What they get.</param>
    /// <param name="unserved">Those that get nothing.</param>
    /// <param name="used">How many of the usable blocks are used.</param>
    /// <param name="isLost">Whether upstream's search would not end; then there is no answer.</param>
    public static PassResult Of(
        PoolLayout layout, string[] nodes, ReadOnlyMemory<Assignment> assignments, IReadOnlyList<string> unserved,
        UInt128 used, bool isLost) => new()
        {
            Layout = layout,
            Nodes = nodes,
            Assignments = isLost ? default : assignments,
            Unserved = isLost ? [] : unserved,
            Free = layout.UsableBlocks - used,
            Fault = isLost ? PassFault.NeverEnds : PassFault.None,
        };
}

/// <summary>How upstream's controller fails where it does not answer (docs/upstream.md, 15).</summary>
internal enum PassFault
{
    None,

    /// <summary>The controller panics in every pass until no node needs a block.</summary>
    Panics,

    /// <summary>The search for a free block practically never ends.</summary>
    NeverEnds,
}
