using DpuIpam.Allocation;
using DpuIpam.Resources;

namespace DpuIpam.Engine.Tests.Reference;

/// <summary>One controller pass by docs/upstream.md, 8.2, over small pools: slow, plain, nothing shared with the engine
/// but the records that carry the input.</summary>
internal static class ReferencePass
{
    public static ReferenceAnswer Run(PoolResource pool, RecordedAllocations recorded, IReadOnlyList<Node> nodes)
    {
        if (!ReferenceValidation.IsValid(pool))
            return new ReferenceAnswer(false, RecordedAllocations.None(pool) with { Exists = true }, [], []);
        var selected = ReferenceSelection.SelectedNames(pool.NodeSelector, nodes);
        return pool is IPPoolResource ipPool
            ? ReferenceIPPool.Run(ipPool, recorded.Blocks!, selected)
            : ReferenceCidrPool.Run((CidrPoolResource)pool, recorded.Prefixes!, selected);
    }

    /// <summary>Whether the two lists differ in any element or in being there at all.</summary>
    public static bool Differ(RecordedAllocations before, RecordedAllocations after) =>
        before.Exists != after.Exists || !Lines(before).SequenceEqual(Lines(after));

    public static string[] Lines(RecordedAllocations recorded) => recorded.Blocks is not null
        ? [.. recorded.Blocks.Select(static block => $"{block.NodeName} {block.StartIP}-{block.EndIP}")]
        : [.. recorded.Prefixes!.Select(static prefix => $"{prefix.NodeName} {prefix.Prefix} {prefix.Gateway}")];
}
