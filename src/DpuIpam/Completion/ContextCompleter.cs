using System.Collections;
using System.Management.Automation;
using DpuIpam.Clusters.Api;

namespace DpuIpam.Completion;

/// <summary>Completes contexts of the kubeconfig files that the command line names, or of the default ones.</summary>
public sealed class ContextCompleter : Completer
{
    private protected override IEnumerable<(string Text, string Tip)> Candidates(IDictionary boundParameters)
    {
        var given = boundParameters["Kubeconfig"] is { } files ? LanguagePrimitives.ConvertTo<string[]>(files) : null;
        return KubeconfigFile.ContextNames(given).Select(static name => (name, name));
    }
}
