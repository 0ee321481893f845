namespace DpuIpam.Allocation;

/// <summary>What one node gets: a block or a prefix.</summary>
/// <param name="NodeName">The node; null marks a place without an assignment while a pass runs.</param>
/// <param name="First">First address of the block or prefix.</param>
/// <param name="RecordedIndex">Position of the recorded allocation that was kept; -1 when it is new.</param>
/// <param name="PrefixText">The prefix as written, where it is not the canonical text (CIDRPool).</param>
/// <param name="GatewayText">The gateway, where it is not the computed one (CIDRPool).</param>
internal readonly record struct Assignment(
    string NodeName, UInt128 First, int RecordedIndex, string? PrefixText = null, string? GatewayText = null);
