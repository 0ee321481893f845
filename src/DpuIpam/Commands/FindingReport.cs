using System.Management.Automation;

namespace DpuIpam.Commands;

/// <summary>What the Test cmdlets do with findings: write them, or one boolean, and end in an error on request.</summary>
internal static class FindingReport
{
    /// <param name="cmdlet">Writes.</param>
    /// <param name="findings">The findings.</param>
    /// <param name="isQuiet">Whether only the boolean is wanted: no finding is an error, and all input was read.</param>
    /// <param name="hasErrors">Whether some input could not be read.</param>
    /// <param name="failOn">The gravity from which on the command ends in an error, after all was written.</param>
    public static void Write(PSCmdlet cmdlet, IEnumerable<Finding> findings, bool isQuiet, bool hasErrors, FindingSeverity? failOn)
    {
        Finding? gravest = null;
        foreach (var finding in findings)
        {
            if (gravest is null || gravest.Severity < finding.Severity) gravest = finding;
            if (!isQuiet) cmdlet.WriteObject(finding);
        }

        if (isQuiet) cmdlet.WriteObject(!hasErrors && gravest is not { Severity: FindingSeverity.Error });
        if (failOn is { } limit && gravest is not null && gravest.Severity >= limit)
            cmdlet.ThrowTerminatingError(Errors.FailOn(limit.ToString(), $"{gravest.Pool}: {gravest}", gravest));
    }
}
