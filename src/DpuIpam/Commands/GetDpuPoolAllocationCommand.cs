using System.Management.Automation;
using DpuIpam.Clusters;
using DpuIpam.Completion;
using DpuIpam.Connections;
using DpuIpam.Input;
using DpuIpam.Planning;

namespace DpuIpam.Commands;

/// <summary>Lists which node has, or would get, which addresses.</summary>
[Cmdlet(VerbsCommon.Get, "DpuPoolAllocation", DefaultParameterSetName = InputSet)]
[OutputType(typeof(NodeAllocation))]
public sealed class GetDpuPoolAllocationCommand : ConnectedManifestCmdlet
{
    private readonly HashSet<(string? Cluster, string NodeName)> _givenNodes = [];
    private readonly HashSet<string> _givenClusters = new(StringComparer.Ordinal);
    private readonly List<ServiceIpam> _owners = [];
    private NameFilter? _nodes;
    private NameFilter? _pools;
    private NameFilter? _clusters;
    private bool _hasPools;

    /// <summary>Pools to list; wildcards are allowed.</summary>
    [Parameter]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(PoolCompleter))]
    public string[] Pool { get; set => field = value ?? []; } = [];

    /// <summary>DPU clusters to list; wildcards are allowed.</summary>
    [Parameter]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ClusterCompleter))]
    public string[] Cluster { get; set => field = value ?? []; } = [];

    /// <summary>Nodes to list; wildcards are allowed.</summary>
    [Parameter]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NodeCompleter))]
    public string[] NodeName { get; set => field = value ?? []; } = [];

    /// <summary>Changes to list; without it, everything but dropped allocations.</summary>
    [Parameter]
    public AllocationChange[] Change { get; set => field = value ?? []; } = [];

    private protected override string Wanted => "Plan, Pool, Node or Cluster objects, ServiceIpam objects of a connection, files, or paths of IPPool and CIDRPool manifests";

    /// <summary>The connection, or its name; without input and without it, the one that was opened last in this runspace.</summary>
    [Parameter(ParameterSetName = InputSet)]
    [ValidateNotNull]
    [ConnectionTransformation]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    public override Connection? Connection { get; set; }

    private NameFilter Nodes => _nodes ??= new NameFilter(NodeName);

    private NameFilter Pools => _pools ??= new NameFilter(Pool);

    private NameFilter Clusters => _clusters ??= new NameFilter(Cluster);

    private protected override string LineOf(string name) => $"Get-DpuPoolAllocation -Pool {name}";

    private protected override void Take(object item)
    {
        if (item is Pool pool) Write(pool);
        else if (item is ServiceIpam ipam) Input.Report(Errors.InputNotSupported(ipam, "a Plan of it (Get-DpuIpamPlan), or its pools"));
        else return;
        _hasPools = true;
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        Input.Complete();
        if (HasNoInput || _givenNodes.Count + _givenClusters.Count + _owners.Count > 0) WriteLive();
        else if (!_hasPools && !Input.HasErrors && ParameterSetName != InputSet) WriteError(Errors.NoPool());
    }

    private protected override void AddItem(object item)
    {
        switch (item)
        {
            case Plan plan: Write(plan); break;
            case Node node: _givenNodes.Add((node.Cluster, node.NodeName)); break;
            case Cluster cluster: _givenClusters.Add(cluster.Cluster); break;
            case ServiceIpam { Source: not null, IsForeseen: false } ipam: AddOwner(ipam, ipam.Source); break;
            default: base.AddItem(item); break;
        }
    }

    /// <summary>Pools know their owner by its name, which on another connection is another object's.</summary>
    private void AddOwner(ServiceIpam ipam, Connection source)
    {
        if (!Follow(ipam)) return;
        if (source.IsSame(Used)) _owners.Add(ipam);
        else Input.Report(Errors.OtherConnection(ipam, ipam.Name, source, Used));
    }

    private void Write(Plan plan)
    {
        if (!IsMeant(plan)) return;
        if (Change.Length == 0 || Change.Contains(AllocationChange.Kept)) Write(plan.Allocations);
        if (Change.Length == 0) return;
        Write(plan.Changes.Where(change => change.Change == AllocationChange.Dropped
            || !Change.Contains(AllocationChange.Kept)));
    }

    private void WriteLive()
    {
        foreach (var member in ReadPools(Clusters).Members)
        {
            var isGiven = HasNoInput || _givenClusters.Contains(member.Key ?? Used.Name);
            foreach (var pool in member.Pools)
            {
                if (!Pools.Matches(pool.Pool)) continue;
                Write(isGiven || _owners.Exists(owner => HeldShare.IsOwned(owner.Resource, pool))
                    ? pool.Allocations
                    : pool.Allocations.Where(IsOfNode));
            }
        }

        // What could not be read may have had the name.
        if (Input.HasErrors) return;
        foreach (var name in Pools.NotFound) WriteError(Errors.PoolNotFound(name, Used.Name));
    }

    /// <summary>A node that is given without its cluster is meant in each.</summary>
    private bool IsOfNode(NodeAllocation allocation) => _givenNodes.Contains((allocation.Cluster, allocation.NodeName))
        || _givenNodes.Contains((null, allocation.NodeName));

    private void Write(Pool pool)
    {
        if (IsMeant(pool)) Write(pool.Allocations);
    }

    private bool IsMeant(PoolReference pool) => Pools.Matches(pool.Pool)
        && (Cluster.Length == 0 || (pool.Cluster is { } cluster && Clusters.MatchesCluster(cluster)));

    private void Write(IEnumerable<NodeAllocation> allocations)
    {
        foreach (var allocation in allocations)
        {
            if (StopToken.IsCancellationRequested) return;
            if (Change.Length > 0 && !Change.Contains(allocation.Change)) continue;
            if (NodeName.Length == 0 || Nodes.Matches(allocation.NodeName)) WriteObject(allocation);
        }
    }
}
