using System.Collections;
using DpuIpam.Input;

namespace DpuIpam.Completion;

/// <summary>Completes names of nodes of a plan: those that the command line itself gives, by -Node or -NodeCount, else
/// those of the connection.</summary>
public sealed class PlanNodeCompleter : Completer
{
    private protected override int Most => 100;

    private protected override IEnumerable<(string Text, string Tip)> Candidates(IDictionary boundParameters)
    {
        if (!boundParameters.Contains("Node") && !boundParameters.Contains("NodeCount"))
            return LiveNames.Of(boundParameters)?.Nodes ?? [];
        var nodes = new NodeTransformationAttribute().Transform(null!, boundParameters["Node"]) as Node[] ?? [];
        var pattern = boundParameters["NodeNamePattern"] as string ?? "dpu-node-{0}";
        var counted = boundParameters["NodeCount"] is { } count ? NodeCount.Of(PowerShellTree.Unwrap(count)).Nodes(pattern, []) : [];
        return nodes.Concat(counted).Select(static node => (node.NodeName, node.NodeName));
    }
}
