using System.Management.Automation;
using DpuIpam.Input;

namespace DpuIpam.Commands;

/// <summary>A cmdlet that takes manifests by path, or objects, files and paths from the pipeline.</summary>
public abstract class ManifestCmdlet : CancellableCmdlet
{
    private protected const string PathSet = "Path";
    private protected const string LiteralPathSet = "LiteralPath";
    private protected const string InputSet = "InputObject";

    private ManifestInput? _input;

    private protected ManifestCmdlet()
    {
    }

    /// <summary>Files or folders; wildcards are expanded.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PathSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>Files or folders, taken as they are.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet)]
    [ValidateNotNullOrEmpty]
    [Alias("PSPath", "LP")]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>Objects, files or paths.</summary>
    [Parameter(ValueFromPipeline = true, ParameterSetName = InputSet)]
    [InputTransformation]
    public object? InputObject { get; set; }

    private protected ManifestInput Input => _input ??= new ManifestInput(this, Take, InputCluster, StopToken) { ByName = ByName };

    /// <summary>How the command takes the name that stands where a path is wanted; null where it takes none.</summary>
    private protected virtual string? ByName(string path) => null;

    /// <summary>What the pipeline may bring, for error messages.</summary>
    private protected virtual string Wanted => "ServiceIpam, Pool, Node or Cluster objects, files, or paths";

    /// <summary>The DPU cluster that documents belong to, if the command names one.</summary>
    private protected virtual string? InputCluster => null;

    /// <summary>Receives the objects that were read, in order.</summary>
    private protected abstract void Take(object item);

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (ParameterSetName == InputSet && !MyInvocation.ExpectingInput && InputObject is null)
            ThrowTerminatingError(Errors.NoInput(MyInvocation.MyCommand.Name));
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var path in Path) Input.AddPath(path);
        foreach (var path in LiteralPath) Input.AddLiteralPath(path);
        if (ParameterSetName != InputSet) return;
        foreach (var item in PipelineItems.Of(InputObject)) AddItem(item);
    }

    private protected virtual void AddItem(object item) => Input.Add(item, Wanted);
}
