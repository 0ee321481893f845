using System.Management.Automation;
using DpuIpam.Resources;

namespace DpuIpam.Commands;

/// <summary>Turns YAML or JSON manifests into objects.</summary>
[Cmdlet(VerbsData.ConvertFrom, "DpuManifest", DefaultParameterSetName = InputSet)]
[OutputType(typeof(ServiceIpam), typeof(Pool), typeof(Node), typeof(Cluster))]
public sealed class ConvertFromDpuManifestCommand : ManifestCmdlet
{
    private readonly List<string> _lines = [];

    /// <summary>The DPU cluster that the pools and nodes are in: <c>namespace/name</c> or its name.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Cluster { get; set; }

    private protected override string Wanted => "text of manifests, or files";

    private protected override string? InputCluster => Cluster;

    private protected override void Take(object item)
    {
        if (item is ServiceChainResource chain) WriteVerbose($"{chain.Document.Location}: passed over, {chain} is no object here.");
        else WriteObject(item);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        WriteLines();
        Input.Complete();
    }

    /// <summary>Single lines, as Get-Content gives them, make one text; a text of several lines is one by itself.</summary>
    private protected override void AddItem(object item)
    {
        if (item is not string text)
        {
            WriteLines();
            base.AddItem(item);
        }
        else if (text.Contains('\n', StringComparison.Ordinal))
        {
            WriteLines();
            Input.AddText(text);
        }
        else
        {
            _lines.Add(text);
        }
    }

    private void WriteLines()
    {
        if (_lines.Count == 0) return;
        Input.AddText(string.Join('\n', _lines));
        _lines.Clear();
    }
}
