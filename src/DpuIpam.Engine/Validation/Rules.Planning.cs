using static DpuIpam.FindingSeverity;

namespace DpuIpam.Validation;

/// <summary>What a plan tells beyond validation: upstream's oddities (docs/upstream.md, 15) and our own advice.</summary>
internal static partial class Rules
{
    private const string Controller = "ipam-controller";
    private const string Daemon = "ipam-node";
    private const string Own = "DpuIpam";

    public static readonly Rule ShareNotPossible = new("ShareNotPossible", FindingSource.Dpf, Error,
        "DPF's controller must be able to cut the range into shares of DPU clusters.",
        "Correct what the message names; until then DPF changes no pool of this object.",
        "DPF DPUServiceIPAM controller, D");

    public static readonly Rule QuotaMissing = new("QuotaMissing", FindingSource.Dpf, Error,
        "More than one DPU cluster can't be served without a quota per cluster: DPF then changes no pool of the object.",
        "Select one cluster with dpuClusterSelector, or create the object anew with a quota: it can't be added later.",
        "DPF DPUServiceIPAM controller, C.4");

    public static readonly Rule ClusterSelectorInvalid = new("ClusterSelectorInvalid", FindingSource.Dpf, Error,
        "dpuClusterSelector must be a label selector that can be read: DPF's webhook does not look at it, and its controller"
        + " then fails in every pass.",
        "Use label keys and values, and In or NotIn with values, Exists or DoesNotExist without.",
        "DPF DPUServiceIPAM controller, C.3; meta/v1 LabelSelector");

    public static readonly Rule PoolLabelInvalid = new("PoolLabelInvalid", FindingSource.Dpf, Error,
        "Labels and annotations under spec.metadata must be such as the API server takes on the pool: DPF's webhook does not"
        + " look at them, and its controller then fails in every pass.",
        "Correct the key or value: letters, digits, '-', '_' and '.', 63 characters at most.",
        "DPF DPUServiceIPAM controller, C.8; API server");

    public static readonly Rule PartialShare = Ours("PartialShare", Warning,
        "A DPU cluster gets less than its quota, and nothing else says so.",
        "Grow the range, or take back exclusions.", Own);

    public static readonly Rule NextShare = Ours("NextShare", Information,
        "What is left of the range is less than the quota: the next DPU cluster gets a part of it, or none, and with none"
        + " DPF stops serving all clusters of the object.",
        "Grow the range before another cluster is selected.", Own);

    public static readonly Rule StaticNodeInTwoClusters = Ours("StaticNodeInTwoClusters", Error,
        "A node name that has a static prefix is in two DPU clusters: both nodes get the same prefix.",
        "Rename one of the nodes, or use one object per cluster.", Own);

    public static readonly Rule NodesWithoutCluster = Ours("NodesWithoutCluster", Warning,
        "Nodes whose DPU cluster is not known are planned in every cluster.",
        "Give nodes per cluster: -NodeCount with a hash table, or ConvertFrom-DpuManifest -Cluster.", Own);

    public static readonly Rule GatewayTakesBlock = Ours("GatewayTakesBlock", Warning,
        "With one address per node, the gateway takes a whole block: one node less fits than DPF counts.",
        "Exclude the gateway, so that DPF counts as nv-ipam does.", Own);

    public static readonly Rule GatewayOnEdge = Ours("GatewayOnEdge", Warning,
        "The gateway is the network or the broadcast address of its IPv4 subnet: DPF and nv-ipam take it, and no router"
        + " answers there.",
        "Choose an address between the two.", Own);

    public static readonly Rule SpecialRange = Ours("SpecialRange", Warning,
        "A pool hands out addresses that no host on a network may have: loopback, link-local, multicast, 0.0.0.0/8,"
        + " 240.0.0.0/4, ::, or IPv4-mapped ones.",
        "Choose another range, or exclude these addresses.", Own);

    public static readonly Rule NodeAddressInPool = Ours("NodeAddressInPool", Warning,
        "A pool hands out, or has as its gateway, an address that a node has: status.addresses of the Node says so. Looked at"
        + " are Node documents of files and folders; from API servers only names and labels of nodes are read.",
        "Move the range, or exclude the addresses of nodes.", Own);

