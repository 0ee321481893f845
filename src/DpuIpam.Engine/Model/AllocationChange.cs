namespace DpuIpam;

/// <summary>What a plan does to a node's allocation.</summary>
public enum AllocationChange
{
    /// <summary>Nothing was compared.</summary>
    None,

    /// <summary>The node keeps what it has.</summary>
    Kept,

    /// <summary>The node had nothing and gets an allocation.</summary>
    Added,

    /// <summary>The node is renumbered: it stays, and its allocation changes.</summary>
    Moved,

    /// <summary>The allocation goes away without a new one.</summary>
    Dropped,
}
