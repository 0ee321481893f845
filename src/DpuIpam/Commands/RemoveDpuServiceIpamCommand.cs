using System.Management.Automation;
using DpuIpam.Clusters.Sync;
using DpuIpam.Completion;
using DpuIpam.Input;
using DpuIpam.Planning;
using DpuIpam.Resources;
using DpuIpam.Validation;
using DpuIpam.Writing;

namespace DpuIpam.Commands;

/// <summary>Removes DPUServiceIPAM objects together with their pools, and sees both gone.</summary>
[Cmdlet(VerbsCommon.Remove, "DpuServiceIpam", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High, DefaultParameterSetName = InputSet)]
[OutputType(typeof(ServiceIpam))]
public sealed class RemoveDpuServiceIpamCommand : WritingCmdlet
{
    private const string InputSet = "InputObject";

    private ObjectSelection? _selection;

    /// <summary>The objects to remove, or their names.</summary>
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

    /// <summary>Allows that nodes lose their addresses.</summary>
    [Parameter]
    public SwitchParameter AllowDrop { get; set; }

    /// <summary>Removes objects that another tool manages as well. It is no consent to anything else.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>How long to wait until an object and its pools are gone, in seconds.</summary>
    [Parameter]
    [ValidateRange(1, 86400)]
    [WholeNumber]
    public int TimeoutSec { get; set; } = 60;

    /// <summary>Returns the objects that were removed, as they were.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private ObjectSelection Selection => _selection ??= new ObjectSelection(Used, WriteError);

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (ParameterSetName == InputSet && !MyInvocation.ExpectingInput && InputObject is null)
            ThrowTerminatingError(Errors.NothingNamed(MyInvocation.MyCommand.Name, "objects, or -Name"));
        RequireWritable();
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
        var inventory = ReadAll();
        var options = new SyncOptions
        {
            Warn = Work.WriteWarning,
            Consent = new Consent(false, AllowDrop || IsWhatIf), Patience = TimeSpan.FromSeconds(TimeoutSec),
        };
        var agreed = new List<ServiceIpamRemoval>();
        foreach (var ipam in Selection.Find(inventory))
        {
            var removal = ServiceIpamRemover.Prepare(Session, inventory, ipam, options);
            if (IsAllowed(removal) && Asks(Describe(removal), out _)) agreed.Add(removal);
        }

        if (agreed.Count > 0) Work.Run(token => RemoveAsync(agreed, token));
    }

    private bool IsAllowed(ServiceIpamRemoval removal)
    {
        var target = new ServiceIpam(removal.Ipam) { Source = Used };
        var subject = $"{Used.Name}/{target.Name}";
        if (Selection.Given(removal.Ipam.Key) is { } given && Remade.Is(given.Resource, removal.Ipam))
        {
            WriteError(Errors.ObjectMadeAnew(given, subject));
            return false;
        }

        if (!Force && OtherTools.Of(removal.Ipam) is { } tool)
        {
            WriteError(Errors.ManagedByTool(target, Used.Name, tool));
            return false;
        }

        foreach (var obstacle in removal.Obstacles) WriteError(Errors.HeldUp(obstacle, subject, target, obstacle.Cluster));
        return removal.Obstacles.Count == 0;
    }

    private string Describe(ServiceIpamRemoval removal)
    {
        var count = removal.Pools.Count;
        return $"{Used.Name}/{removal.Ipam.Name}: delete it with its {count} {(count == 1 ? "pool" : "pools")}"
            + LossText.Of(removal.Pools, AllowDrop);
    }

    private async Task<bool> RemoveAsync(List<ServiceIpamRemoval> removals, CancellationToken cancellation)
    {
        for (var i = 0; i < removals.Count; i++)
        {
            Work.ReportProgress(removals[i].Ipam.Name, i, removals.Count);
            try
            {
                await ServiceIpamRemover.RemoveAsync(removals[i], cancellation).ConfigureAwait(false);
                if (PassThru) Work.WriteObject(new ServiceIpam(removals[i].Ipam) { Source = Used });
            }
            catch (ClusterException error)
            {
                Work.WriteError(Errors.Cluster(error, new ServiceIpam(removals[i].Ipam) { Source = Used }));
            }
        }

        return true;
    }
}
