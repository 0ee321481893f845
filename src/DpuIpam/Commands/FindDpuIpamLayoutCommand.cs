using System.Management.Automation;
using DpuIpam.Addressing;
using DpuIpam.Input;
using DpuIpam.Planning;

namespace DpuIpam.Commands;

/// <summary>Finds ranges and sizes for so many nodes, addresses and clusters: of IPv4 the smallest range first, of IPv6 a
/// /64 per node first.</summary>
[Cmdlet(VerbsCommon.Find, "DpuIpamLayout")]
[OutputType(typeof(Layout))]
public sealed class FindDpuIpamLayoutCommand : PSCmdlet
{
    /// <summary>Nodes per DPU cluster now.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateRange(1, Input.NodeCount.Max)]
    [WholeNumber]
    public int NodeCount { get; set; }

    /// <summary>Usable addresses for pods on each node.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateRange(1, 1 << 24)]
    [WholeNumber]
    public int AddressCount { get; set; }

    /// <summary>Nodes per DPU cluster that must fit later.</summary>
    [Parameter]
    [ValidateRange(1, Input.NodeCount.Max)]
    [WholeNumber]
    public int MaxNodeCount { get; set; }

    /// <summary>DPU clusters that share the range.</summary>
    [Parameter]
    [ValidateRange(1, 1000)]
    [WholeNumber]
    public int ClusterCount { get; set; } = 1;

    /// <summary>Subnet or Network mode only.</summary>
    [Parameter]
    public IpamMode? Mode { get; set; }

    /// <summary>Prefix length of a node's subnet, where another one is wanted than the cmdlet would propose: network mode
    /// only.</summary>
    [Parameter]
    [ValidateRange(1, 128)]
    [WholeNumber]
    public int PrefixSize { get; set; }

    /// <summary>Ranges in which the layout may lie, as CIDRs.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Within { get; set; } = ["10.0.0.0/8"];

    /// <summary>Ranges in use, which the layout must not touch: CIDRs, or first and last address.</summary>
    [Parameter]
    [Alias("ReservedRange")]
    [AddressRangeTransformation]
    public AddressRange[] Outside { get; set; } = [];

    /// <summary>How many layouts to return at most.</summary>
    [Parameter]
    [ValidateRange(1, 1000)]
    [WholeNumber]
    public int First { get; set; } = 5;

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        int? prefixSize = MyInvocation.BoundParameters.ContainsKey(nameof(PrefixSize)) ? PrefixSize : null;
        if (prefixSize is not null && Mode == IpamMode.Subnet)
            ThrowTerminatingError(Errors.FieldInvalid(nameof(PrefixSize), "subnet mode has no prefix per node", PrefixSize));
        var within = new List<Prefix>();
        foreach (var text in Within)
        {
            if (!Prefix.TryParse(text, out var range) || range.IsMapped)
                WriteError(Errors.FieldInvalid(nameof(Within), $"'{text}' is no CIDR", text));
            else if (SpecialRanges.Holding(range) is { } special)
                WriteError(Errors.FieldInvalid(
                    nameof(Within), $"'{text}' holds nothing but {special.Description}, which no pod may have", text));
            else
                within.Add(range);
        }

        if (within.Count == 0) return;
        var layouts = LayoutFinder.Find(
            new LayoutRequest
            {
                NodeCount = NodeCount,
                MaxNodeCount = Math.Max(NodeCount, MaxNodeCount),
                AddressCount = AddressCount,
                ClusterCount = ClusterCount,
                Mode = prefixSize is null ? Mode : IpamMode.Network,
                PrefixSize = prefixSize,
                Within = within,
                Outside = Array.ConvertAll(Outside, static range => range.Reserved),
            },
            First);
        if (layouts.Count == 0) WriteError(Errors.NoLayout());
        foreach (var layout in layouts) WriteObject(layout);
    }
}