    public static readonly Rule PodRangeOverlap = Ours("PodRangeOverlap", Warning,
        "A pool hands out addresses of a node's pod range: spec.podCIDRs of the Node says so. Looked at are Node documents of"
        + " files and folders; from API servers only names and labels of nodes are read.",
        "Move the range, or exclude the pod ranges.", Own);

    public static readonly Rule RangeOverlap = Ours("RangeOverlap", Warning,
        "Two pools hand out the same addresses; neither DPF nor nv-ipam looks at other pools.",
        "Move one of the ranges, or exclude the common part in one of them.", Own);

    public static readonly Rule PoolTwice = Ours("PoolTwice", Error,
        "Two DPUServiceIPAM objects make a pool of one name and kind in one DPU cluster: DPF writes it for one, then for the"
        + " other, and nv-ipam deals afresh each time.",
        "Give one of them another name override, or none.", Own);

    public static readonly Rule ReservedOverlap = Ours("ReservedOverlap", Warning,
        "A pool hands out addresses of a range that is given as reserved.",
        "Move the range, or exclude the common part.", Own);

    public static readonly Rule ChainWithoutPool = Ours("ChainWithoutPool", Warning,
        "A service chain asks for a pool by labels that no DPUServiceIPAM gives its pools: its pods wait for ever.",
        "Correct ipam.matchLabels of the chain, or spec.metadata.labels of the DPUServiceIPAM.", Own);

    public static readonly Rule NoClusterSelected = Ours("NoClusterSelected", Warning,
        "The DPU cluster selector matches none of the known DPU clusters: DPF makes no pool.",
        "Correct dpuClusterSelector, or the labels of the DPUCluster objects.", Own);

    public static readonly Rule PoolRemoved = Ours("PoolRemoved", Warning,
        "A pool of the object goes away: its cluster is not selected any more, it is of the other kind, or the object's pools have"
        + " another name.",
        "Drain the nodes that lose their addresses first; a sync deletes the pool only with -AllowDrop where there are any.", Own);

    public static readonly Rule UpstreamPanics = NvIpam("UpstreamPanics",
        "A v4-mapped IPv6 subnet larger than a /127 makes nv-ipam's controller panic in every pass in which a node needs a"
        + " block.",
        "Write the subnet as IPv4.", Controller + ", 15.3");

    public static readonly Rule MappedRange = NvIpam("MappedRange",
        "In a v4-mapped IPv6 range every request of a pod fails: for the daemon its addresses are IPv4, and its mask is not.",
        "Write the range as IPv4.", Daemon + ", 15.3");

    public static readonly Rule SearchNeverEnds = NvIpam("SearchNeverEnds",
        "nv-ipam's search for a free block would take practically for ever, and holds up all pools of its kind.",
        "Use smaller exclusions, a smaller range, or larger blocks; leave some position per node free.",
        Controller + ", 15.5");

    public static readonly Rule SearchGivesUp = NvIpam("SearchGivesUp", Warning,
        "nv-ipam finds no block behind an exclusion of 2^63 or more addresses, or in a v4-mapped range.",
        "Move the range instead of excluding its lower part.", Controller + ", 15.3 and 15.5");

    public static readonly Rule OverlappingExclusions = NvIpam("OverlappingExclusions",
        "Exclusions that overlap make every request of a pod fail: in an IPPool on all nodes, in a CIDRPool on the nodes"
        + " whose prefix they touch.",
        "Merge the exclusions. Those that only touch are fine.", Daemon + ", 15.8");

    public static readonly Rule ExclusionCutBackwards = NvIpam("ExclusionCutBackwards",
        "An exclusion that begins on a prefix's broadcast address, or ends on a network address, runs backwards on that"
        + " node and makes every request of a pod fail.",
        "Move the exclusion's end by one address.", Daemon + ", 15.9");

    public static readonly Rule ExclusionIgnored = NvIpam("ExclusionIgnored", Warning,
        "An exclusion that goes beyond both ends of a static prefix is ignored on its node.",
        "Exclude the prefix by itself, or give the node another one.", Daemon + ", 15.9");

    public static readonly Rule LongWalk = NvIpam("LongWalk", Warning,
        "The daemon of a node walks over excluded addresses one by one while all pods of the node wait.",
        "Use smaller exclusions, or a range that does not hold them.", Daemon + ", 15.6");

