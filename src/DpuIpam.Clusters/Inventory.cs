using System.Text.Json.Nodes;
using DpuIpam.Allocation;
using DpuIpam.Clusters.Sync;
using DpuIpam.Planning;
using DpuIpam.Resources;
using DpuIpam.Validation;

namespace DpuIpam.Clusters;

/// <summary>What a host cluster and its DPU clusters hold at one time: all that planning and syncing look at.</summary>
internal sealed record Inventory
{
    public required IReadOnlyList<ServiceIpamResource> ServiceIpams { get; init; }

    /// <summary>The DPUCluster objects of the host cluster.</summary>
    public required IReadOnlyList<DpuClusterResource> DpuClusters { get; init; }

    /// <summary>The DPU clusters in the order of DPF. A host cluster without DPUCluster objects is its own and only one,
    /// without a key.</summary>
    public required IReadOnlyList<DpuClusterState> Members { get; init; }

    /// <summary>DPU clusters without a DPUCluster object: those that a stored share names, and folders with a pool of an object.
    /// They were read where a way to them was left.</summary>
    public IReadOnlyList<DpuClusterState> Departed { get; init; } = [];

    /// <summary>Keys of clusters whose addresses somebody has let go by name.</summary>
    public IReadOnlySet<string> Released { get; init; } = new HashSet<string>();

    /// <summary>All pools that were read. Where no DPUCluster object is left, pools of clusters that had one would pass for those
    /// of the host cluster.</summary>
    public IEnumerable<Pool> Pools => Readable.SelectMany(static member => member.Pools);

    /// <summary>The nodes beside them.</summary>
    public IEnumerable<Node> Nodes => Readable.SelectMany(static member => member.Nodes);

    private IEnumerable<DpuClusterState> Readable => DpuClusters.Count == 0 ? Members : Members.Concat(Departed);

    /// <summary>Whether the nodes that were read are all there are. Where a folder has none at all, those that the pools'
    /// status names are taken to be there.</summary>
    public bool KnowsNodes => Members.Any(static member => member.Nodes.Count > 0 || member.Cluster is { ListsAllNodes: true });

    /// <summary>Objects that could not be read, each with its place; the others are there all the same.</summary>
    public IReadOnlyList<ManifestException> Unreadable { get; init; } = [];

    /// <summary>Those of them that may be DPUCluster objects: with any, it is not known which DPU clusters there are.</summary>
    public IReadOnlyList<ManifestException> DoubtfulClusters { get; init; } = [];

    /// <summary>What nv-ipam has said about pools; empty unless it was asked for.</summary>
    public IReadOnlyList<PoolReport> Reports { get; init; } = [];

    /// <summary>Who holds the pools.</summary>
    public required DpfPresence Dpf { get; init; }

    /// <summary>Pools that were to be deleted and are still there: they stay as they are, and what they hand out is given to
    /// nobody.</summary>
    public IReadOnlyCollection<Pool> Stuck { get; init; } = [];

    /// <summary>The pools of an object, wherever they are and whatever kind they are of.</summary>
    public IEnumerable<Pool> PoolsOf(ServiceIpamResource ipam) =>
        Members.SelectMany(static member => member.Pools).Where(pool => HeldShare.IsOwned(ipam, pool));

    /// <summary>What keeps an object from being written while it is not known which DPU clusters there are: one that is left
    /// out would lose its share.</summary>
    public IEnumerable<Finding> Doubts(ServiceIpamResource ipam) => DoubtfulClusters.Select(error => new Finding(
        Rules.ClusterUnreachable, $"Which DPU clusters there are is not known: {error.Message}")
    {
        Namespace = ipam.Namespace,
        Object = ipam.Name,
    });

    /// <summary>An object as the host cluster will have it once it is written: a status is never written along with it, so it
    /// has that of the object that is there, and none when it is made anew.</summary>
    /// <param name="wanted">The object as it should be, with whatever status it was given.</param>
    public ServiceIpamResource AsWritten(ServiceIpamResource wanted)
    {
        var live = ServiceIpams.FirstOrDefault(ipam => ipam.Key == wanted.Key);
        if (live is null || ReferenceEquals(live, wanted)) return wanted;
        var tree = Tree.Copy(wanted.Root);
        tree.Remove("status");
        if (!SyncPlanner.IsModeSwitch(live, wanted) && live.Root.TryGetProperty("status", out var status))
            tree["status"] = JsonNode.Parse(status.GetRawText());
        return new ServiceIpamResource(new ManifestDocument(Tree.Of(tree), wanted.Document.Location));
    }

