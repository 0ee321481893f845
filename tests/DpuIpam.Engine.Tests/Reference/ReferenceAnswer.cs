using DpuIpam.Allocation;
using DpuIpam.Resources;

namespace DpuIpam.Engine.Tests.Reference;

/// <summary>What a pass leaves behind, by the reference.</summary>
/// <param name="IsValid">Whether the spec is; if not, everything is dropped.</param>
/// <param name="Written">The status afterwards.</param>
/// <param name="Unserved">Nodes that match and get nothing.</param>
/// <param name="Discards">Recorded entries that break a rule, and the first one they break.</param>
internal sealed record ReferenceAnswer(
    bool IsValid, RecordedAllocations Written, string[] Unserved, Discard[] Discards);
