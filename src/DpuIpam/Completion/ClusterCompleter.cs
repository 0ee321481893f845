using System.Collections;

namespace DpuIpam.Completion;

/// <summary>Completes names of clusters of the connection.</summary>
public sealed class ClusterCompleter : Completer
{
    private protected override IEnumerable<(string Text, string Tip)> Candidates(IDictionary boundParameters) =>
        LiveNames.Of(boundParameters)?.Clusters ?? [];
}
