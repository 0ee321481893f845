using System.Management.Automation;
using DpuIpam.Completion;
using DpuIpam.Input;
using DpuIpam.Planning;

namespace DpuIpam.Commands;

/// <summary>Plans which node gets which addresses, from manifests or for clusters, exactly as DPF and nv-ipam would decide.</summary>
[Cmdlet(VerbsCommon.Get, "DpuIpamPlan", DefaultParameterSetName = InputSet)]
[OutputType(typeof(Plan))]
public sealed class GetDpuIpamPlanCommand : ConnectedManifestCmdlet
{
    private PlanObjects? _objects;

    /// <summary>DPUServiceIPAM objects to plan; wildcards are allowed. Everything else is planned around them.</summary>
    [Parameter]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ServiceIpamCompleter))]
    public string[] Name { get; set => field = value ?? []; } = [];

    /// <summary>Nodes to plan for: names, or Node objects.</summary>
    [Parameter]
    [NodeTransformation]
    public Node[] Node { get; set => field = value ?? []; } = [];

    /// <summary>How many nodes to plan for: one number per cluster, or a hash table by cluster.</summary>
    [Parameter]
    [NodeCountTransformation]
    public NodeCount? NodeCount { get; set; }

    /// <summary>Names of counted nodes; {0} is the number.</summary>
    [Parameter]
    [ValidateNodeNamePattern]
    public string NodeNamePattern { get; set; } = "dpu-node-{0}";

    /// <summary>What if these nodes joined?</summary>
    [Parameter]
    [NodeTransformation]
    public Node[] AddNode { get; set => field = value ?? []; } = [];

    /// <summary>What if these nodes left?</summary>
    [Parameter]
    [ArgumentCompleter(typeof(PlanNodeCompleter))]
    public string[] RemoveNode { get; set => field = value ?? []; } = [];

    /// <summary>What if these Node objects were deleted and came back?</summary>
    [Parameter]
    [ArgumentCompleter(typeof(PlanNodeCompleter))]
    public string[] Reregister { get; set => field = value ?? []; } = [];

    /// <summary>Ranges in use elsewhere, which no pool should touch: CIDRs, or first and last address.</summary>
    [Parameter]
    [Alias("ReservedRanges")]
    [AddressRangeTransformation]
    public AddressRange[] ReservedRange { get; set; } = [];

    /// <summary>Ends in an error when a plan has this, after all plans were written: for pipelines.</summary>
    [Parameter]
    public PlanCondition[] FailOn { get; set => field = value ?? []; } = [];

    private PlanObjects Objects => _objects ??= new PlanObjects(Input.Report);

    private protected override string LineOf(string name) => $"Get-DpuIpamPlan -Name {name}";

    private protected override void Take(object item)
    {
        if (item is not ServiceIpam ipam || Follow(ipam)) Objects.Add(item);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        Input.Complete();
        if (!HasNoInput && Objects.ServiceIpams.Count + Objects.Pools.Count == 0)
        {
            if (!Input.HasErrors && (ParameterSetName != InputSet || Objects.Nodes.Count + Objects.Clusters.Count > 0))
                WriteError(Errors.NothingToPlan());
            return;
        }

        var source = new PlanSource(Objects, IsLive ? ReadSurroundings() : null);
        var nodes = CollectNodes(source);
        var all = Planner.Plan(source.Input with
        {
            Nodes = nodes,
            HasNodes = source.There.KnowsNodes || nodes.Count > 0 || NodeCount is not null,
            ReservedRanges = Array.ConvertAll(ReservedRange, static range => range.Reserved),
            AddedNodes = New(Objects.Resolve(AddNode), nodes, source),
            RemovedNodes = Known(RemoveNode, nodes, source),
            ReregisteredNodes = Known(Reregister, nodes, source),
        }, StopToken);
        var names = new NameFilter(Name);
        var plans = all
            .Where(plan => source.IsMeant(plan) && (Name.Length == 0 || (plan.Content.Origin is { } origin && names.Matches(origin.Name))))
            .Select(plan => IsLive ? new Plan(plan.Content) { Source = Used } : plan)
            .ToArray();
        foreach (var plan in plans) WriteObject(plan);
        ReportNotFound(names);
        PlanConditions.Check(plans, FailOn, ThrowTerminatingError);
    }

    private void ReportNotFound(NameFilter names)
    {
        // What could not be read may have had the name.
        if (Input.HasErrors) return;
        foreach (var name in names.NotFound)
            WriteError(IsLive ? Errors.ServiceIpamNotThere(name, Used.Name) : Errors.ServiceIpamNotFound(name));
    }

    /// <summary>Nodes that are given take the place of those that are there.</summary>
    private List<Node> CollectNodes(PlanSource source)
    {
        var nodes = new List<Node>();
        var names = new HashSet<(string?, string)>();
        var clusters = source.Clusters.ConvertAll(static cluster => cluster.Key);
        var counted = NodeCount is null ? [] : NodeCount.Nodes(NodeNamePattern, clusters);
        var isGiven = Node.Length > 0 || NodeCount is not null;
        var read = isGiven && Objects.Nodes.Count == 0 ? [] : source.Nodes;
        foreach (var node in read.Concat(Objects.Resolve(Node.Concat(counted))))
        {
            if (names.Add((node.Cluster, node.NodeName))) nodes.Add(node);
            else WriteError(Errors.DuplicateNode(node));
        }

        return nodes;
    }

    /// <summary>Nodes that are not there yet; one that is gets an error of its own.</summary>
    private List<Node> New(List<Node> added, List<Node> nodes, PlanSource source)
    {
        var result = new List<Node>(added.Count);
        foreach (var node in added)
        {
            var isThere = nodes.Concat(result).Any(other => other.NodeName == node.NodeName
                && (node.Cluster is null || other.Cluster is null || node.Cluster == other.Cluster));
            if (isThere || (nodes.Count == 0 && StatusNodes(source).Contains(node.NodeName))) WriteError(Errors.DuplicateNode(node));
            else result.Add(node);
        }

        return result;
    }

    /// <summary>Where no node is given, those of the pools' status are planned.</summary>
    private HashSet<string> StatusNodes(PlanSource source) => source.There.KnowsNodes || NodeCount is not null
        ? []
        : source.Pools.SelectMany(static pool => pool.Allocations).Select(static a => a.NodeName).ToHashSet(StringComparer.Ordinal);

    /// <summary>Names of nodes that are there; a name that is not gets an error of its own.</summary>
    private string[] Known(string[] names, List<Node> nodes, PlanSource source)
    {
        if (names.Length == 0) return names;
        var known = nodes.Select(static node => node.NodeName).ToHashSet(StringComparer.Ordinal);
        if (nodes.Count == 0) known.UnionWith(StatusNodes(source));
        foreach (var name in names)
            if (!known.Contains(name)) WriteError(Errors.NodeNotFound(name));
        return Array.FindAll(names, known.Contains);
    }
}
