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

    /// <summary>Whether nodes are given their addresses: only where it is known which nodes there are.</summary>
    public bool Allocates => Options.Allocate && Inventory.KnowsNodes;

    private readonly Dictionary<string, DpuClusterState> _members = Inventory.Members
        .ToDictionary(static member => member.Key ?? "", StringComparer.Ordinal);

    /// <summary>What was read of a DPU cluster; null for one that is not there.</summary>
    /// <param name="key">Its key; null for a host cluster that is its own DPU cluster.</param>
    public DpuClusterState? Member(string? key) => _members.GetValueOrDefault(key ?? "");

    /// <summary>The nodes of a DPU cluster.</summary>
    public IReadOnlyList<Node> NodesOf(string? key) => Member(key)?.Nodes ?? [];
}
