using System.Management.Automation;
using DpuIpam.Completion;
using DpuIpam.Connections;
using DpuIpam.Input;

namespace DpuIpam.Commands;

/// <summary>Changes the fields given of DPUServiceIPAM objects, and no others, and returns the objects as they are then.</summary>
[Cmdlet(VerbsCommon.Set, "DpuServiceIpam", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium, DefaultParameterSetName = NameSet)]
[OutputType(typeof(ServiceIpam))]
public sealed partial class SetDpuServiceIpamCommand : WritingCmdlet
{
    private const string NameSet = "Name";
    private const string InputSet = "InputObject";
    private const string ObjectSet = "AsObject";

    /// <summary>Names of the objects of the connection. One that is not there is made, if -Network and a size are given.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = NameSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ServiceIpamCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>The objects to change. Of one that comes from the connection, the fields given are changed as it is there
    /// now; any other one is written as it is, with these fields.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = InputSet)]
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = ObjectSet)]
    [AllowNull]
    public ServiceIpam? InputObject { get; set; }

    /// <summary>Works on the object alone, and asks nothing of a cluster.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ObjectSet)]
    public SwitchParameter AsObject { get; set; }

    /// <summary>The range; it can only grow.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Network { get; set; }

    /// <summary>The gateway of the subnet.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Gateway { get; set; }

    /// <summary>Addresses per node: DPF does not let it change, but it can be corrected before the object is created. With
    /// -Network it makes an object of subnet mode.</summary>
    [Parameter]
    [WholeNumber]
    public long PerNodeIPCount { get; set; }

    /// <summary>Prefix length of a node's subnet: DPF does not let it change either. With -Network it makes an object of
    /// network mode.</summary>
    [Parameter]
    [WholeNumber]
    public int PrefixSize { get; set; }

    /// <summary>Position of the gateway in each node's subnet; $null takes the gateway away.</summary>
    [Parameter]
    [AllowNull]
    [WholeNumber]
    public int? GatewayIndex { get; set; }

    /// <summary>Static subnet per node; replaces all, $null or @{} clears.</summary>
    [Parameter]
    [AllowNull]
    [Alias("Allocations")]
    [StringMapTransformation]
    public IReadOnlyDictionary<string, string>? Allocation { get; set; }

    /// <summary>Addresses not to hand out; replaces all, $null or @() clears.</summary>
    [Parameter]
    [AllowNull]
    [AllowEmptyCollection]
    [Alias("Exclusions")]
    [AddressRangeTransformation]
    public AddressRange[]? Exclusion { get; set; }

    /// <summary>Addresses to exclude as well.</summary>
    [Parameter]
    [AddressRangeTransformation]
    public AddressRange[] AddExclusion { get; set; } = [];

    /// <summary>Addresses no longer to exclude.</summary>
    [Parameter]
    [AddressRangeTransformation]
    public AddressRange[] RemoveExclusion { get; set; } = [];

    /// <summary>Usable addresses to exclude at the beginning of the subnet, or of every node's subnet.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    [WholeNumber]
    public int ReserveFirst { get; set; }

    /// <summary>Usable addresses to exclude at the end of the subnet, or of every node's subnet.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    [WholeNumber]
    public int ReserveLast { get; set; }

    /// <summary>Destinations that pods reach over the gateway; replaces all, $null or @() clears.</summary>
    [Parameter]
    [AllowNull]
    [AllowEmptyCollection]
    [Alias("Routes")]
    public string[]? Route { get; set; }

    /// <summary>Makes the gateway the pods' default route, or not: -DefaultGateway:$false.</summary>
    [Parameter]
    public SwitchParameter DefaultGateway { get; set; }

    /// <summary>Blocks or subnets per DPU cluster; it can only grow.</summary>
    [Parameter]
    [AllowNull]
    [WholeNumber]
    public int? QuotaPerCluster { get; set; }

    /// <summary>Labels of the pools; replaces all, $null or @{} clears.</summary>
    [Parameter]
    [AllowNull]
    [Alias("PoolLabels")]
    [StringMapTransformation]
    public IReadOnlyDictionary<string, string>? PoolLabel { get; set; }

    /// <summary>Annotations of the pools; replaces all, $null or @{} clears.</summary>
    [Parameter]
    [AllowNull]
    [Alias("PoolAnnotations")]
    [StringMapTransformation]
    public IReadOnlyDictionary<string, string>? PoolAnnotation { get; set; }

    /// <summary>Which nodes are served; $null serves all.</summary>
    [Parameter]
    [AllowNull]
    [NodeSelectorTransformation]
    public NodeSelector? NodeSelector { get; set; }

    /// <summary>Which DPU clusters are served; $null serves all.</summary>
    [Parameter]
    [AllowNull]
    [LabelSelectorTransformation]
    public LabelSelector? ClusterSelector { get; set; }

    /// <summary>Name of the pools; $null or an empty text takes the override away.</summary>
    [Parameter]
    [AllowNull]
    [AllowEmptyString]
    public string? PoolName { get; set; }

    /// <summary>The state of DPF's API whose rules count; the newest without it.</summary>
    [Parameter]
    public ApiGeneration ApiGeneration { get; set; } = ApiGeneration.G5;

    /// <summary>Allows that nodes get other addresses than they have.</summary>
    [Parameter(ParameterSetName = NameSet)]
    [Parameter(ParameterSetName = InputSet)]
    public SwitchParameter AllowRenumber { get; set; }

    /// <summary>Allows that nodes lose their addresses.</summary>
    [Parameter(ParameterSetName = NameSet)]
    [Parameter(ParameterSetName = InputSet)]
    public SwitchParameter AllowDrop { get; set; }

    /// <summary>Changes objects that another tool manages as well. It is no consent to anything else.</summary>
    [Parameter(ParameterSetName = NameSet)]
    [Parameter(ParameterSetName = InputSet)]
    public SwitchParameter Force { get; set; }

    /// <summary>How long to wait until an object that changes its mode is gone with its pools, in seconds.</summary>
    [Parameter(ParameterSetName = NameSet)]
    [Parameter(ParameterSetName = InputSet)]
    [ValidateRange(1, 86400)]
    [WholeNumber]
    public int TimeoutSec { get; set; } = 60;

    /// <summary>The connection, or its name; without it, the one that was opened last in this runspace.</summary>
    [Parameter(ParameterSetName = NameSet)]
    [Parameter(ParameterSetName = InputSet)]
    [ValidateNotNull]
    [ConnectionTransformation]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    public override Connection? Connection { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == NameSet) _wanted.AddRange(Name);
        else if (InputObject is null) return;
        else if (AsObject || !IsConnected) ChangeObject(InputObject);
        else _wanted.Add(InputObject);
    }

    /// <summary>Without a cluster, only the object itself can be looked at.</summary>
    private void ChangeObject(ServiceIpam ipam)
    {
        ServiceIpam changed;
        try
        {
            changed = new ServiceIpam(new ServiceIpamFields(MyInvocation.BoundParameters, null).Change(ipam.Resource));
        }
        catch (Exception exception) when (IsAboutField(exception))
        {
            WriteError(Errors.FieldInvalid(ipam.Name, exception.Message, ipam));
            return;
        }

        if (!ServiceIpamVerdict.IsAccepted(this, changed, ipam, ApiGeneration)) return;
        if (AsObject)
        {
            WriteObject(changed);
            return;
        }

        // What would be is wanted under -WhatIf, since it can be planned.
        if (!IsWhatIf) WriteError(Errors.NothingToWriteTo("Set-DpuServiceIpam", ipam));
        else if (!Asks($"Set {ipam.Namespace}/{ipam.Name}", out _)) WriteObject(changed);
    }

    private static bool IsAboutField(Exception exception) => exception is ArgumentException or InvalidOperationException
        or PSInvalidCastException or ArgumentTransformationMetadataException;
}
