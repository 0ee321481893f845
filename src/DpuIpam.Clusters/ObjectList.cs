using DpuIpam.Resources;

namespace DpuIpam.Clusters;

/// <summary>Objects of a kind, and the version of the cluster at which they were so.</summary>
/// <param name="Items">The objects; each names its kind and apiVersion, whatever the server left out.</param>
/// <param name="ResourceVersion">Where a watch goes on from.</param>
internal sealed record ObjectList(IReadOnlyList<ManifestDocument> Items, string ResourceVersion)
{
    /// <summary>What lies beside them and can't be read, so that nobody knows for sure of what kind it is: the malformed documents
    /// of a folder. A server has none.</summary>
    public IReadOnlyList<ManifestException> Unreadable { get; init; } = [];

    /// <summary>Those of them that may be of this kind, as far as their text shows.</summary>
    public IReadOnlyList<ManifestException> Doubtful { get; init; } = [];
}
