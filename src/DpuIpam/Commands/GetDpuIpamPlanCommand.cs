using System.Management.Automation;
using DpuIpam.Input;
using DpuIpam.Planning;

namespace DpuIpam.Commands;

/// <summary>Plans which node gets which addresses, exactly as DPF and nv-ipam would decide. Writes nothing.</summary>
[Cmdlet(VerbsCommon.Get, "DpuIpamPlan", DefaultParameterSetName = InputSet)]
[OutputType(typeof(Plan))]
public sealed class GetDpuIpamPlanCommand : ManifestCmdlet
{
    /// <summary>Nodes to plan for: names, or Node objects.</summary>
    [Parameter]
    [NodeTransformation]
    public Node[] Node { get; set; } = [];

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
    public Node[] AddNode { get; set; } = [];

    /// <summary>What if these nodes left?</summary>
    [Parameter]
    [ArgumentCompleter(typeof(Completion.ManifestNodeCompleter))]
    public string[] RemoveNode { get; set; } = [];

    /// <summary>What if these Node objects were deleted and came back?</summary>
    [Parameter]
    [ArgumentCompleter(typeof(Completion.ManifestNodeCompleter))]
    public string[] Reregister { get; set; } = [];

    /// <summary>Ends in an error when a plan has this, after all plans were written: for pipelines.</summary>
    [Parameter]
    public PlanCondition[] FailOn { get; set; } = [];

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (!Input.HasPools)
        {
            if (!Input.HasErrors && (ParameterSetName != InputSet || Input.Nodes.Count + Input.Clusters.Count > 0))
                WriteError(Errors.NothingToPlan());
            return;
        }

        var nodes = CollectNodes();
        var plans = Planner.Plan(new PlanInput
        {
            ServiceIpams = [.. Input.ServiceIpams.Select(static ipam => ipam.Resource)],
            Pools = Input.Pools,
            Clusters = [.. Input.Clusters.Select(static cluster => cluster.Resource)],
            Nodes = nodes,
            AddedNodes = AddNode,
            RemovedNodes = Known(RemoveNode, nodes),
            ReregisteredNodes = Known(Reregister, nodes),
        });
        foreach (var plan in plans) WriteObject(plan);
        PlanConditions.Check(plans, FailOn, ThrowTerminatingError);
    }

    private List<Node> CollectNodes()
    {
        var nodes = new List<Node>();
        var names = new HashSet<(string?, string)>();
        var counted = NodeCount is null ? [] : NodeCount.Nodes(NodeNamePattern);
        foreach (var node in Input.Nodes.Concat(Node).Concat(counted))
        {
            if (names.Add((node.Cluster, node.NodeName))) nodes.Add(node);
            else WriteError(Errors.DuplicateNode(node));
        }

        return nodes;
    }

    /// <summary>Names of nodes that are there; a name that is not gets an error of its own.</summary>
    private string[] Known(string[] names, List<Node> nodes)
    {
        if (names.Length == 0) return names;
        var known = nodes.Select(static node => node.NodeName).ToHashSet(StringComparer.Ordinal);
        foreach (var name in names)
            if (!known.Contains(name)) WriteError(Errors.NodeNotFound(name));
        return Array.FindAll(names, known.Contains);
    }
}
