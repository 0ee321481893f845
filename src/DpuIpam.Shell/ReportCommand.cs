using System.Management.Automation;

namespace DpuIpam.Shell;

/// <summary>Writes an uncaught error to the error stream, where the engine's views show it as they show any other.</summary>
internal sealed class ReportCommand : PSCmdlet
{
    public const string Name = "Write-DpuIpamFailure";

    [Parameter(Mandatory = true)]
    public ErrorRecord? Record { get; set; }

    protected override void EndProcessing() => WriteError(Record);
}
