namespace DpuIpam;

/// <summary>What a sync did to a pool, or would do.</summary>
public enum SyncAction
{
    /// <summary>Nothing yet: what would be done, under -WhatIf.</summary>
    Planned,

    /// <summary>The pool was made.</summary>
    Created,

    /// <summary>The pool was changed.</summary>
    Updated,

    /// <summary>The pool is as wanted; nothing was written.</summary>
    Unchanged,

    /// <summary>The pool was deleted, and seen gone.</summary>
    Deleted,

    /// <summary>Left to DPF, which has not done it yet.</summary>
    Deferred,

    /// <summary>Not done: it would move or drop allocations without consent, or DPF or nv-ipam would refuse it.</summary>
    Refused,

    /// <summary>Tried, and not done.</summary>
    Failed,

    /// <summary>Sent, and no answer came: it may or may not have been done.</summary>
    Unknown,
}
