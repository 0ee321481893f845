using System.Management.Automation;
using DpuIpam.Clusters;
using DpuIpam.Completion;
using DpuIpam.Connections;
using DpuIpam.Input;

namespace DpuIpam.Commands;

/// <summary>Gets DPUServiceIPAM objects of a cluster, or from manifests.</summary>
[Cmdlet(VerbsCommon.Get, "DpuServiceIpam", DefaultParameterSetName = LiveSet)]
[OutputType(typeof(ServiceIpam))]
public sealed class GetDpuServiceIpamCommand : ClusterCmdlet
{
    private const string LiveSet = "Live";
    private const string InputSet = "InputObject";
    private const string Wanted = "ServiceIpam objects, files, or paths";

    private ManifestInput? _input;
    private NameFilter? _names;
    private PlanObjects? _objects;

    /// <summary>Names of the objects; wildcards are allowed.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ServiceIpamCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <summary>The connection, or its name; without it, the one that was opened last in this runspace.</summary>
    [Parameter(ParameterSetName = LiveSet)]
    [ValidateNotNull]
    [ConnectionTransformation]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    public override Connection? Connection { get; set; }

    /// <summary>Files or folders; wildcards are expanded.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Path")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>Files or folders, taken as they are.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "LiteralPath")]
    [ValidateNotNullOrEmpty]
    [Alias("PSPath", "LP")]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>Files or paths to read, or objects, of which those named are returned.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = InputSet)]
    [AllowNull]
    [InputTransformation]
    public object? InputObject { get; set; }

    private protected override bool TakesPath => true;

    private ManifestInput Input => _input ??= new ManifestInput(this, Take, null, StopToken);

    private NameFilter Names => _names ??= new NameFilter(Name);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var path in Path) Input.AddPath(path);
        foreach (var path in LiteralPath) Input.AddLiteralPath(path);
        foreach (var item in PipelineItems.Of(InputObject))
        {
            if (item is Pool or Cluster or Node) Input.Report(Errors.InputNotSupported(item, Wanted));
            else Input.Add(item, Wanted);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        Input.Complete();
        var isLive = ParameterSetName == LiveSet;
        if (isLive)
        {
            var inventory = LiveInventory.Read(Work, Session, InventoryParts.Host, new NameFilter(null), false, Input.Report);
            foreach (var ipam in inventory.ServiceIpams) Take(new ServiceIpam(ipam) { Source = Used });
        }

        // What could not be read may have had the name.
        if (Input.HasErrors || ParameterSetName == InputSet) return;
        foreach (var name in Names.NotFound)
            WriteError(isLive ? Errors.ServiceIpamNotThere(name, Used.Name) : Errors.ServiceIpamNotFound(name));
    }

    private void Take(object item)
    {
        if (item is not ServiceIpam ipam || !Names.Matches(ipam.Name)) return;
        if (ParameterSetName == InputSet || (_objects ??= new PlanObjects(Input.Report)).Add(ipam)) WriteObject(ipam);
    }
}
