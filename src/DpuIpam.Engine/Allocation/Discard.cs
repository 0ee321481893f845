namespace DpuIpam.Allocation;

/// <summary>A recorded allocation that nv-ipam drops, and why.</summary>
/// <param name="RecordedIndex">Its position in the status.</param>
/// <param name="Reason">The first rule it breaks.</param>
internal readonly record struct Discard(int RecordedIndex, DiscardReason Reason);

/// <summary>Why a recorded allocation is dropped (docs/upstream.md, 6.1, 7.3 and 7.4).</summary>
internal enum DiscardReason
{
    NodeNotSelected,
    Unreadable,
    Outside,
    Reversed,
    OffGrid,
    WrongSize,
    IsGateway,
    FullyExcluded,
    BlockTaken,
    StaticDiffers,
    StaticOfOther,
    GatewayDiffers,
    Conflict,
}
