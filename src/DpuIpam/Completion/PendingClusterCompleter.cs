using System.Collections;

namespace DpuIpam.Completion;

/// <summary>Completes names of DPU clusters that are not served any more and keep addresses.</summary>
public sealed class PendingClusterCompleter : Completer
{
    private protected override IEnumerable<(string Text, string Tip)> Candidates(IDictionary boundParameters) =>
        LiveNames.Of(boundParameters)?.PendingClusters ?? [];
}
