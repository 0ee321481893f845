using System.Management.Automation;
using DpuIpam.Completion;
using DpuIpam.Input;
using DpuIpam.Planning;
using DpuIpam.Resources;

namespace DpuIpam.Commands;

/// <summary>Compares the pools that are there with what their DPUServiceIPAM objects, or manifests, want.</summary>
[Cmdlet(VerbsData.Compare, "DpuPool", DefaultParameterSetName = InputSet)]
[OutputType(typeof(Difference), typeof(bool))]
public sealed class CompareDpuPoolCommand : ConnectedManifestCmdlet
{
    private PlanObjects? _objects;

    /// <summary>DPUServiceIPAM objects whose pools are compared; wildcards are allowed.</summary>
    [Parameter]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ServiceIpamCompleter))]
    public string[] Name { get; set => field = value ?? []; } = [];

    /// <summary>The pools that are there: objects, files or paths. Without it, those of the connection.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public object[] Against { get; set; } = [];

    /// <summary>Returns only whether nothing differs.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    private protected override string Wanted => "ServiceIpam and Pool objects, files, or paths";

    private PlanObjects Objects => _objects ??= new PlanObjects(Input.Report);

    private protected override string LineOf(string name) => $"Compare-DpuPool -Name {name}";

    private protected override void Take(object item) => Objects.Add(item);

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (!HasNoInput) base.BeginProcessing();
        if (Against.Length == 0) _ = Used;
        else if (HasNoInput) ThrowTerminatingError(Errors.NoInput(MyInvocation.MyCommand.Name));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        Input.Complete();
        if (!HasNoInput && Objects.ServiceIpams.Count + Objects.Pools.Count == 0)
        {
            if (!Input.HasErrors && ParameterSetName != InputSet) WriteError(Errors.NothingToPlan());
            if (Quiet && (Input.HasErrors || ParameterSetName != InputSet)) WriteObject(false);
            return;
        }

        var source = new PlanSource(Objects, Against.Length == 0 ? ReadSurroundings() : ReadAgainst());
        var names = new NameFilter(Name);
        var isSame = true;
        foreach (var difference in Compare(source, names))
        {
            isSame = false;
            if (!Quiet) WriteObject(difference);
        }

        // What could not be read may have had the name.
        if (!Input.HasErrors)
        {
            foreach (var name in names.NotFound)
                Input.Report(Against.Length == 0 ? Errors.ServiceIpamNotThere(name, Used.Name) : Errors.ServiceIpamNotFound(name));
        }

        if (Quiet) WriteObject(isSame && !Input.HasErrors);
    }

    private List<Difference> Compare(PlanSource source, NameFilter names)
    {
        // What is given is wanted; nodes, and what pools have allocated, are what is there.
        var there = source.There;
        var input = source.Input with { Pools = there.Pools };
        if (there.KnowsNodes || there.Nodes.Count > 0) input = input with { Nodes = there.Nodes };
        var plans = Planner.Plan(input, StopToken)
            .Where(plan => plan.Content.Origin is { } origin && source.IsMeant(plan) && names.Matches(origin.Name))
            .ToArray();
        var isComplete = HasNoInput && Name.Length == 0;
        var pools = there.Pools.Where(pool => source.IsReadable(pool.Cluster)).ToArray();
        var differences = PoolDifferences.Of(plans, pools, isComplete).ToList();
        if (Name.Length > 0) return differences;
        foreach (var pool in Objects.Pools)
            if (!IsMadeOfInput(pool)) differences.AddRange(PoolDifferences.Of(pool, Array.FindAll(pools, other => PlanSource.IsSame(pool, other)), input));
        return differences;
    }

    /// <summary>What is wanted of such a pool, its DPUServiceIPAM says.</summary>
    private bool IsMadeOfInput(Pool pool) =>
        pool.Owner is { } owner && Objects.ServiceIpams.Exists(ipam => ipam.Name == owner);

    private Surroundings ReadAgainst()
    {
        var there = new PlanObjects(Input.Report);
        var input = new ManifestInput(this, item => there.Add(item), null, StopToken);
        foreach (var item in PipelineItems.Of(Against)) input.Add(item, "Pool objects, files, or paths");
        input.Complete();
        Input.HasErrors |= input.HasErrors;
        return new Surroundings(there);
    }
}
