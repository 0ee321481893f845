using DpuIpam.Clusters.Manifests;

namespace DpuIpam.Clusters.Folder;

/// <summary>A value of a YAML text and where it stands, in characters of the text.</summary>
internal sealed class YamlPlace
{
    public required YamlNodeKind Kind { get; init; }

    public required int Start { get; init; }

    /// <summary>Behind the last character that belongs to it; comments and blank lines behind do not.</summary>
    public int End { get; set; }

    /// <summary>Whether it stands in braces or brackets.</summary>
    public bool IsFlow { get; init; }

    /// <summary>Whether an anchor or a tag stands before it.</summary>
    public bool IsMarked { get; init; }

    /// <summary>A scalar as it is read; null for other values.</summary>
    public string? Text { get; init; }

    /// <summary>Items of a list; keys and values of a map in turn.</summary>
    public List<YamlPlace> Children { get; } = [];
}
