using System.Management.Automation;
using DpuIpam.Input;
using DpuIpam.Planning;
using DpuIpam.Validation;

namespace DpuIpam.Commands;

/// <summary>Checks IPPools and CIDRPools as nv-ipam does, and for what it accepts and serves badly.</summary>
[Cmdlet(VerbsDiagnostic.Test, "DpuPool", DefaultParameterSetName = InputSet)]
[OutputType(typeof(Finding), typeof(bool))]
public sealed class TestDpuPoolCommand : ManifestCmdlet
{
    /// <summary>Returns only whether no finding is an error.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <summary>Ends in an error when a finding is at least this grave, after all findings were written.</summary>
    [Parameter]
    public FindingSeverity? FailOn { get; set; }

    private protected override string Wanted => "Pool objects, files, or paths of IPPool and CIDRPool manifests";

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        foreach (var ipam in Input.ServiceIpams)
            Input.Report(Errors.InputNotSupported(ipam, "a Plan of it (Get-DpuIpamPlan), which has the findings"));
        if (Input.Pools.Count == 0)
        {
            if (!Input.HasErrors && ParameterSetName != InputSet) WriteError(Errors.NothingToPlan());
            return;
        }

        var isValid = true;
        Finding? gravest = null;
        foreach (var pool in Input.Pools)
        {
            foreach (var finding in PoolTest.Run(pool))
            {
                isValid &= finding.Severity != FindingSeverity.Error;
                if (finding.Severity >= (gravest?.Severity ?? FindingSeverity.Information)) gravest ??= finding;
                if (gravest!.Severity < finding.Severity) gravest = finding;
                if (!Quiet) WriteObject(finding);
            }
        }

        if (Quiet) WriteObject(isValid);
        if (FailOn is { } limit && gravest is not null && gravest.Severity >= limit)
            ThrowTerminatingError(Errors.FailOn(limit.ToString(), $"{gravest.Pool}: {gravest}", gravest));
    }
}
