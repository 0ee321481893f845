namespace DpuIpam.Validation;

/// <summary>What DPF refuses: its CRD or its webhook (docs/upstream.md, B).</summary>
internal static partial class Rules
{
    private const string Webhook = "DPUServiceIPAM webhook";
    private const string Crd = "DPUServiceIPAM CRD, A.6";

    public static readonly Rule DpfNamespace = Dpf("DpfNamespace",
        "DPF admits DPUServiceIPAM objects in the namespace dpf-operator-system only.",
        "Use that namespace.", Webhook + ", rule 1");

    public static readonly Rule DpfName = Dpf("DpfName",
        "The name of a DPUServiceIPAM must be an object name of at most 63 characters, since it becomes a label value.",
        "Choose a shorter name of lower-case letters, digits, '-' and '.'.", Crd + "; API server");

    public static readonly Rule ModeMissing = Dpf("ModeMissing",
        "A DPUServiceIPAM must have one of network, subnet, ipv4Network and ipv4Subnet.",
        "Set one of them.", Crd + "; webhook, rule 2");

    public static readonly Rule ModeTwice = Dpf("ModeTwice",
        "A DPUServiceIPAM must have only one of network, subnet, ipv4Network and ipv4Subnet.",
        "Remove all but one.", Crd + "; webhook, rule 3");

    public static readonly Rule ModeUnknown = Dpf("ModeUnknown",
        "network and subnet are usable from G5 on: before, they are pruned, or refused by the webhook.",
        "Use ipv4Network or ipv4Subnet.", Crd + "; webhook before G5");

    public static readonly Rule DpfNetworkInvalid = Dpf("DpfNetworkInvalid",
        "The range must be a CIDR.", "Write address/length, such as 192.168.0.0/20.", Webhook + ", N1 and S1");

    public static readonly Rule DpfMapped = Dpf("DpfMapped",
        "IPv4-mapped IPv6 text is refused everywhere, because validation and allocation would disagree on its family.",
        "Write the address as IPv4.", Webhook + ", N2, S2, R1, R2, T2");

    public static readonly Rule DpfPrefixSize = Dpf("DpfPrefixSize",
        "prefixSize must lie between 1 and the number of bits of the family.",
        "Use 1 to 32 for IPv4, 1 to 128 for IPv6.", Webhook + ", N3");

    public static readonly Rule DpfPrefixTooShort = Dpf("DpfPrefixTooShort",
        "prefixSize must not be smaller than the network's own prefix length.",
        "Choose a larger prefixSize or a larger network.", Webhook + ", N4");

    public static readonly Rule DpfExclusion = Dpf("DpfExclusion",
        "Each exclusion must be an address of the network.", "Correct or remove it.", Webhook + ", N5");

    public static readonly Rule DpfExcludeRange = Dpf("DpfExcludeRange",
        "Both ends of an exclude range must be addresses of the range.", "Correct startIP and endIP.", Webhook + ", R1, R2");

    public static readonly Rule DpfExcludeReversed = Dpf("DpfExcludeReversed",
        "An exclude range must not end before its start.", "Swap startIP and endIP.", Webhook + ", R3");

    public static readonly Rule DpfStaticInvalid = Dpf("DpfStaticInvalid",
        "Each static allocation must be a CIDR.", "Write address/length.", Webhook + ", N7");

    public static readonly Rule DpfStaticOutside = Dpf("DpfStaticOutside",
        "Each static allocation must lie in the network and have the length prefixSize.",
        "Choose one of the network's subnets.", Webhook + ", N8");

    public static readonly Rule DpfGatewayIndex = Dpf("DpfGatewayIndex",
        "gatewayIndex must not be negative, and must lie inside a node's subnet.",
        "Use an index below 2^h for h host bits.", Webhook + ", N9 and N10");

    public static readonly Rule DpfQuotaMin = Dpf("DpfQuotaMin",
        "The quota per DPU cluster must be at least 1.", "Set 1 or more, or leave it out.", Webhook + ", N11 and S10");

    public static readonly Rule DpfQuotaMax = Dpf("DpfQuotaMax",
        "The quota per DPU cluster must not exceed what the range holds; exclusions are not deducted.",
        "Lower the quota or choose a larger range.", Webhook + ", N12 and S11");

    public static readonly Rule DpfSubnetTooNarrow = Dpf("DpfSubnetTooNarrow",
        "A subnet must be at least a /30 (IPv6: /126).", "Choose a larger subnet, or network mode.", Webhook + ", S3");

    public static readonly Rule DpfGateway = Dpf("DpfGateway",
        "The gateway must be an address of the subnet.", "Choose an address of the subnet.", Webhook + ", S5 and S7");

    public static readonly Rule DpfCount = Dpf("DpfCount",
        "perNodeIPCount must be at least 1 and at most what the subnet can hand out.",
        "Choose a count between the two.", Webhook + ", S8 and S9");

    public static readonly Rule DpfRoute = Dpf("DpfRoute",
        "The destination of a route must be a CIDR of the range's family.", "Correct dst.", Webhook + ", T1 and T3");

    public static readonly Rule DpfDefaultRoute = Dpf("DpfDefaultRoute",
        "With defaultGateway, no route may be a default route.", "Remove the route or defaultGateway.", Webhook + ", T4");

    public static readonly Rule DpfModeSwitch = Dpf("DpfModeSwitch",
        "The mode of an object can't change.", "Delete the object and create it anew; all nodes are renumbered.",
        Webhook + ", U1");

    public static readonly Rule DpfFamilySwitch = Dpf("DpfFamilySwitch",
        "The address family of an object can't change.", "Create another object for the other family.", Webhook + ", U2");

    public static readonly Rule DpfShrink = Dpf("DpfShrink",
        "The range can't shrink or move: the new one must hold the old one.", "Keep or grow the range.", Webhook + ", U3");

    public static readonly Rule DpfUpdateUnreadable = Dpf("DpfUpdateUnreadable",
        "An update needs a readable range before and after.", "Correct the range; an unreadable old one can't be mended.",
        Webhook + ", U4");

    public static readonly Rule DpfSizeImmutable = Dpf("DpfSizeImmutable",
        "prefixSize and perNodeIPCount can't change.", "Delete the object and create it anew; all nodes are renumbered.",
        Webhook + ", U5");

    public static readonly Rule DpfQuotaToggled = Dpf("DpfQuotaToggled",
        "The quota can't be added or removed later.", "Delete the object and create it anew, or select one cluster.",
        Webhook + ", U6");

    public static readonly Rule DpfQuotaDecreased = Dpf("DpfQuotaDecreased",
        "The quota can't be decreased.", "Keep or grow it.", Webhook + ", U7");

    private static Rule Dpf(string id, string description, string advice, string reference) =>
        new(id, FindingSource.Dpf, FindingSeverity.Error, description, advice, "DPF " + reference);
}