    /// <summary>The same, once an object is written.</summary>
    public Inventory With(ServiceIpamResource ipam) =>
        this with { ServiceIpams = [.. ServiceIpams.Where(other => other.Key != ipam.Key), ipam] };

    /// <summary>The same, once pools are deleted, or were to be.</summary>
    public Inventory After(IReadOnlyCollection<Pool> deleted, IReadOnlyCollection<Pool> stuck)
    {
        return this with { Members = [.. Members.Select(Without)], Departed = [.. Departed.Select(Without)], Stuck = stuck };

        DpuClusterState Without(DpuClusterState member) =>
            member with { Pools = [.. member.Pools.Where(pool => !deleted.Contains(pool))] };
    }

    /// <summary>The input of a plan: as DPF would carry it out where it holds the pools, and else as a sync would.</summary>
    /// <param name="ipams">The objects to plan; null for all.</param>
    public PlanInput ToPlanInput(IReadOnlyList<ServiceIpamResource>? ipams = null) =>
        ToPlanInput(ipams ?? ServiceIpams, isBesideDpf: Dpf.State != DpfState.Absent);

    /// <summary>The input of a plan.</summary>
    /// <param name="ipams">The objects to plan.</param>
    /// <param name="isBesideDpf">Whether DPF carries the plan out.</param>
    public PlanInput ToPlanInput(IReadOnlyList<ServiceIpamResource> ipams, bool isBesideDpf)
    {
        var former = ServiceIpams.ToDictionary(static ipam => ipam.Key, StringComparer.Ordinal);
        var recreated = ipams.Where(ipam => SyncPlanner.IsModeSwitch(former.GetValueOrDefault(ipam.Key), ipam))
            .Select(static ipam => ipam.Key).ToHashSet(StringComparer.Ordinal);
        foreach (var key in recreated) former.Remove(key);
        return new PlanInput
        {
            ServiceIpams = ipams,
            Clusters = DpuClusters,
            Pools = [.. Pools],
            Nodes = [.. Nodes],
            HasNodes = KnowsNodes,
            Former = former,
            Recreated = recreated,
            RemovesFirst = !isBesideDpf,
            HeldShares = isBesideDpf ? [] : [.. ipams.SelectMany(HeldBy)],
            Pending = isBesideDpf ? [] : [.. ipams.SelectMany(PendingOf)],
        };
    }

    /// <summary>Clusters that an object does not serve any more, and that may go on handing out addresses of its range: those that
    /// are not selected and can't be read, those without a DPUCluster object, and those where a pool that is not the object's own
    /// records some of them.</summary>
    public IEnumerable<PendingReclaim> PendingOf(ServiceIpamResource ipam) =>
        NotServed(ipam).Where(pending => !Released.Contains(pending.Cluster));

    /// <summary>Those of them whose addresses somebody has let go by name.</summary>
    public IEnumerable<PendingReclaim> ReleasedOf(ServiceIpamResource ipam) =>
        NotServed(ipam).Where(pending => Released.Contains(pending.Cluster));

    private IEnumerable<PendingReclaim> NotServed(ServiceIpamResource ipam)
    {
        // An edit need not bring the status along.
        var live = ipam.Shares.Length > 0 ? ipam : ServiceIpams.FirstOrDefault(one => one.Key == ipam.Key) ?? ipam;
        foreach (var member in Members)
        {
            if (member.Key is not { } key || IsTarget(ipam, member) || !HasShare(live, key)) continue;
            const string left = "it is not selected any more";
            if (member.Error is { } error)
                yield return Keep(member, [], $"{left}, and whether its pool is gone can't be seen ({error.Message.TrimEnd('.')})");
            else if (ForeignIn(member) is { Length: > 0 } foreign)
                yield return KeepFor(member, [], foreign, left);
        }

        var gone = DoubtfulClusters.Count == 0 ? "its DPUCluster object is gone" : "its DPUCluster object is gone or can't be read";
        foreach (var member in Departed)
        {
            Pool[] pools = [.. member.Pools.Where(pool => HeldShare.IsOwned(ipam, pool))];
            var isStored = HasShare(live, member.Key!);
            if (ForeignIn(member) is { Length: > 0 } foreign)
            {
                yield return KeepFor(member, pools, foreign, gone);
            }
            else if (pools.Length > 0)
            {
                yield return Keep(member, pools, $"{gone}, and its {pools[0].Kind} {pools[0].Pool} is still there");
            }
            else if (isStored && member.Error is { } error && !IsRenamed(live, member.Key!))
            {
                yield return Keep(member, [],
                    $"{gone}, and whether its pool is can't be seen ({error.Message.TrimEnd('.')})");
            }
        }

        // They are nobody's to delete, so that what they record is in use for as long as they stand.
        Pool[] ForeignIn(DpuClusterState member) => HeldShare.OfStored(live, member.Key!) is { } stored
            ? [.. member.Pools.Where(pool => !HeldShare.IsOwned(ipam, pool) && stored.RecordedBy(pool).Any())]
            : [];

        PendingReclaim KeepFor(DpuClusterState member, IReadOnlyList<Pool> pools, Pool[] foreign, string why) => Keep(
            member, pools,
            $"{why}, and {foreign[0].Kind} {foreign[0].Pool} there, which is not the object's own, records some of them") with
            {
                Foreign = foreign,
            };

        PendingReclaim Keep(DpuClusterState member, IReadOnlyList<Pool> pools, string why)
        {
            var stored = HeldShare.OfStored(live, member.Key!);
            var shown = pools.Select(pool => HeldShare.Of(ipam, pool)).OfType<HeldShare>();
            return new PendingReclaim(
                ipam, member.Key!, HasShare(live, member.Key!), pools, stored is null ? [.. shown] : [stored, .. shown], why);
        }
    }

