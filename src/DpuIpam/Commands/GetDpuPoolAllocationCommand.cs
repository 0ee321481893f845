using System.Management.Automation;
using DpuIpam.Input;

namespace DpuIpam.Commands;

/// <summary>Lists which node has, or would get, which addresses.</summary>
[Cmdlet(VerbsCommon.Get, "DpuPoolAllocation", DefaultParameterSetName = InputSet)]
[OutputType(typeof(NodeAllocation))]
public sealed class GetDpuPoolAllocationCommand : ManifestCmdlet
{
    private WildcardPattern[]? _nodeNames;
    private bool _hasPools;

    /// <summary>Nodes to list; wildcards are allowed.</summary>
    [Parameter]
    [SupportsWildcards]
    public string[] NodeName { get; set => field = value ?? []; } = [];

    /// <summary>Changes to list; without it, everything but dropped allocations.</summary>
    [Parameter]
    public AllocationChange[] Change { get; set => field = value ?? []; } = [];

    private protected override string Wanted => "Plan or Pool objects, files, or paths of IPPool and CIDRPool manifests";

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        if (NodeName.Length > 0)
            _nodeNames = Array.ConvertAll(NodeName, static name => WildcardPattern.Get(name, WildcardOptions.IgnoreCase));
    }

    private protected override void Take(object item)
    {
        if (item is Pool pool) Write(pool.Allocations);
        else if (item is ServiceIpam ipam) Input.Report(Errors.InputNotSupported(ipam, "a Plan of it (Get-DpuIpamPlan), or its pools"));
        else return;
        _hasPools = true;
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (!_hasPools && !Input.HasErrors && ParameterSetName != InputSet) WriteError(Errors.NoPool());
    }

    private protected override void AddItem(object item)
    {
        if (item is not Plan plan)
        {
            base.AddItem(item);
            return;
        }

        if (Change.Length == 0 || Change.Contains(AllocationChange.Kept)) Write(plan.Allocations);
        if (Change.Length == 0) return;
        Write(plan.Changes.Where(change => change.Change == AllocationChange.Dropped
            || !Change.Contains(AllocationChange.Kept)));
    }

    private void Write(IEnumerable<NodeAllocation> allocations)
    {
        foreach (var allocation in allocations)
        {
            if (StopToken.IsCancellationRequested) return;
            if (Change.Length > 0 && !Change.Contains(allocation.Change)) continue;
            if (_nodeNames is null || Array.Exists(_nodeNames, name => name.IsMatch(allocation.NodeName)))
                WriteObject(allocation);
        }
    }
}
