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
}
