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
    /// <summary>Nodes per DPU cluster now: one number for each, the numbers of several, or a hash table of numbers by
    /// cluster.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    [ValidateRange(1, Input.NodeCount.Max)]
    [NodeCountListTransformation]
    public int[] NodeCount { get; set; } = [];

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

    /// <summary>-NodeCount and -MaxNodeCount are those of all DPU clusters together, which get the same each.</summary>
    [Parameter]
    public SwitchParameter InTotal { get; set; }

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
        var clusters = Clusters();
        // DPF gives every cluster the same: what the largest needs.
        var nodes = InTotal ? Each(NodeCount.Sum(static count => (long)count), clusters) : NodeCount.Max();
        var request = new LayoutRequest
        {
            NodeCount = nodes,
            MaxNodeCount = Math.Max(nodes, InTotal ? Each(MaxNodeCount, clusters) : MaxNodeCount),
            AddressCount = AddressCount,
            ClusterCount = clusters,
            Mode = prefixSize is null ? Mode : IpamMode.Network,
            PrefixSize = prefixSize,
            Within = within,
            Outside = Array.ConvertAll(Outside, static range => range.Reserved),
        };
        var layouts = LayoutFinder.Find(request, First);
        if (layouts.Count == 0) WriteError(Errors.NoLayout(LayoutShortfall.Describe(request)));
        foreach (var layout in layouts) WriteObject(layout);
    }

    /// <summary>How many DPU clusters there are: as many as have numbers of nodes, or as it is said.</summary>
    private int Clusters()
    {
        var isGiven = MyInvocation.BoundParameters.ContainsKey(nameof(ClusterCount));
        if (NodeCount.Length == 1) return ClusterCount;
        if (isGiven && ClusterCount != NodeCount.Length)
        {
            ThrowTerminatingError(Errors.FieldInvalid(
                nameof(ClusterCount), $"{ClusterCount} clusters, but numbers of nodes for {NodeCount.Length}", ClusterCount));
        }

        return NodeCount.Length;
    }

    private static int Each(long total, int clusters) =>
        (int)Math.Min(Input.NodeCount.Max, (total + clusters - 1) / clusters);
}