    public static readonly Rule PrefixText = NvIpam("PrefixText", Warning,
        "nv-ipam compares prefixes as text: one in other than the canonical form does not reserve its addresses.",
        "Write the prefix in canonical form: lower case, shortest, without leading zeros.", Controller + ", 15.1");

    public static readonly Rule NotAtRest = NvIpam("NotAtRest", Warning,
        "A second pass of nv-ipam would change the pool again, though nothing else does.",
        "Remove double entries of a node, and prefixes in other than canonical form.", Controller + ", 8.2");

    public static readonly Rule BroadcastInBlock = NvIpam("BroadcastInBlock", Warning,
        "A recorded block that ends on the broadcast address is kept, and the node hands that address out.",
        "Re-register the node while no pod uses the pool.", Controller + ", 15.4");

    public static readonly Rule StaticPrefixExcluded = NvIpam("StaticPrefixExcluded", Warning,
        "A static prefix that lies in an exclusion is given out all the same.",
        "Take the prefix out of the exclusions, or give the node another one.", Controller + ", 7.5.2");

    public static readonly Rule NodeUnallocated = NvIpam("NodeUnallocated", Warning,
        "A node that the pool selects gets nothing: no block is free.",
        "Grow the range, select fewer nodes, or exclude less.", Controller + ", 6.2 and 7.5");

    public static readonly Rule RecordDiscarded = NvIpam("RecordDiscarded", Warning,
        "nv-ipam discards recorded allocations that do not fit the pool.",
        "Look at the changes: a node that stays gets other addresses, and one that is gone or not selected loses its own.",
        Controller + ", 6.1 and 7.3");

    public static readonly Rule AddressTwice = Ours("AddressTwice", Error,
        "One address must not be in two nodes.",
        "Correct the prefixes or blocks named; both nodes hand the address out.", Own);

    public static readonly Rule GatewayInBlock = Ours("GatewayInBlock", Information,
        "The node that has the gateway in its block has one address less.",
        "Nothing, if the node can do without it.", Own);

    public static readonly Rule NoUsableAddress = Ours("NoUsableAddress", Warning,
        "A node has an allocation without one usable address.",
        "Exclude less, or use larger blocks.", Own);

    public static readonly Rule FewUsableAddresses = Ours("FewUsableAddresses", Warning,
        "Less than half of a node's addresses are usable.",
        "Exclude whole blocks instead of parts of them.", Own);

    public static readonly Rule CapacityReached = Ours("CapacityReached", Warning,
        "The pool is full: the next node gets nothing.",
        "Grow the range before another node joins.", Own);

    public static readonly Rule CapacityNearlyReached = Ours("CapacityNearlyReached", Warning,
        "At least 90 percent of the pool is allocated.",
        "Grow the range before it is full.", Own);

    public static readonly Rule SmallerFitsOne = Ours("SmallerFitsOne", Information,
        "At most a tenth fewer addresses per node would let more nodes fit. Told where the pool is full or nearly full (90"
        + " percent), and where one address less per node makes fit what the range divided by the size suggests: 16 blocks of"
        + " 255 in a /20, but only 15 of 256.",
        "Choose the number before the object is created: it can't be changed later.", Own);

    public static readonly Rule NodesWithoutLabels = Ours("NodesWithoutLabels", Information,
        "Nodes of which only the name is known are taken to match what a node selector asks of labels.",
        "Give Node documents with labels to have the selector applied.", Own);

    public static readonly Rule NoNodes = Ours("NoNodes", Information,
        "No node is known: the plan shows the capacity only.",
        "Give nodes with -Node or -NodeCount, or as documents.", Own);

    public static readonly Rule NodesFromStatus = Ours("NodesFromStatus", Information,
        "Where no node is given, those that the pool's status names are taken to be there.",
        "Give nodes with -Node or -NodeCount, or as documents, to see who joins or leaves.", Own);

    public static readonly Rule NodeNotSelected = Ours("NodeNotSelected", Information,
        "A node is selected by none of the pools of its DPU cluster, though others are: it gets no address.",
        "Nothing, if it needs none; else correct a selector, or the labels of the node.", Own);

    public static readonly Rule NoNodeSelected = Ours("NoNodeSelected", Warning,
        "The node selector matches none of the nodes.",
        "Correct the selector, or the labels of the nodes.", Own);
}
