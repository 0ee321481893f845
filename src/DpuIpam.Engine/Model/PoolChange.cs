namespace DpuIpam;

/// <summary>What happened to a pool.</summary>
public enum PoolChange
{
    /// <summary>It was made.</summary>
    Added,

    /// <summary>Its spec, its metadata or its allocations changed.</summary>
    Modified,

    /// <summary>It was deleted.</summary>
    Deleted,
}
