using DpuIpam.Resources;

namespace DpuIpam.Clusters.Manifests;

/// <summary>How much a text may ask of the reader: files are not trusted, and a small one can ask for a lot.</summary>
internal sealed record ManifestLimits
{
    public static readonly ManifestLimits Default = new();

    /// <summary>Size of a whole file in bytes.</summary>
    public int FileBytes { get; init; } = 256 << 20;

    /// <summary>
    /// Size of one object as JSON; what is larger, the API server refuses anyway. Items of a list count singly.
    /// </summary>
    public int ObjectBytes { get; init; } = 3 << 20;

    /// <summary>How deeply maps and lists of one object may be nested.</summary>
    public int Depth { get; init; } = DocumentTree.Depth;

    /// <summary>Values and characters that all aliases and merge keys of a file together may add.</summary>
    public int AliasExpansion { get; init; } = 10_000_000;

    /// <summary>YAML values held in memory at once: the object being read, and what its aliases may refer to.</summary>
    public int HeldValues { get; init; } = 10_000_000;

    /// <summary>Errors of one file that are told one by one; the others are counted.</summary>
    public int Errors { get; init; } = 100;

    /// <summary>Counted errors after which the rest of a file is not read.</summary>
    public int CountedErrors { get; init; } = 100_000;
}
