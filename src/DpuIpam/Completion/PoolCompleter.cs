using System.Collections;

namespace DpuIpam.Completion;

/// <summary>Completes names of pools of the connection.</summary>
public sealed class PoolCompleter : Completer
{
    private protected override IEnumerable<(string Text, string Tip)> Candidates(IDictionary boundParameters) =>
        LiveNames.Of(boundParameters)?.Pools ?? [];
}
