using System.Management.Automation;
using DpuIpam.Addressing;
using DpuIpam.Input;
using DpuIpam.Resources;
using DpuIpam.Validation;
using DpuIpam.Views;

namespace DpuIpam.Commands;

/// <summary>Makes a DPUServiceIPAM object, with the verdict of DPF and nv-ipam on it. Writes nothing anywhere.</summary>
[Cmdlet(VerbsCommon.New, "DpuServiceIpam", DefaultParameterSetName = SubnetSet)]
[OutputType(typeof(ServiceIpam))]
public sealed class NewDpuServiceIpamCommand : PSCmdlet
{
    private const string SubnetSet = "Subnet";
    private const string NetworkSet = "Network";
    private const string InputSet = "InputObject";

    /// <summary>What a row may say, and what else layouts and objects have when they went through a table.</summary>
    private static readonly HashSet<string> Columns = new(
        typeof(NewDpuServiceIpamCommand).GetProperties()
            .Where(static property => property.IsDefined(typeof(ParameterAttribute), false))
            .Concat(typeof(Layout).GetProperties())
            .Concat(typeof(ServiceIpam).GetProperties())
            .Select(static property => property.Name)
            .Except([nameof(InputObject), nameof(ApiGeneration)], StringComparer.Ordinal),
        StringComparer.OrdinalIgnoreCase);

