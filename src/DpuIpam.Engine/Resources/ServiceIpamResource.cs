using System.Text.Json;

namespace DpuIpam.Resources;

/// <summary>A stored share of <c>status.dpuClusterAllocations</c>: the cluster's key and its ranges.</summary>
internal sealed record StoredShare(string DpuCluster, RangeText[] Ranges);

/// <summary>A condition of an object's status.</summary>
internal sealed record StoredCondition(
    string Type, string Status, string Reason, string Message, long? ObservedGeneration, string LastTransitionTime);

/// <summary>DPF's DPUServiceIPAM in any generation of its API (docs/upstream.md, A).</summary>
internal sealed class ServiceIpamResource : Resource
{
    public ServiceIpamResource(ManifestDocument document)
        : base(document)
    {
        var spec = new FieldReader(document)["spec"];
        ModeFieldsSet = Array.FindAll(ApiNames.ModeFields, field => spec[field].Exists);
        ModeField = ModeFieldsSet.Count == 0 ? null : ModeFieldsSet[0];
        Mode = ModeField is "network" or "ipv4Network" ? IpamMode.Network : IpamMode.Subnet;
        PoolLabels = spec["metadata"]["labels"].StringMap() ?? EmptyMap;
        PoolAnnotations = spec["metadata"]["annotations"].StringMap() ?? EmptyMap;
        NodeSelector = SelectorReader.ReadNodeSelector(spec["nodeSelector"]);
        ClusterSelector = SelectorReader.ReadLabelSelector(spec["dpuClusterSelector"]);
        DeprecatedClusterSelector = SelectorReader.ReadLabelSelector(spec["clusterSelector"]);

        var mode = spec[ModeField ?? ApiNames.ModeFields[0]];
        if (Mode == IpamMode.Network)
        {
            Network = mode["network"].String() ?? "";
            PrefixSize = mode["prefixSize"].Int32() ?? 0;
            GatewayIndex = mode["gatewayIndex"].Int32();
            Exclusions = mode["exclusions"].List(static address => address.String() ?? "");
            Allocations = mode["allocations"].StringMap() ?? EmptyMap;
            Quota = mode["subnetsPerDPUCluster"].Int32();
        }
        else
        {
            Network = mode["subnet"].String() ?? "";
            Gateway = mode["gateway"].String();
            PerNodeIPCount = mode["perNodeIPCount"].Int64() ?? 0;
            Exclusions = [];
            Allocations = EmptyMap;
            Quota = mode["blocksPerDPUCluster"].Int32();
        }

        ExcludeRanges = mode["excludeRanges"].List(static range => new RangeText(
            range["startIP"].String() ?? "", range["endIP"].String() ?? ""));
        DefaultGateway = mode["defaultGateway"].Boolean();
        Routes = mode["routes"].List(static route => route["dst"].String() ?? "");

        var status = new FieldReader(document)["status"];
        ObservedGeneration = status["observedGeneration"].Int64();
        HasShareList = status["dpuClusterAllocations"].Exists;
        Shares = status["dpuClusterAllocations"].List(static entry => new StoredShare(
            entry["dpuCluster"].String() ?? "",
            entry["ipRanges"].List(static range => new RangeText(
                range["startIP"].String() ?? "", range["endIP"].String() ?? ""))));
        Conditions = status["conditions"].List(static condition => new StoredCondition(
            condition["type"].String() ?? "", condition["status"].String() ?? "",
            condition["reason"].String() ?? "", condition["message"].String() ?? "",
            condition["observedGeneration"].Int64(), condition["lastTransitionTime"].String() ?? ""));
    }

    public override string Kind => ApiNames.ServiceIpam;

    /// <summary>The key by which objects are told apart: <c>namespace/name</c>.</summary>
    public string Key => $"{Namespace}/{Name}";

    /// <summary>The mode field that counts; null when the object has none.</summary>
    public string? ModeField { get; }

    /// <summary>All mode fields the object carries; more than one is refused by DPF.</summary>
    public IReadOnlyList<string> ModeFieldsSet { get; }

    public IpamMode Mode { get; }

    /// <summary>The parent range as written.</summary>
    public string Network { get; }

    public int PrefixSize { get; }

    public int? GatewayIndex { get; }

    /// <summary>Single excluded addresses: network mode, deprecated by <see cref="ExcludeRanges"/>.</summary>
    public string[] Exclusions { get; }

    public RangeText[] ExcludeRanges { get; }

    /// <summary>Static prefix per node name: network mode.</summary>
    public IReadOnlyDictionary<string, string> Allocations { get; }

    /// <summary>Gateway of the subnet: subnet mode.</summary>
    public string? Gateway { get; }

    public long PerNodeIPCount { get; }

    /// <summary>Subnets or blocks per DPU cluster; null: one cluster takes the whole range.</summary>
    public int? Quota { get; }

    public bool DefaultGateway { get; }

    public string[] Routes { get; }

    public IReadOnlyDictionary<string, string> PoolLabels { get; }

    public IReadOnlyDictionary<string, string> PoolAnnotations { get; }

    public NodeSelector? NodeSelector { get; }

    public LabelSelector? ClusterSelector { get; }

    /// <summary><c>spec.clusterSelector</c>, which no version of DPF has ever honoured.</summary>
    public LabelSelector? DeprecatedClusterSelector { get; }

    public StoredShare[] Shares { get; }

    /// <summary>Whether the status has a list of shares at all: an absent and an empty one differ.</summary>
    public bool HasShareList { get; }

    public StoredCondition[] Conditions { get; }

    /// <summary>The generation that its controller has seen; null before its first pass.</summary>
    public long? ObservedGeneration { get; }

    /// <summary>Name of the pools: the object's own, or the override annotation's (C.9).</summary>
    public string PoolName => Annotations.TryGetValue(ApiNames.NameOverrideAnnotation, out var name) ? name : Name;

    /// <summary>Path of a field of the mode object, for errors.</summary>
    public string ModePath(string field) => $"spec.{ModeField ?? "network"}.{field}";

    /// <summary>The tree of <c>spec.nodeSelector</c>, passed on to the pool unchanged.</summary>
    public bool TryGetNodeSelectorTree(out JsonElement selector) =>
        (selector = DocumentTree.Field(DocumentTree.Field(Root, "spec"), "nodeSelector")).ValueKind == JsonValueKind.Object;
}
