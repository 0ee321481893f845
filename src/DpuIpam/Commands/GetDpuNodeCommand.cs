using System.Management.Automation;
using DpuIpam.Clusters;
using DpuIpam.Completion;
using DpuIpam.Connections;
using DpuIpam.Input;

namespace DpuIpam.Commands;

/// <summary>Gets the nodes of DPU clusters.</summary>
[Cmdlet(VerbsCommon.Get, "DpuNode")]
[OutputType(typeof(Node))]
public sealed class GetDpuNodeCommand : ClusterCmdlet
{
    private readonly List<string> _clusters = [];
    private bool _hasRecord;

    /// <summary>Names of nodes; wildcards are allowed.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NodeCompleter))]
    public string[] NodeName { get; set; } = ["*"];

    /// <summary>DPU clusters, by <c>namespace/name</c> or by name; wildcards are allowed.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ClusterCompleter))]
    public string[] Cluster { get; set => field = value ?? []; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        _hasRecord = true;
        _clusters.AddRange(Cluster.Where(static cluster => !string.IsNullOrEmpty(cluster)));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (!_hasRecord) return;
        var hasErrors = false;
        var names = new NameFilter(NodeName);
        var clusters = new NameFilter([.. _clusters.Distinct(StringComparer.Ordinal)]);
        var inventory = LiveInventory.Read(Work, Session, InventoryParts.Nodes, clusters, false, error =>
        {
            hasErrors = true;
            WriteError(error);
        });
        foreach (var member in inventory.Members)
            foreach (var node in member.Nodes)
                if (names.Matches(node.NodeName)) WriteObject(node);

        // What could not be read may have had the name.
        if (hasErrors) return;
        foreach (var name in names.NotFound) WriteError(Errors.NodeNotThere(name, Used.Name));
    }
}
