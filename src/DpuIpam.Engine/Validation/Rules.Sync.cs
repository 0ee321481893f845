using static DpuIpam.FindingSeverity;

namespace DpuIpam.Validation;

/// <summary>What holds a write up, and what keeps an object from being ready.</summary>
internal static partial class Rules
{
    public static readonly Rule RenumberingRefused = Ours("RenumberingRefused", Error,
        "Renumbering a live node needs its own consent: its pods keep addresses that another node gets.",
        "Drain the nodes named, then allow it with -AllowRenumber; or choose values that move nobody.", Own);

    public static readonly Rule DropRefused = Ours("DropRefused", Error,
        "Taking an allocation away from a node needs its own consent: its pods keep addresses that another node may get.",
        "Drain the nodes named, then allow it with -AllowDrop.", Own);

    public static readonly Rule AddressInUse = Ours("AddressInUse", Error,
        "A node would get addresses that another node, pool or DPU cluster has. That is refused whatever is allowed.",
        "Move one of the ranges, or wait until the other has given the addresses up.", Own);

    public static readonly Rule BeingDeleted = Ours("BeingDeleted", Error,
        "The object is being deleted: nothing is made of it any more, and its pools go.",
        "Wait for its controller; where none runs, Remove-DpuServiceIpam finishes the deletion.", Own);

    public static readonly Rule ClusterUnreachable = Ours("ClusterUnreachable", Error,
        "A DPU cluster can't be read: what it hands out is not known, and nothing is written to it.",
        "Bring the cluster back, or correct its kubeconfig; the others are served meanwhile.", Own);

    public static readonly Rule ReclaimPending = Ours("ReclaimPending", Warning,
        "A DPU cluster that is no longer served, or whose DPUCluster object is gone, keeps its addresses: nobody has seen its pool"
        + " gone.",
        "Bring the cluster back, or delete its pool (one that lost its owner labels by hand may get them back), and sync again."
        + " Once it is gone for good, Sync-DpuPool -ReleaseCluster lets its addresses go.", Own);

    public static readonly Rule AllocationOutsideShare = Ours("AllocationOutsideShare", Error,
        "A node of a DPU cluster has addresses of another cluster's share. Versions of nv-ipam that ignore exclusions do"
        + " that.",
        "Update nv-ipam in that cluster before any other cluster is served.", Own);

    public static readonly Rule NotObserved = Ours("NotObserved", Information,
        "The object's controller has not acted on its newest spec yet.",
        "Wait; if it stays so, look at the controller.", Own);

    public static readonly Rule PoolMissing = Ours("PoolMissing", Warning,
        "A selected DPU cluster has no pool of the object.",
        "Wait for DPF, or sync without it.", Own);

    public static readonly Rule PoolDiffers = Ours("PoolDiffers", Warning,
        "A pool is not what its DPUServiceIPAM makes of it.",
        "Wait for DPF, or sync without it; Compare-DpuPool shows field by field.", Own);

    public static readonly Rule PoolLeft = Ours("PoolLeft", Warning,
        "A pool of the object is still where none is wanted any more.",
        "Wait for DPF, or sync without it.", Own);

    public static readonly Rule NodeNotServed = Ours("NodeNotServed", Information,
        "A node has no valid allocation yet.",
        "Wait for nv-ipam; if it stays so, look at its controller in that cluster.", Own);

    public static readonly Rule DpfStopped = Ours("DpfStopped", Warning,
        "DPF is installed and does not run: nobody makes the pools what they should be.",
        "Start DPF, or take over with Sync-DpuPool -TakeOverFromDpf.", Own);

    public static readonly Rule NvIpamAllocates = Ours("NvIpamAllocates", Error,
        "nv-ipam's controller gives nodes of a DPU cluster their addresses by itself: a second writer of the same status would fight"
        + " it.",
        "Leave out -Allocate: nv-ipam serves the nodes once the pools are written.", Own);

    public static readonly Rule StatusOfOthers = Ours("StatusOfOthers", Error,
        "The allocations of a pool were written by somebody else, who is no running nv-ipam.",
        "Make sure that nobody writes them any more, then take them over with Sync-DpuPool -Allocate -TakeOverStatus.", Own);

    public static readonly Rule NamespaceNotWatched = Ours("NamespaceNotWatched", Warning,
        "nv-ipam looks at the pools of one namespace only, and allocates nothing from a pool of another.",
        "Make the pool in the namespace that nv-ipam watches, or start nv-ipam with --ippools-namespace.", Own);

    public static readonly Rule ConditionReported = new("ConditionReported", FindingSource.Dpf, Information,
        "A condition of the object says what its controller is at.",
        "Look at what the message names.",
        "DPF DPUServiceIPAM controller, A.4");

    public static readonly Rule PoolEventReported = NvIpam("PoolEventReported", Warning,
        "nv-ipam reports an event about a pool.",
        "NoFreeRanges and NoFreePrefixes: grow the range or select fewer nodes. InvalidSpec: correct the field named.",
        Controller + ", 8.3");
}
