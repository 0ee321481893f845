using System.Management.Automation;
using DpuIpam.Clusters;
using DpuIpam.Completion;
using DpuIpam.Connections;
using DpuIpam.Input;
using DpuIpam.Planning;

namespace DpuIpam.Commands;

/// <summary>Gets IPPools and CIDRPools of DPU clusters, or from manifests.</summary>
[Cmdlet(VerbsCommon.Get, "DpuPool", DefaultParameterSetName = LiveSet)]
[OutputType(typeof(Pool))]
public sealed class GetDpuPoolCommand : ClusterCmdlet
{
    private const string LiveSet = "Live";
    private const string InputSet = "InputObject";
    private const string Wanted = "ServiceIpam, Cluster or Pool objects, files, or paths";

    private readonly HashSet<string> _clusters = new(StringComparer.Ordinal);
    private readonly List<ServiceIpam> _owners = [];
    private ManifestInput? _input;
    private PlanObjects? _objects;
    private NameFilter? _pools;
    private NameFilter? _namespaces;
    private NameFilter? _ofClusters;

    /// <summary>Names of pools; wildcards are allowed.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(PoolCompleter))]
    public string[] Pool { get; set; } = ["*"];

    /// <summary>DPU clusters, by <c>namespace/name</c> or by name; wildcards are allowed.</summary>
    [Parameter(ParameterSetName = LiveSet)]
    [Parameter(ParameterSetName = InputSet)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ClusterCompleter))]
    public string[] Cluster { get; set => field = value ?? []; } = [];

    /// <summary>Namespaces of pools; wildcards are allowed.</summary>
    [Parameter]
    [SupportsWildcards]
    public string[] Namespace { get; set => field = value ?? []; } = [];

    /// <summary>Pools of this kind.</summary>
    [Parameter]
    public PoolKind? Kind { get; set; }

    /// <summary>The connection, or its name; without it, the one that was opened last in this runspace.</summary>
    [Parameter(ParameterSetName = LiveSet)]
    [Parameter(ParameterSetName = InputSet)]
    [ValidateNotNull]
    [ConnectionTransformation]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    public override Connection? Connection { get; set; }

    /// <summary>Files or folders; wildcards are expanded.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Path")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>Files or folders, taken as they are.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "LiteralPath")]
    [ValidateNotNullOrEmpty]
    [Alias("PSPath", "LP")]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>Clusters or objects whose pools are wanted; pools, files or paths.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = InputSet)]
    [AllowNull]
    [InputTransformation]
    public object? InputObject { get; set; }

    private protected override bool TakesPath => true;

    private ManifestInput Input => _input ??= new ManifestInput(this, Take, null, StopToken);

    private NameFilter Pools => _pools ??= new NameFilter(Pool);

    private NameFilter Namespaces => _namespaces ??= new NameFilter(Namespace);

    private NameFilter OfClusters => _ofClusters ??= new NameFilter(Cluster);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var path in Path) Input.AddPath(path);
        foreach (var path in LiteralPath) Input.AddLiteralPath(path);
        foreach (var item in PipelineItems.Of(InputObject))
        {
            if (item is Cluster cluster) _clusters.Add(cluster.Cluster);
            else if (item is ServiceIpam ipam) AddOwner(ipam);
            else if (item is Node) Input.Report(Errors.InputNotSupported(item, Wanted));
            else Input.Add(item, Wanted);
        }
    }

    private void AddOwner(ServiceIpam ipam)
    {
        if (ipam.Source is { } source && !source.IsSame(Used)) Input.Report(Errors.OtherConnection(ipam, ipam.Name, source, Used));
        else _owners.Add(ipam);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        Input.Complete();
        var isLive = ParameterSetName == LiveSet || _clusters.Count + _owners.Count > 0;
        if (isLive) WriteLive();

        // What could not be read may have had the name.
        if (Input.HasErrors || (ParameterSetName == InputSet && !isLive)) return;
        foreach (var name in Pools.NotFound) WriteError(Errors.PoolNotFound(name, isLive ? Used.Name : null));
    }

    private void WriteLive()
    {
        var clusters = OfClusters;
        if (ParameterSetName == InputSet && _owners.Count == 0)
        {
            // Of the clusters given, those that are named.
            string[] meant = [.. _clusters.Where(OfClusters.MatchesCluster)];
            if (meant.Length == 0) return;
            clusters = new NameFilter(meant);
        }

        var inventory = LiveInventory.Read(Work, Session, InventoryParts.Pools, clusters, false, Input.Report);
        foreach (var member in inventory.Members)
        {
            var isGiven = ParameterSetName == LiveSet || _clusters.Contains(member.Key ?? Used.Name);
            foreach (var pool in member.Pools)
            {
                if (isGiven || _owners.Exists(owner => HeldShare.IsOwned(owner.Resource, pool)))
                    Write(new Pool(pool.Resource, pool.Cluster) { Source = Used });
            }
        }
    }

    private void Take(object item)
    {
        if (item is not Pool pool) return;
        if (ParameterSetName != InputSet && !(_objects ??= new PlanObjects(Input.Report)).Add(pool)) return;
        if (Cluster.Length == 0 || (pool.Cluster is { } cluster && OfClusters.MatchesCluster(cluster))) Write(pool);
    }

    private void Write(Pool pool)
    {
        if ((Kind is null || Kind == pool.Kind) && Namespaces.Matches(pool.Namespace) && Pools.Matches(pool.Pool)) WriteObject(pool);
    }
}