    /// <summary>Pools that nobody deletes with an object, and that record addresses of its stored shares, also in clusters that it
    /// serves: with the object goes what keeps these addresses from others. Pools of objects that are there are kept by those.</summary>
    public IEnumerable<Pool> LeftBehind(ServiceIpamResource ipam) => Members.SelectMany(member =>
        member.Key is { } key && HeldShare.OfStored(ipam, key) is { } stored
            ? member.Pools.Where(pool => !ServiceIpams.Any(owner => HeldShare.IsOwned(owner, pool)) && stored.RecordedBy(pool).Any())
            : []);

    private static bool HasShare(ServiceIpamResource ipam, string key) => Array.Exists(ipam.Shares, share => share.DpuCluster == key);

    private static bool IsTarget(ServiceIpamResource ipam, DpuClusterState member) =>
        member.Resource is null || LabelMatch.Matches(ipam.ClusterSelector, member.Resource.Labels);

    /// <summary>Whether another cluster shows the whole share by its pool, and has none of its own: the DPUCluster has another name
    /// now, and the share goes on under that.</summary>
    private bool IsRenamed(ServiceIpamResource ipam, string key) => HeldShare.OfStored(ipam, key) is { } stored
        && Members.Any(member => member is { Key: { } other, Error: null } && !HasShare(ipam, other)
            && member.Pools.Any(pool => HeldShare.Of(ipam, pool) is { } shown
                && shown.Family == stored.Family && stored.Ranges.Subtract(shown.Ranges).IsEmpty));

    /// <summary>What clusters may be handing out of an object's range beside the stored shares. Of a cluster that leaves and
    /// can be read, nothing: its pool is seen gone before its range is given away. Nor of pools of the other kind, which a
    /// switch of the mode has left.</summary>
    private IEnumerable<HeldShare> HeldBy(ServiceIpamResource ipam)
    {
        foreach (var pool in Stuck)
            if (HeldShare.Of(ipam, pool) is { } left) yield return left with { IsUndeleted = true };
        foreach (var pending in PendingOf(ipam))
            foreach (var held in pending.Held) yield return held;
        var kind = ipam.Mode == IpamMode.Subnet ? PoolKind.IPPool : PoolKind.CIDRPool;
        foreach (var member in Members)
        {
            if (!IsTarget(ipam, member)) continue;
            foreach (var pool in member.Pools)
                if (pool.Kind == kind && HeldShare.Of(ipam, pool) is { } shown) yield return shown;
        }
    }
}

/// <summary>What was read of one DPU cluster.</summary>
/// <param name="Key"><c>namespace/name</c> of its DPUCluster; null for a host cluster that is its own DPU cluster.</param>
/// <param name="Resource">Its DPUCluster; null for a host cluster that is its own DPU cluster.</param>
/// <param name="Cluster">The way to it; null when it could not be opened.</param>
/// <param name="Pools">Its pools.</param>
/// <param name="Nodes">Its nodes.</param>
/// <param name="Error">Why nothing, or not everything, could be read; null when all was.</param>
internal sealed record DpuClusterState(
    string? Key, DpuClusterResource? Resource, ICluster? Cluster, IReadOnlyList<Pool> Pools, IReadOnlyList<Node> Nodes,
    ClusterException? Error)
{
    /// <summary>How messages name the DPU cluster.</summary>
    public string Name => Key ?? Cluster?.Name ?? "";

    /// <summary>Whether nv-ipam allocates there; null unless it was asked.</summary>
    public NvIpamPresence? NvIpam { get; init; }
}
