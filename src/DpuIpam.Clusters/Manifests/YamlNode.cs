namespace DpuIpam.Clusters.Manifests;

internal enum YamlNodeKind : byte
{
    Scalar,
    Mapping,
    Sequence,
    Alias,
}

/// <summary>
/// One value of a YAML document, in a flat list in the order of the text: children follow their parent.
/// </summary>
internal struct YamlNode
{
    public YamlNodeKind Kind;

    /// <summary>A scalar that stood without quotes and tag.</summary>
    public bool Plain;

    /// <summary>A collection in brackets or braces.</summary>
    public bool IsFlow;

    /// <summary>A mapping with a merge key among its keys.</summary>
    public bool Merges;

    /// <summary>A list whose items were taken out while it was read.</summary>
    public bool Streamed;

    /// <summary>Index behind the last descendant; 0 while the node is still being read.</summary>
    public int End;

    /// <summary>The node that an alias stands for.</summary>
    public int Target;

    public int Line;

    public int Column;

    public string? Value;

    public string? Tag;

    /// <summary>A key that brings in another mapping's fields.</summary>
    public readonly bool IsMerge =>
        Kind == YamlNodeKind.Scalar && Value == "<<" && (Plain || Tag == YamlScalar.TagPrefix + "merge");
}
