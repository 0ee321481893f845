using System.Management.Automation;
using DpuIpam.Clusters.Sync;
using DpuIpam.Completion;
using DpuIpam.Connections;
using DpuIpam.Input;
using DpuIpam.Planning;
using DpuIpam.Writing;

namespace DpuIpam.Commands;

/// <summary>Brings the pools of all DPU clusters in line with their DPUServiceIPAM objects: beside DPF by seeing it through,
/// without it by doing its controller's job.</summary>
[Cmdlet(VerbsData.Sync, "DpuPool", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium, DefaultParameterSetName = InputSet)]
[OutputType(typeof(SyncResult))]
public sealed partial class SyncDpuPoolCommand : WritingCmdlet
{
    private const string InputSet = "InputObject";
    private const string Taken = "ServiceIpam objects, plans of them, or their names";

    private ObjectSelection? _selection;

    /// <summary>The objects to sync, plans of them, or their names.</summary>
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

    /// <summary>Syncs every object there is.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "All")]
    public SwitchParameter All { get; set; }

    /// <summary>Allows that nodes get other addresses than they have.</summary>
    [Parameter]
    public SwitchParameter AllowRenumber { get; set; }

    /// <summary>Allows that nodes lose their addresses.</summary>
    [Parameter]
    public SwitchParameter AllowDrop { get; set; }

    /// <summary>Waits until every node is served, at most -TimeoutSec.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <summary>How long to wait for DPF, nv-ipam and deletions, in seconds.</summary>
    [Parameter]
    [ValidateRange(0, 86400)]
    [WholeNumber]
    public int TimeoutSec { get; set; } = 30;

    /// <summary>How many DPU clusters are read or written at once, and how many objects are synced at once.</summary>
    [Parameter]
    [ValidateRange(1, 1024)]
    [WholeNumber]
    public int ThrottleLimit { get; set; } = ClusterWork.Throttle;

    /// <summary>Allocates to nodes as well, where no nv-ipam does.</summary>
    [Parameter]
    public SwitchParameter Allocate { get; set; }

    /// <summary>Lets go the addresses of DPU clusters that are gone for good, by namespace/name or by name. Wildcards are no
    /// consent.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(PendingClusterCompleter))]
    public string[] ReleaseCluster { get; set; } = [];

    /// <summary>Makes allocations ours that somebody else has written who is no running nv-ipam.</summary>
    [Parameter]
    public SwitchParameter TakeOverStatus { get; set; }

    /// <summary>Makes pools of a DPF that is shown to be stopped ours.</summary>
    [Parameter]
    public SwitchParameter TakeOverFromDpf { get; set; }

    /// <summary>Makes our pools those of a DPF that is about to be started, and does nothing else.</summary>
    [Parameter]
    public SwitchParameter HandBackToDpf { get; set; }

    /// <summary>Syncs again and again until it is stopped, deletions included.</summary>
    [Parameter]
    public SwitchParameter Continuous { get; set; }

    /// <summary>Seconds between two passes of -Continuous.</summary>
    [Parameter]
    [ValidateRange(1, 86400)]
    [WholeNumber]
    public int IntervalSec { get; set; } = 30;

    private ObjectSelection Selection => _selection ??= new ObjectSelection(Used, WriteError) { IsAll = All };

    private SyncOptions Options => new()
    {
        Warn = Work.WriteWarning,
        // A forecast needs no consent: it says what would need some.
        Consent = new Consent(AllowRenumber || IsWhatIf, AllowDrop || IsWhatIf),
        TakeOverFromDpf = TakeOverFromDpf,
        HandBackToDpf = HandBackToDpf,
        ReleaseClusters = ReleaseCluster,
        Allocate = Allocate,
        TakeOverStatus = TakeOverStatus,
        IsContinuous = Continuous,
        ThrottleLimit = ThrottleLimit,
        Patience = TimeSpan.FromSeconds(TimeoutSec),
    };

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (ParameterSetName == InputSet && !MyInvocation.ExpectingInput && InputObject is null)
            ThrowTerminatingError(Errors.NothingNamed(MyInvocation.MyCommand.Name, "objects, -Name or -All"));
        if (ParameterSetName == "All" && !All)
            ThrowTerminatingError(Errors.NothingNamed(MyInvocation.MyCommand.Name, "objects, -Name or -All"));
        CheckTogether();
        _ = Used;
        if (Continuous || HandBackToDpf) RequireWritable();
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        Selection.AddNames(Name);
        Selection.Add(InputObject, Taken, takesPlans: true);
    }

    private void CheckTogether()
    {
        const string only = "it hands pools back and does nothing else";
        if (HandBackToDpf && TakeOverFromDpf) Refuse(nameof(HandBackToDpf), nameof(TakeOverFromDpf), only);
        if (HandBackToDpf && Allocate) Refuse(nameof(HandBackToDpf), nameof(Allocate), only);
        if (TakeOverStatus && !Allocate) ThrowTerminatingError(Errors.ParameterNeeds(nameof(TakeOverStatus), nameof(Allocate)));
        if (HandBackToDpf && Continuous) Refuse(nameof(HandBackToDpf), nameof(Continuous), only);
        if (HandBackToDpf && Wait) Refuse(nameof(HandBackToDpf), nameof(Wait), only);
        if (HandBackToDpf && ReleaseCluster.Length > 0) Refuse(nameof(HandBackToDpf), nameof(ReleaseCluster), only);
        if (Continuous && ReleaseCluster.Length > 0)
            Refuse(nameof(Continuous), nameof(ReleaseCluster), "addresses are let go once, not again and again");
        if (Continuous && Wait) Refuse(nameof(Continuous), nameof(Wait), "it never ends by itself");

        void Refuse(string one, string other, string reason) => ThrowTerminatingError(Errors.ParametersExclude(one, other, reason));
    }
}
