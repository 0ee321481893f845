namespace DpuIpam.Resources;

/// <summary>An entry of an IPPool's status: the block of a node.</summary>
internal readonly record struct RecordedBlock(string NodeName, string StartIP, string EndIP);

/// <summary>nv-ipam's IPPool: one subnet, a block of addresses per node, one gateway (docs/upstream.md, 2.1).</summary>
internal sealed class IPPoolResource : PoolResource
{
    public IPPoolResource(ManifestDocument document)
        : base(document)
    {
        var spec = new FieldReader(document)["spec"];
        Network = spec["subnet"].String() ?? "";
        PerNodeBlockSize = spec["perNodeBlockSize"].Int64() ?? 0;
        Gateway = spec["gateway"].String() ?? "";
        Recorded = new FieldReader(document)["status"]["allocations"].List(static entry => new RecordedBlock(
            entry["nodeName"].String() ?? "", entry["startIP"].String() ?? "", entry["endIP"].String() ?? ""));
    }

    public override string Kind => ApiNames.IPPool;

    public override string Network { get; }

    public long PerNodeBlockSize { get; }

    /// <summary>The gateway as written; empty when absent.</summary>
    public string Gateway { get; }

    /// <summary><c>status.allocations</c>, in order.</summary>
    public RecordedBlock[] Recorded { get; }

    public override int RecordedCount => Recorded.Length;

    public override string RecordedNode(int index) => Recorded[index].NodeName;
}
