using System.Collections;

namespace DpuIpam.Completion;

/// <summary>Completes names of DPUServiceIPAM objects of the connection.</summary>
public sealed class ServiceIpamCompleter : Completer
{
    private protected override IEnumerable<(string Text, string Tip)> Candidates(IDictionary boundParameters) =>
        LiveNames.Of(boundParameters)?.ServiceIpams ?? [];
}
