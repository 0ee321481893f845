using DpuIpam.Resources;

namespace DpuIpam.Planning;

/// <summary>Everything that one planning looks at. Order does not matter. Clusters of pools and nodes are keys,
/// <c>namespace/name</c>.</summary>
internal sealed record PlanInput
{
    public IReadOnlyList<ServiceIpamResource> ServiceIpams { get; init; } = [];

    /// <summary>Existing pools; those of a planned DPUServiceIPAM give what is allocated now.</summary>
    public IReadOnlyList<Pool> Pools { get; init; } = [];

    public IReadOnlyList<DpuClusterResource> Clusters { get; init; } = [];

    /// <summary>Service chains that ask for pools by label.</summary>
    public IReadOnlyList<ServiceChainResource> Chains { get; init; } = [];

    /// <summary>Nodes; those without a cluster are in every cluster.</summary>
    public IReadOnlyList<Node> Nodes { get; init; } = [];

    /// <summary>Whether nodes were given at all; else those that a pool's status names are taken to be there.</summary>
    public bool HasNodes { get; init; } = true;

    /// <summary>What the objects were before, by <c>namespace/name</c>: DPF has rules about what may change.</summary>
    public IReadOnlyDictionary<string, ServiceIpamResource> Former { get; init; } =
        new Dictionary<string, ServiceIpamResource>();

    /// <summary>The state of DPF's API whose rules count.</summary>
    public ApiGeneration Generation { get; init; } = ApiGeneration.G5;

    /// <summary>What DPU clusters may be handing out beside the stored shares: for plans that are carried out without
    /// DPF. With DPF there are none, since it does not look.</summary>
    public IReadOnlyList<HeldShare> HeldShares { get; init; } = [];

    /// <summary>Clusters that keep addresses of an object's range though it does not serve them any more; what they hold is
    /// among <see cref="HeldShares"/>.</summary>
    public IReadOnlyList<PendingReclaim> Pending { get; init; } = [];

    /// <summary>Whether pools of an object that are not wanted any more go away before its other pools are written. DPF
    /// deletes them last.</summary>
    public bool RemovesFirst { get; init; }

    /// <summary>Objects, <c>namespace/name</c>, that are deleted and made anew to become what they should be. No rule compares
    /// them with what they were, and with them DPF deletes all their pools.</summary>
    public IReadOnlySet<string> Recreated { get; init; } = new HashSet<string>();

    /// <summary>Ranges in use elsewhere, which no pool should touch.</summary>
    public IReadOnlyList<ReservedRange> ReservedRanges { get; init; } = [];

    /// <summary>What if these nodes joined?</summary>
    public IReadOnlyList<Node> AddedNodes { get; init; } = [];

    /// <summary>What if these nodes left?</summary>
    public IReadOnlyList<string> RemovedNodes { get; init; } = [];

    /// <summary>What if these Node objects were deleted and came back?</summary>
    public IReadOnlyList<string> ReregisteredNodes { get; init; } = [];

    public bool AsksWhatIf => AddedNodes.Count + RemovedNodes.Count + ReregisteredNodes.Count > 0;
}

/// <summary>A range that something else uses.</summary>
/// <param name="Text">The range as written.</param>
/// <param name="Range">Its addresses.</param>
/// <param name="Family">Their family.</param>
internal sealed record ReservedRange(string Text, Addressing.Interval Range, AddressFamily Family);