    private readonly HashSet<string> _unknownColumns = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Name of the object, up to 63 characters.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = SubnetSet)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = NetworkSet)]
    [Parameter(ParameterSetName = InputSet)]
    public string? Name { get; set; }

    /// <summary>The range, as a CIDR.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = SubnetSet)]
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = NetworkSet)]
    [Parameter(ParameterSetName = InputSet)]
    public string? Network { get; set; }

    /// <summary>Addresses per node: makes one flat subnet with one gateway, an IPPool.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SubnetSet)]
    [WholeNumber]
    public long PerNodeIPCount { get; set; }

    /// <summary>The gateway of the subnet.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SubnetSet)]
    [Parameter(ParameterSetName = InputSet)]
    public string? Gateway { get; set; }

    /// <summary>Prefix length of a node's subnet: makes a subnet with its own gateway per node, a CIDRPool.</summary>
    [Parameter(Mandatory = true, ParameterSetName = NetworkSet)]
    [WholeNumber]
    public int PrefixSize { get; set; }

    /// <summary>Position of the gateway in each node's subnet, counted from the network address.</summary>
    [Parameter(ParameterSetName = NetworkSet)]
    [Parameter(ParameterSetName = InputSet)]
    [WholeNumber]
    public int GatewayIndex { get; set; }

    /// <summary>Static subnet per node.</summary>
    [Parameter(ParameterSetName = NetworkSet)]
    [Parameter(ParameterSetName = InputSet)]
    [Alias("Allocations")]
    [StringMapTransformation]
    public IReadOnlyDictionary<string, string> Allocation { get; set; } = new Dictionary<string, string>();

    /// <summary>Rows or objects with properties of these names, such as those of Import-Csv.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = InputSet)]
    [AllowNull]
    public PSObject? InputObject { get; set; }

    /// <summary>Namespace; DPF admits only the default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string Namespace { get; set; } = ServiceIpamValidator.Namespace;

    /// <summary>Addresses not to hand out: single ones, first-last, or CIDRs.</summary>
    [Parameter]
    [Alias("Exclusions")]
    [AddressRangeTransformation]
    public AddressRange[] Exclusion { get; set; } = [];

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

    /// <summary>Destinations that pods reach over the gateway.</summary>
    [Parameter]
    [Alias("Routes")]
    public string[] Route { get; set; } = [];

    /// <summary>Makes the gateway the pods' default route.</summary>
    [Parameter]
    public SwitchParameter DefaultGateway { get; set; }

    /// <summary>Blocks or subnets per DPU cluster; it can't be added later.</summary>
    [Parameter]
    [WholeNumber]
    public int QuotaPerCluster { get; set; }

    /// <summary>Labels of the pools, by which service chains find them.</summary>
    [Parameter]
    [Alias("PoolLabels")]
    [StringMapTransformation]
    public IReadOnlyDictionary<string, string> PoolLabel { get; set; } = new Dictionary<string, string>();

    /// <summary>Annotations of the pools.</summary>
    [Parameter]
    [Alias("PoolAnnotations")]
    [StringMapTransformation]
    public IReadOnlyDictionary<string, string> PoolAnnotation { get; set; } = new Dictionary<string, string>();

    /// <summary>Which nodes are served: a hash table of labels, or a NodeSelector.</summary>
    [Parameter]
    [NodeSelectorTransformation]
    public NodeSelector? NodeSelector { get; set; }

    /// <summary>Which DPU clusters are served: a hash table of labels, or a LabelSelector.</summary>
    [Parameter]
    [LabelSelectorTransformation]
    public LabelSelector? ClusterSelector { get; set; }

    /// <summary>Name of the pools, where it is not that of the object.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? PoolName { get; set; }

    /// <summary>The state of DPF's API to write for: before G5 the fields are ipv4Network and ipv4Subnet. Without it,
    /// these names are used for IPv4, which every DPF takes, and the new ones for IPv6.</summary>
    [Parameter]
    public ApiGeneration ApiGeneration { get; set; } = ApiGeneration.G5;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (ParameterSetName == InputSet && !MyInvocation.ExpectingInput && InputObject is null)
            ThrowTerminatingError(Errors.NoInput(MyInvocation.MyCommand.Name));
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName != InputSet) Make(null);
        else foreach (var item in PipelineItems.Of(InputObject)) Make(PSObject.AsPSObject(item));
    }

    private void Make(PSObject? input)
    {
        if (input is { BaseObject: ValueType or string })
        {
            WriteError(Errors.InputNotSupported(input.BaseObject, "rows of a table, hash tables, layouts or ServiceIpam objects"));
            return;
        }

        var fields = new ServiceIpamFields(MyInvocation.BoundParameters, input);
        foreach (var column in fields.UnknownColumns(Columns))
        {
            if (!_unknownColumns.Add(column)) continue;
            WriteWarning(VisibleText.Line($"{column}: New-DpuServiceIpam has no parameter of this name; the column is passed over."));
        }

        try
        {
            if (Read(fields, input) is { } ipam && ServiceIpamVerdict.IsAccepted(this, ipam, null, ApiGeneration)) WriteObject(ipam);
        }
        catch (Exception exception) when (exception is ArgumentException or PSInvalidCastException
            or ArgumentTransformationMetadataException)
        {
            WriteError(Errors.FieldInvalid(fields.Name ?? "InputObject", exception.Message, input));
        }
    }

    private ServiceIpam? Read(ServiceIpamFields fields, PSObject? input)
    {
        if (string.IsNullOrEmpty(fields.Name))
        {
            WriteError(Errors.FieldInvalid("Name", "a DPUServiceIPAM needs a name", input));
            return null;
        }

        if (input?.BaseObject is ServiceIpam origin) return Copy(origin, fields);
        if ((fields.PerNodeIPCount is null) == (fields.PrefixSize is null))
        {
            WriteError(Errors.FieldInvalid(
                $"{fields.Name}: PerNodeIPCount, PrefixSize", "one of the two must be given, and only one", input));
            return null;
        }

        var isNetwork = fields.PrefixSize is not null;
        return new ServiceIpam(fields.Build(fields.Namespace ?? Namespace, ModeField(isNetwork, fields.Network)));
    }

    private ServiceIpam Copy(ServiceIpam origin, ServiceIpamFields fields)
    {
        var isAsked = MyInvocation.BoundParameters.ContainsKey(nameof(ApiGeneration));
        var copy = new ServiceIpam(fields.Copy(
            origin.Resource, isAsked ? ModeField(origin.Mode == IpamMode.Network, origin.Network) : null));
        if (copy.PoolName is { } pools && pools == origin.PoolName && copy.Name != origin.Name)
        {
            WriteWarning(VisibleText.Line(
                $"{copy.Name}: its pools are named {pools}, as those of {origin.Name} are; -PoolName changes that."));
        }

        return copy;
    }

    private string ModeField(bool isNetwork, string? network)
    {
        var isPlain = MyInvocation.BoundParameters.ContainsKey(nameof(ApiGeneration))
            ? ApiGeneration >= ApiGeneration.G5
            : Prefix.TryParse(network ?? "", out var range) && range.Family == AddressFamily.IPv6;
        return ApiNames.ModeField(isNetwork ? IpamMode.Network : IpamMode.Subnet, isPlain);
    }
}
