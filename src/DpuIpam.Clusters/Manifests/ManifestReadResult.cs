using DpuIpam.Resources;

namespace DpuIpam.Clusters.Manifests;

/// <summary>
/// What a text holds: its good documents, and an error for each bad one; both in the order of the text.
/// </summary>
/// <remarks>
/// A bad document does not take the good ones with it, before or after: what to do about it, the caller decides.
/// </remarks>
internal sealed record ManifestReadResult(
    IReadOnlyList<ManifestDocument> Documents, IReadOnlyList<ManifestException> Errors)
{
    /// <summary>Further errors, which were only counted.</summary>
    public int MoreErrors { get; init; }

    /// <summary>Whether so much was wrong that the rest was not read.</summary>
    public bool IsCut { get; init; }
}

/// <summary>A stretch of a text, and what was read of it.</summary>
internal readonly record struct ManifestChunk(Chunk Place, ManifestReadResult Result);
