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
    /// <summary>Node names by the clusters that they are wanted in.</summary>
    private readonly Dictionary<string, (string[] Clusters, List<string> Names)> _wanted = new(StringComparer.Ordinal);

    private bool _isNamed;

    /// <summary>Names of nodes; wildcards are allowed.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NodeCompleter))]
    public string[] NodeName { get; set => field = value ?? ["*"]; } = ["*"];

    /// <summary>DPU clusters, by <c>namespace/name</c> or by name; wildcards are allowed.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ClusterCompleter))]
    public string[] Cluster { get; set => field = value ?? []; } = [];

    /// <inheritdoc/>
    protected override void BeginProcessing() => _isNamed = MyInvocation.BoundParameters.ContainsKey(nameof(NodeName));

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        string[] clusters = [.. Cluster.Where(static cluster => !string.IsNullOrEmpty(cluster))];
        var key = string.Join('\n', clusters);
        if (!_wanted.TryGetValue(key, out var wanted)) _wanted[key] = wanted = (clusters, []);
        wanted.Names.AddRange(NodeName);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_wanted.Count == 0) return;
        var hasErrors = false;
        var wanted = _wanted.Values
            .Select(static pair => (Clusters: new NameFilter(pair.Clusters), Names: new NameFilter([.. pair.Names]))).ToArray();
        var isEverywhere = _wanted.ContainsKey("");
        var clusters = new NameFilter(isEverywhere ? null : [.. _wanted.Values.SelectMany(static pair => pair.Clusters)]);
        var inventory = LiveInventory.Read(Work, Session, InventoryParts.Nodes, clusters, false, error =>
        {
            hasErrors = true;
            WriteError(error);
        });
        foreach (var member in inventory.Members)
        {
            var here = Array.FindAll(wanted, pair => pair.Clusters.MatchesCluster(member.Key ?? Used.Name));
            foreach (var node in member.Nodes)
            {
                // Each of them notes what it has found.
                var isWanted = false;
                foreach (var pair in here) isWanted |= pair.Names.Matches(node.NodeName);
                if (isWanted) WriteObject(node);
            }
        }

        // What could not be read may have had the name.
        if (hasErrors) return;
        // A name of the command line is meant for all records together, one of a record for its clusters.
        var missing = wanted.SelectMany(static pair => pair.Names.NotFound).GroupBy(static name => name, StringComparer.OrdinalIgnoreCase);
        foreach (var name in missing)
            if (!_isNamed || name.Count() == wanted.Length) WriteError(Errors.NodeNotThere(name.Key, Used.Name));
    }
}
