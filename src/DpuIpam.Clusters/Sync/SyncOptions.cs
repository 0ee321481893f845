using DpuIpam.Planning;

namespace DpuIpam.Clusters.Sync;

/// <summary>What a sync may do, and how.</summary>
internal sealed record SyncOptions
{
    /// <summary>What may happen to live allocations.</summary>
    public Consent Consent { get; init; } = Consent.None;

    /// <summary>The state of DPF's API whose rules count.</summary>
    public ApiGeneration Generation { get; init; } = ApiGeneration.G5;

    /// <summary>Whether pools of a DPF that is shown to be stopped become ours.</summary>
    public bool TakeOverFromDpf { get; init; }

    /// <summary>Whether pools of ours become those of a DPF that is about to be started.</summary>
    public bool HandBackToDpf { get; init; }

    /// <summary>Clusters that are gone for good, by name: their addresses are let go.</summary>
    public IReadOnlyList<string> ReleaseClusters { get; init; } = [];

    /// <summary>Whether nv-ipam's allocation to nodes is done as well.</summary>
    public bool Allocate { get; init; }

    /// <summary>Whether a status becomes ours that somebody else has written who is no running nv-ipam.</summary>
    public bool TakeOverStatus { get; init; }

    /// <summary>Whether the sync goes on, and so holds objects by a finalizer.</summary>
    public bool IsContinuous { get; init; }

    /// <summary>How many DPU clusters are read or written at once, and how many objects are synced at once.</summary>
    public int ThrottleLimit { get; init; } = 16;

    /// <summary>How long to wait for others: DPF, nv-ipam, and deletions.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Hears what a user should know while others are waited for.</summary>
    public Action<string> Warn { get; init; } = static _ => { };

    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
