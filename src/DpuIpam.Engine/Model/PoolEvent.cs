using DpuIpam.Planning;

namespace DpuIpam;

/// <summary>What happened to a pool of a DPU cluster, as Watch-DpuPool saw it.</summary>
public sealed class PoolEvent : PoolReference
{
    internal PoolEvent(DateTime time, PoolChange change, Pool pool, Pool? previous)
        : base(pool.Cluster, pool.Namespace, pool.Pool)
    {
        Time = time;
        Change = change;
        Current = change == PoolChange.Deleted ? null : pool;
        Previous = previous ?? (change == PoolChange.Deleted ? pool : null);
        Kind = pool.Kind;
        Fields = Current is not null && Previous is not null
            ? PoolComparison.Compare(Current.Resource, Previous.Resource).Select(static field => field.ToString()).ReadOnly()
            : Array.Empty<string>().ReadOnly();
        Changes = RecordedChanges.Between(Previous, Current).ReadOnly();
    }

    /// <summary>When it was seen, in local time.</summary>
    public DateTime Time { get; }

    /// <summary>IPPool or CIDRPool.</summary>
    public PoolKind Kind { get; }

    /// <summary>Added, Modified or Deleted.</summary>
    public PoolChange Change { get; }

    /// <summary>Fields that changed, as <c>spec.gateway: 10.0.0.1 -> 10.0.0.2</c>.</summary>
    public IReadOnlyList<string> Fields { get; }

    /// <summary>Allocations that were added, moved or dropped.</summary>
    public IReadOnlyList<NodeAllocation> Changes { get; }

    /// <summary>The pool after it; null when it was deleted.</summary>
    public Pool? Current { get; }

    /// <summary>The pool before it; null when it was made.</summary>
    public Pool? Previous { get; }

    /// <summary>Change and pool: <c>Modified IPPool pool1 in dpu-east/east</c>.</summary>
    public override string ToString() => $"{Change} {Kind} {Pool}{(Cluster is null ? "" : " in " + Cluster)}";
}
