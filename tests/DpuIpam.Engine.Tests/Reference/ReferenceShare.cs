namespace DpuIpam.Engine.Tests.Reference;

/// <summary>A cluster's share and the exclusions of its pool: ranges as texts, a blank between them.</summary>
internal sealed record ReferenceShare(string Cluster, string Ranges, string Exclusions, int BlockCount);

/// <param name="Error">What the message must contain; null when every cluster has a share.</param>
/// <param name="Shares">In the order of the clusters; empty after an error.</param>
/// <param name="FreeBlocks">Blocks that nobody took and that nothing reserves.</param>
internal sealed record ReferenceShareAnswer(string? Error, ReferenceShare[] Shares, int FreeBlocks);

/// <summary>The whole object gets no shares.</summary>
/// <param name="message">The specified part of the message; empty when the specification names none.</param>
internal sealed class ReferenceShareException(string message) : Exception(message);
