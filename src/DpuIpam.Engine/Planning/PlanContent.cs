using DpuIpam.Allocation;
using DpuIpam.Resources;

namespace DpuIpam.Planning;

/// <summary>What a plan consists of; the objects that users see are made from it when they are asked for.</summary>
internal sealed record PlanContent
{
    public required string? Cluster { get; init; }

    /// <summary>The pool that nv-ipam would see.</summary>
    public required PoolResource Pool { get; init; }

    /// <summary>The DPUServiceIPAM that it comes from; null for a bare pool.</summary>
    public ServiceIpamResource? Origin { get; init; }

    public required AllocationScope Scope { get; init; }

    public required PassResult Result { get; init; }

    public required ChangeSet Changes { get; init; }

    public required IReadOnlyList<IpRange> Share { get; init; }

    /// <summary>The share in numbers; empty for a bare pool.</summary>
    public Addressing.IntervalSet ShareRanges { get; init; } = Addressing.IntervalSet.Empty;

    /// <summary>Where allocations may lie: in the share, and in static prefixes; empty for a bare pool.</summary>
    public Addressing.IntervalSet Served { get; init; } = Addressing.IntervalSet.Empty;

    /// <summary>Whether DPF makes a pool of the object in a cluster at all.</summary>
    public bool HasPool { get; init; } = true;

    /// <summary>Whether the pool goes away: the object that it is of does not want it any more.</summary>
    public bool IsRemoved { get; init; }

    /// <summary>The pool as it is now; null when there is none.</summary>
    public Pool? Live { get; init; }

    public required IReadOnlyList<IpRange> Exclusions { get; init; }

    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>The same with further findings; the gravest stay first.</summary>
    public PlanContent With(IReadOnlyList<Finding> further) => further.Count == 0
        ? this
        : this with { Findings = [.. Findings.Concat(further).OrderByDescending(static finding => finding.Severity)] };

    /// <summary>A finding about this pool.</summary>
    public Finding Find(
        Rule rule, string message, string? field = null, string? nodeName = null, string? fix = null) => new(rule, message)
    {
        Cluster = Cluster,
        Namespace = Pool.Namespace,
        Pool = Pool.Name,
        Field = field,
        NodeName = nodeName,
        Fix = fix,
    };

    public NodeAllocation[] Allocations()
    {
        var assignments = Result.Assignments.Span;
        var allocations = new NodeAllocation[assignments.Length];
        for (var i = 0; i < allocations.Length; i++) allocations[i] = At(i, assignments[i]);
        return allocations;
    }

    public NodeAllocation[] ChangedAllocations()
    {
        var changed = new List<NodeAllocation>(Changes.AddedCount + Changes.MovedCount + Changes.Dropped.Count);
        var assignments = Result.Assignments.Span;
        for (var i = 0; i < assignments.Length; i++)
            if (Changes.Changes[i] != AllocationChange.Kept) changed.Add(At(i, assignments[i]));
        foreach (var index in Changes.Dropped)
            changed.Add(NodeAllocation.Create(Scope, Scope.Recorded.NodeName(index), AllocationChange.Dropped, index));
        return [.. changed];
    }

    private NodeAllocation At(int index, Assignment assignment) =>
        NodeAllocation.Create(Scope, assignment, Changes.Changes[index], Changes.Previous[index]);
}
