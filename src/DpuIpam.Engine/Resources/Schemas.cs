using static DpuIpam.Resources.FieldSchema;

namespace DpuIpam.Resources;

/// <summary>The fields of every kind that is read here, all generations of the API together (docs/upstream.md, 2 and A).</summary>
internal static class Schemas
{
    private static readonly FieldSchema Range = Map(("startIP", Text.Required), ("endIP", Text.Required));

    private static readonly FieldSchema Routes = List(Map(("dst", Text.Required)));

    private static readonly FieldSchema Requirements =
        List(Map(("key", Text.Required), ("operator", Text.Required), ("values", List(Text))));

    private static readonly FieldSchema LabelSelector = Map(("matchLabels", TextMap), ("matchExpressions", Requirements));

    private static readonly FieldSchema NodeSelector = Map(
        ("nodeSelectorTerms", List(Map(("matchExpressions", Requirements), ("matchFields", Requirements))).Required));

    private static readonly FieldSchema Conditions = List(Map(
        ("type", Text), ("status", Text), ("reason", Text), ("message", Text), ("observedGeneration", Integer),
        ("lastTransitionTime", Text)));

    private static readonly FieldSchema Metadata = Map(
        ("name", Text), ("generateName", Text), ("namespace", Text), ("labels", TextMap), ("annotations", TextMap),
        ("uid", Text), ("resourceVersion", Text), ("generation", Integer), ("selfLink", Text),
        ("creationTimestamp", Text), ("deletionTimestamp", Text), ("deletionGracePeriodSeconds", Integer),
        ("finalizers", List(Text)),
        ("ownerReferences", List(Map(
            ("apiVersion", Text), ("kind", Text), ("name", Text), ("uid", Text), ("controller", Flag),
            ("blockOwnerDeletion", Flag)))),
        ("managedFields", Any));

    private static readonly FieldSchema SubnetMode = Map(
        ("subnet", Text.Required), ("gateway", Text.Required), ("perNodeIPCount", Integer.Required),
        ("excludeRanges", List(Range)), ("defaultGateway", Flag), ("routes", Routes), ("blocksPerDPUCluster", Integer32));

    private static readonly FieldSchema NetworkMode = Map(
        ("network", Text.Required), ("prefixSize", Integer32.Required), ("gatewayIndex", Integer32),
        ("exclusions", List(Text)), ("excludeRanges", List(Range)), ("allocations", TextMap), ("defaultGateway", Flag),
        ("routes", Routes), ("subnetsPerDPUCluster", Integer32));

    private static readonly FieldSchema PerNodeExclusions =
        List(Map(("startIndex", Integer32.Required), ("endIndex", Integer32.Required)));

    public static readonly FieldSchema ServiceIpam = Kind(
        Map(
            ("metadata", Map(("labels", TextMap), ("annotations", TextMap))),
            ("subnet", SubnetMode), ("ipv4Subnet", SubnetMode), ("network", NetworkMode), ("ipv4Network", NetworkMode),
            ("nodeSelector", NodeSelector), ("dpuClusterSelector", LabelSelector), ("clusterSelector", LabelSelector)),
        Map(
            ("observedGeneration", Integer), ("conditions", Conditions),
            ("dpuClusterAllocations", List(Map(("dpuCluster", Text), ("ipRanges", List(Range)))))));

    public static readonly FieldSchema IPPool = Kind(
        Map(
            ("subnet", Text.Required), ("perNodeBlockSize", Integer.Required), ("gateway", Text),
            ("exclusions", List(Range)), ("perNodeExclusions", PerNodeExclusions), ("nodeSelector", NodeSelector),
            ("defaultGateway", Flag), ("routes", Routes)).Required,
        Map(("allocations", List(Map(("nodeName", Text), ("startIP", Text), ("endIP", Text))))));

    public static readonly FieldSchema CidrPool = Kind(
        Map(
            ("cidr", Text.Required), ("perNodeNetworkPrefix", Integer32.Required), ("gatewayIndex", Integer32),
            ("staticAllocations", List(Map(("nodeName", Text), ("gateway", Text), ("prefix", Text.Required)))),
            ("exclusions", List(Range)), ("perNodeExclusions", PerNodeExclusions), ("nodeSelector", NodeSelector),
            ("defaultGateway", Flag), ("routes", Routes)).Required,
        Map(("allocations", List(Map(("nodeName", Text), ("prefix", Text), ("gateway", Text))))));

    /// <summary>Of a DPUCluster little is read here, and its schema grows with DPF.</summary>
    public static readonly FieldSchema DpuCluster = Kind(
        Map(("type", Text), ("maxNodes", Integer32), ("version", Text), ("kubeconfig", Text), ("clusterEndpoint", Any)).Open,
        Map(("phase", Text), ("version", Text), ("conditions", Conditions)));

    /// <summary>A Node, or a chain: its spec is not ours.</summary>
    public static readonly FieldSchema Other = Kind(Any, Any);

    /// <summary>The fields of a resource's kind.</summary>
    public static FieldSchema Of(Resource resource) => resource switch
    {
        ServiceIpamResource => ServiceIpam,
        IPPoolResource => IPPool,
        CidrPoolResource => CidrPool,
        DpuClusterResource => DpuCluster,
        _ => Other,
    };

    private static FieldSchema Kind(FieldSchema spec, FieldSchema status) => Map(
        ("apiVersion", Text), ("kind", Text), ("metadata", Metadata), ("spec", spec), ("status", status));
}
