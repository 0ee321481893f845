using System.Management.Automation;
using System.Text.Json;
using DpuIpam.Clusters.Manifests;
using DpuIpam.Input;
using DpuIpam.Planning;

namespace DpuIpam.Commands;

/// <summary>Turns objects into the text of manifests that kubectl takes.</summary>
[Cmdlet(VerbsData.ConvertTo, "DpuManifest")]
[OutputType(typeof(string))]
public sealed class ConvertToDpuManifestCommand : CancellableCmdlet
{
    private readonly List<JsonElement> _documents = [];

    /// <summary>ServiceIpam, Pool, Plan, Cluster or Node objects; a plan becomes its pool.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [InputTransformation]
    public object? InputObject { get; set; }

    /// <summary>YAML or JSON.</summary>
    [Parameter]
    public ManifestText As { get; set; }

    /// <summary>Writes the status too: of a plan, the allocations.</summary>
    [Parameter]
    public SwitchParameter IncludeStatus { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (!MyInvocation.ExpectingInput && !MyInvocation.BoundParameters.ContainsKey(nameof(InputObject)))
            ThrowTerminatingError(Errors.NoInput(MyInvocation.MyCommand.Name));
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var item in PipelineItems.Of(InputObject))
        {
            if (ManifestTree.Of(item, IncludeStatus) is { } tree) _documents.Add(tree);
            else WriteError(Errors.InputNotSupported(item, "ServiceIpam, Pool, Plan, Cluster or Node objects"));
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_documents.Count == 0) return;
        var text = ManifestWriter.Write(_documents, As == ManifestText.Yaml ? ManifestFormat.Yaml : ManifestFormat.Json);

        // Whatever takes a string of the pipeline ends its line.
        WriteObject(text.TrimEnd('\n'));
    }
}
