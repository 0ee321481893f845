using DpuIpam.Allocation;
using DpuIpam.Engine.Tests.Reference;

namespace DpuIpam.Engine.Tests.Properties;

/// <summary>What a pass works on.</summary>
internal sealed record Scenario(PoolSpec Spec, RecordedAllocations Recorded, Node[] Nodes)
{
    public PassResult Run() => PoolPass.Run(Spec.Read(), Recorded, Nodes);

    /// <summary>What a pass over this leaves in the status.</summary>
    public RecordedAllocations Written(PassResult result) => RecordedAllocations.Of(Spec.Read(), result);

    public override string ToString() => $"""

        {Spec.ToJson()}
        recorded{(Recorded.Exists ? "" : " (absent)")}: {string.Join(", ", ReferencePass.Lines(Recorded))}
        nodes: {string.Join(", ", Nodes.Select(static node => $"{node} {{{string.Join(' ', node.Labels!)}}}"))}
        """;
}
