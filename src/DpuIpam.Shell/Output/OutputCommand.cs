using System.Management.Automation;
using Microsoft.PowerShell.Commands;

namespace DpuIpam.Shell.Output;

/// <summary>The end of the pipeline: the engine's own <c>Out-Default</c>, and results for JSON, CSV and YAML.</summary>
internal sealed class OutputCommand : OutDefaultCommand
{
    /// <summary>
    /// The name for text: the engine lets a native program write to the terminal itself only in front of this name.
    /// </summary>
    public const string TextName = "Out-Default";

    /// <summary>The name for the other formats, where what a native program prints has to become data.</summary>
    public const string DataName = "Out-DpuIpamResult";

    [Parameter]
    public ResultSink? Sink { get; set; }

    protected override void ProcessRecord()
    {
        if (Sink is null || !Sink.Take(InputObject))
            base.ProcessRecord();
    }
}
