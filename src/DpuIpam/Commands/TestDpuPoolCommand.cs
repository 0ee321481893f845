using System.Management.Automation;
using DpuIpam.Clusters;
using DpuIpam.Completion;
using DpuIpam.Connections;
using DpuIpam.Input;
using DpuIpam.Planning;

namespace DpuIpam.Commands;

/// <summary>Checks IPPools and CIDRPools as nv-ipam does, and for what it accepts and serves badly.</summary>
[Cmdlet(VerbsDiagnostic.Test, "DpuPool", DefaultParameterSetName = InputSet)]
[OutputType(typeof(Finding), typeof(bool))]
public sealed class TestDpuPoolCommand : ConnectedManifestCmdlet
{
    private PlanObjects? _objects;

    /// <summary>Returns only whether no finding is an error.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <summary>Ends in an error when a finding is at least this grave, after all findings were written.</summary>
    [Parameter]
    public FindingSeverity? FailOn { get; set; }

    /// <summary>The connection, or its name; without input and without it, the one that was opened last in this runspace.</summary>
    [Parameter(ParameterSetName = InputSet)]
    [ValidateNotNull]
    [ConnectionTransformation]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    public override Connection? Connection { get; set; }

    private protected override string Wanted => "Pool objects, files, or paths of IPPool and CIDRPool manifests";

    private PlanObjects Objects => _objects ??= new PlanObjects(Input.Report);

    private protected override string LineOf(string name) => $"Get-DpuPool {name} | Test-DpuPool";

    private protected override void Take(object item)
    {
        if (item is Pool) Objects.Add(item);
        else if (item is ServiceIpam)
            Input.Report(Errors.InputNotSupported(item, "a Pool (Test-DpuServiceIpam takes this object)"));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        Input.Complete();
        if (HasNoInput)
        {
            var inventory = ReadPoolsAndReports();
            Report(inventory.Members.SelectMany(static member => member.Pools), inventory.Reports);
            return;
        }

        if (Objects.Pools.Count == 0)
        {
            if (!Input.HasErrors && ParameterSetName != InputSet) WriteError(Errors.NoPool());
            if (Quiet && (Input.HasErrors || ParameterSetName != InputSet)) WriteObject(false);
            return;
        }

        Report(Objects.Pools, Connection is null ? [] : ReadPoolsAndReports().Reports);
    }

    private void Report(IEnumerable<Pool> pools, IReadOnlyList<PoolReport> reports) =>
        FindingReport.Write(this, pools.SelectMany(pool => PoolTest.Run(pool, reports)), Quiet, Input.HasErrors, FailOn);
}
