namespace DpuIpam.Resources;

/// <summary>An entry of a CIDRPool's status: the prefix of a node. Texts, since upstream compares texts.</summary>
internal readonly record struct RecordedPrefix(string NodeName, string Prefix, string Gateway);

/// <summary>A static allocation; without a node name it only reserves the prefix.</summary>
internal readonly record struct StaticAllocation(string NodeName, string Gateway, string Prefix);

/// <summary>nv-ipam's CIDRPool: a subnet and a gateway per node (docs/upstream.md, 2.2).</summary>
internal sealed class CidrPoolResource : PoolResource
{
    public CidrPoolResource(ManifestDocument document)
        : base(document)
    {
        var spec = new FieldReader(document)["spec"];
        Network = spec["cidr"].String() ?? "";
        PerNodeNetworkPrefix = spec["perNodeNetworkPrefix"].Int32() ?? 0;
        GatewayIndex = spec["gatewayIndex"].Int32();
        StaticAllocations = spec["staticAllocations"].List(static entry => new StaticAllocation(
            entry["nodeName"].String() ?? "", entry["gateway"].String() ?? "", entry["prefix"].String() ?? ""));
        Recorded = new FieldReader(document)["status"]["allocations"].List(static entry => new RecordedPrefix(
            entry["nodeName"].String() ?? "", entry["prefix"].String() ?? "", entry["gateway"].String() ?? ""));
    }

    public override string Kind => ApiNames.CidrPool;

    public override string Network { get; }

    public int PerNodeNetworkPrefix { get; }

    /// <summary>Position of the gateway in a node's prefix; null: no gateway.</summary>
    public int? GatewayIndex { get; }

    public StaticAllocation[] StaticAllocations { get; }

    /// <summary><c>status.allocations</c>, in order.</summary>
    public RecordedPrefix[] Recorded { get; }

    public override int RecordedCount => Recorded.Length;

    public override string RecordedNode(int index) => Recorded[index].NodeName;
}
