using System.Management.Automation;
using DpuIpam.Input;

namespace DpuIpam.Commands;

/// <summary>Turns YAML or JSON manifests into objects.</summary>
[Cmdlet(VerbsData.ConvertFrom, "DpuManifest", DefaultParameterSetName = InputSet)]
[OutputType(typeof(ServiceIpam), typeof(Pool), typeof(Node), typeof(Cluster))]
public sealed class ConvertFromDpuManifestCommand : ManifestCmdlet
{
    private readonly List<string> _lines = [];

    private protected override string Wanted => "text of manifests, or files";

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        base.ProcessRecord();
        WriteCollected();
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => WriteLines();

    /// <summary>Single lines, as Get-Content gives them, make one text; a text of several lines is one by itself.</summary>
    private protected override void AddItem(object item)
    {
        if ((item is PSObject wrapped ? wrapped.BaseObject : item) is not string text)
        {
            WriteLines();
            base.AddItem(item);
        }
        else if (text.Contains('\n', StringComparison.Ordinal))
        {
            WriteLines();
            foreach (var found in Input.Read(text)) WriteObject(found);
        }
        else
        {
            _lines.Add(text);
        }
    }

    private void WriteLines()
    {
        if (_lines.Count == 0) return;
        foreach (var found in Input.Read(string.Join('\n', _lines))) WriteObject(found);
        _lines.Clear();
    }

    private void WriteCollected()
    {
        foreach (var ipam in Input.ServiceIpams) WriteObject(ipam);
        foreach (var cluster in Input.Clusters) WriteObject(cluster);
        foreach (var pool in Input.Pools) WriteObject(pool);
        foreach (var node in Input.Nodes) WriteObject(node);
        Input.ServiceIpams.Clear();
        Input.Clusters.Clear();
        Input.Pools.Clear();
        Input.Nodes.Clear();
    }
}
