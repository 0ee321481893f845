namespace DpuIpam.Clusters;

/// <summary>Which objects of a kind a list or watch is about.</summary>
internal sealed record ListScope
{
    /// <summary>Every object of the kind.</summary>
    public static readonly ListScope All = new();

    /// <summary>One namespace; null for all.</summary>
    public string? Namespace { get; init; }

    /// <summary>Label selector in kubectl's form; null for any.</summary>
    public string? LabelSelector { get; init; }

    /// <summary>Names, labels and the rest of the metadata only: what planning needs of nodes, at a fraction of the bytes.</summary>
    public bool MetadataOnly { get; init; }
}
