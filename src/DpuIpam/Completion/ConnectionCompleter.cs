using System.Collections;
using DpuIpam.Connections;

namespace DpuIpam.Completion;

/// <summary>Completes names of the runspace's connections.</summary>
public sealed class ConnectionCompleter : Completer
{
    private protected override IEnumerable<(string Text, string Tip)> Candidates(IDictionary boundParameters) =>
        OpenConnections.Here.All.Select(static connection => (connection.Name, connection.ToString()));
}
