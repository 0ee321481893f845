using DpuIpam.Allocation;

namespace DpuIpam.Clusters.Sync;

/// <summary>What a sync would do, with the state of all clusters that it was planned on.</summary>
/// <param name="Session">The connection.</param>
/// <param name="Inventory">What the clusters held.</param>
/// <param name="Units">One unit per object.</param>
/// <param name="Options">What may be done.</param>
internal sealed record SyncPlan(
    ClusterSession Session, Inventory Inventory, IReadOnlyList<SyncUnit> Units, SyncOptions Options)
{
    /// <summary>Whether the pools are left to DPF.</summary>
    public bool IsBesideDpf => Inventory.Dpf.State != DpfState.Absent
        && !(Options.TakeOverFromDpf && Inventory.Dpf.State == DpfState.Stopped);

    /// <summary>Clusters that were named to let their addresses go, and are not known to keep any: why, in a sentence each.</summary>
    public IReadOnlyList<string> NotReleased { get; init; } = [];

    /// <summary>Whether nodes are given their addresses: only where it is known which nodes there are.</summary>
    public bool Allocates => Options.Allocate && Inventory.KnowsNodes;

    private readonly Dictionary<string, DpuClusterState> _members = Inventory.Members
        .Concat(Inventory.Departed)
        .ToDictionary(static member => member.Key ?? "", StringComparer.Ordinal);

    /// <summary>Whether anything of a pool is written: what a forecast says and what a run does are this.</summary>
    public bool Writes(Plan plan) => plan.Content.Live is not { } live || PoolState.Differs(plan) || AllocatesIn(plan)
        || (Options.TakeOverFromDpf && ManagedFields.IndexOfApplier(live.Resource.Root, Handover.DpfManager) >= 0);

    /// <summary>Whether nodes of a pool are given or lose addresses by the sync itself, as nv-ipam would do it.</summary>
    public bool AllocatesIn(Plan plan) => Allocates
        && plan.Content.Result is { StatusChanged: true, Fault: PassFault.None, Errors.Count: 0 };

    /// <summary>What was read of a DPU cluster; null for one that is not there.</summary>
    /// <param name="key">Its key; null for a host cluster that is its own DPU cluster.</param>
    public DpuClusterState? Member(string? key) => _members.GetValueOrDefault(key ?? "");

    /// <summary>The nodes of a DPU cluster.</summary>
    public IReadOnlyList<Node> NodesOf(string? key) => Member(key)?.Nodes ?? [];
}
