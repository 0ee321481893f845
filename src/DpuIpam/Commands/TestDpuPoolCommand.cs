using System.Management.Automation;
using DpuIpam.Input;
using DpuIpam.Planning;

namespace DpuIpam.Commands;

/// <summary>Checks IPPools and CIDRPools as nv-ipam does, and for what it accepts and serves badly.</summary>
[Cmdlet(VerbsDiagnostic.Test, "DpuPool", DefaultParameterSetName = InputSet)]
[OutputType(typeof(Finding), typeof(bool))]
public sealed class TestDpuPoolCommand : ManifestCmdlet
{
    private PlanObjects? _objects;

    /// <summary>Returns only whether no finding is an error.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <summary>Ends in an error when a finding is at least this grave, after all findings were written.</summary>
    [Parameter]
    public FindingSeverity? FailOn { get; set; }

    private protected override string Wanted => "Pool objects, files, or paths of IPPool and CIDRPool manifests";

    private PlanObjects Objects => _objects ??= new PlanObjects(Input.Report);

    private protected override void Take(object item)
    {
        if (item is Pool) Objects.Add(item);
        else if (item is ServiceIpam)
            Input.Report(Errors.InputNotSupported(item, "a Plan of it (Get-DpuIpamPlan), which has the findings"));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (Objects.Pools.Count == 0)
        {
            if (!Input.HasErrors && ParameterSetName != InputSet) WriteError(Errors.NoPool());
            return;
        }

        var isValid = true;
        Finding? gravest = null;
        foreach (var pool in Objects.Pools)
        {
            foreach (var finding in PoolTest.Run(pool))
            {
                isValid &= finding.Severity != FindingSeverity.Error;
                if (gravest is null || gravest.Severity < finding.Severity) gravest = finding;
                if (!Quiet) WriteObject(finding);
            }
        }

        if (Quiet) WriteObject(isValid);
        if (FailOn is { } limit && gravest is not null && gravest.Severity >= limit)
            ThrowTerminatingError(Errors.FailOn(limit.ToString(), $"{gravest.Pool}: {gravest}", gravest));
    }
}
