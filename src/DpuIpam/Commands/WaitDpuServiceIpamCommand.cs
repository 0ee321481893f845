using System.Management.Automation;
using DpuIpam.Clusters;
using DpuIpam.Clusters.Sync;
using DpuIpam.Completion;
using DpuIpam.Connections;
using DpuIpam.Input;
using DpuIpam.Writing;

namespace DpuIpam.Commands;

/// <summary>Waits until DPUServiceIPAM objects are ready: every selected node of every selected DPU cluster has its addresses.</summary>
[Cmdlet(VerbsLifecycle.Wait, "DpuServiceIpam", DefaultParameterSetName = InputSet)]
[OutputType(typeof(ServiceIpam))]
public sealed class WaitDpuServiceIpamCommand : ClusterCmdlet
{
    private const string InputSet = "InputObject";

    private ObjectSelection? _selection;

    /// <summary>The objects to wait for, or their names.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ParameterSetName = InputSet)]
    [InputTransformation]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ServiceIpamCompleter))]
    public object? InputObject { get; set; }

    /// <summary>Names of the objects; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Name")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ServiceIpamCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>Waits for every object there is.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "All")]
    public SwitchParameter All { get; set; }

    /// <summary>How long to wait, in seconds; 0 looks once.</summary>
    [Parameter]
    [ValidateRange(0, 86400)]
    [WholeNumber]
    public int TimeoutSec { get; set; } = 300;

    private ObjectSelection Selection => _selection ??= new ObjectSelection(Used, WriteError) { IsAll = All };

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        var isNamed = ParameterSetName != InputSet || MyInvocation.ExpectingInput || InputObject is not null;
        if (!isNamed || (ParameterSetName == "All" && !All))
            ThrowTerminatingError(Errors.NothingNamed(MyInvocation.MyCommand.Name, "objects, -Name or -All"));
        _ = Used;
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        Selection.AddNames(Name);
        Selection.Add(InputObject, "ServiceIpam objects, or their names");
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (Selection.IsEmpty) return;
        var inventory = LiveInventory.Read(Work, Session, InventoryParts.Host, new NameFilter(null), true, WriteError);
        var wanted = Selection.Find(inventory);
        if (wanted.Count == 0) return;
        var options = new SyncOptions { Patience = TimeSpan.FromSeconds(TimeoutSec) };
        string[] keys = [.. wanted.Select(static ipam => ipam.Key)];
        var states = Work.Run(token => ReadinessWatch.WaitAsync(
            Session, keys, options, seen => ReadinessProgress.Report(Work, seen), token));
        for (var i = 0; i < keys.Length; i++)
        {
            if (states[i].Ipam is not { } found)
            {
                WriteError(Errors.ServiceIpamNotThere(wanted[i].Name, Used.Name));
                continue;
            }

            var ipam = new ServiceIpam(found) { Source = Used };
            if (states[i].Reasons.Count == 0) WriteObject(ipam);
            else WriteError(Errors.NotReady(Used.Name, ipam, states[i].Reasons, options.Patience, inventory.Dpf));
        }
    }
}
