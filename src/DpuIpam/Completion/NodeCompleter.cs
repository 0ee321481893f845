using System.Collections;

namespace DpuIpam.Completion;

/// <summary>Completes names of nodes of the connection.</summary>
public sealed class NodeCompleter : Completer
{
    private protected override IEnumerable<(string Text, string Tip)> Candidates(IDictionary boundParameters) =>
        LiveNames.Of(boundParameters)?.Nodes ?? [];
}
