using System.Management.Automation;

namespace DpuIpam.Shell;

/// <summary>Standard input, line by line, in front of a script that reads <c>$input</c>.</summary>
internal sealed class InputCommand : PSCmdlet
{
    public const string Name = "Read-DpuIpamInput";

    [Parameter(Mandatory = true)]
    public TextReader Reader { get; set; } = TextReader.Null;

    protected override void EndProcessing()
    {
        while (!Stopping && Reader.ReadLine() is { } line)
            WriteObject(line);
    }
}
