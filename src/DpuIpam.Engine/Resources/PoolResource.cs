namespace DpuIpam.Resources;

/// <summary>An inclusive range of addresses as written.</summary>
internal readonly record struct RangeText(string StartIP, string EndIP);

/// <summary>An inclusive range of positions in a node's block or prefix.</summary>
internal readonly record struct IndexRange(int StartIndex, int EndIndex);

/// <summary>What nv-ipam's IPPool and CIDRPool have in common (docs/upstream.md, 2).</summary>
internal abstract class PoolResource : Resource
{
    protected PoolResource(ManifestDocument document)
        : base(document)
    {
        var spec = new FieldReader(document)["spec"];
        Exclusions = spec["exclusions"].List(ReadRange);
        PerNodeExclusions = spec["perNodeExclusions"].List(static range => new IndexRange(
            range["startIndex"].Int32() ?? 0, range["endIndex"].Int32() ?? 0));
        NodeSelector = SelectorReader.ReadNodeSelector(spec["nodeSelector"]);
        DefaultGateway = spec["defaultGateway"].Boolean();
        Routes = spec["routes"].List(static route => route["dst"].String() ?? "");
        HasAllocations = new FieldReader(document)["status"]["allocations"].Exists;
    }

    /// <summary>The range as written: <c>spec.subnet</c> or <c>spec.cidr</c>.</summary>
    public abstract string Network { get; }

    public RangeText[] Exclusions { get; }

    public IndexRange[] PerNodeExclusions { get; }

    public NodeSelector? NodeSelector { get; }

    public bool DefaultGateway { get; }

    public string[] Routes { get; }

    /// <summary>Whether the status has a list at all: an absent and an empty list differ (docs/upstream.md, 8.2).</summary>
    public bool HasAllocations { get; }

    /// <summary>Number of recorded allocations.</summary>
    public abstract int RecordedCount { get; }

    /// <summary>Node of the recorded allocation at a position of the status list.</summary>
    public abstract string RecordedNode(int index);

    private static RangeText ReadRange(FieldReader range) =>
        new(range["startIP"].String() ?? "", range["endIP"].String() ?? "");
}
