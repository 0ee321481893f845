using System.Management.Automation;

namespace DpuIpam.Build.Tests;

public enum PoolKind
{
    IPPool,
    CIDRPool,
}

/// <summary>The cmdlet that the sample page describes, for Get-Help to find.</summary>
[Cmdlet(VerbsCommon.Get, "SamplePool", DefaultParameterSetName = "Name", SupportsShouldProcess = true)]
public sealed class GetSamplePoolCommand : PSCmdlet
{
    [Parameter(Position = 0, ParameterSetName = "Name", ValueFromPipelineByPropertyName = true)]
    [Alias("PoolName", "Pool")]
    public IReadOnlyList<string> Name { get; set; } = [];

    [Parameter(Position = 0, ParameterSetName = "Path", Mandatory = true, ValueFromPipeline = true)]
    public string Path { get; set; } = "";

    [Parameter]
    public PoolKind Kind { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }
}
