namespace DpuIpam.Validation;

/// <summary>What nv-ipam refuses (docs/upstream.md, 4). A refused pool loses all its allocations (8.2).</summary>
internal static partial class Rules
{
    private const string Common = "api/v1alpha1: validation of both pool kinds, 4.1";
    private const string IPPool = "api/v1alpha1: IPPool validation, 4.2";
    private const string CidrPool = "api/v1alpha1: CIDRPool validation, 4.3";
    private const string Selector = "api/v1alpha1: node selector validation, 4.4";

    public static readonly Rule PoolName = NvIpam("PoolName",
        "The pool's name must be a CNI network name: letters, digits, '.', '_' and '-', beginning with a letter or digit.",
        "Rename the object, or correct the name override annotation.", Common);

    public static readonly Rule SubnetInvalid = NvIpam("SubnetInvalid",
        "The range of an IPPool must be a CIDR.",
        "Write address/length, such as 192.168.0.0/20, without leading zeros or a zone.", IPPool);

    public static readonly Rule BlockSizeTooSmall = NvIpam("BlockSizeTooSmall",
        "A node's block must have at least one address.", "Set perNodeIPCount to 1 or more.", IPPool);

    public static readonly Rule BlockSizeTooLarge = NvIpam("BlockSizeTooLarge",
        "A node's block must not be larger than the usable part of the subnet.",
        "Choose fewer addresses per node or a larger subnet.", IPPool);

    public static readonly Rule GatewayInvalid = NvIpam("GatewayInvalid",
        "The gateway must be an address.", "Write a single address of the subnet.", IPPool);

    public static readonly Rule GatewayOutside = NvIpam("GatewayOutside",
        "The gateway must lie in the subnet.", "Choose a gateway inside the subnet.", IPPool);

    public static readonly Rule ExclusionInvalid = NvIpam("ExclusionInvalid",
        "Both ends of an exclusion must be addresses.", "Correct startIP and endIP.", Common);

    public static readonly Rule ExclusionOutside = NvIpam("ExclusionOutside",
        "Both ends of an exclusion must lie in the pool's range.", "Cut the exclusion to the pool's range.", Common);

    public static readonly Rule ExclusionReversed = NvIpam("ExclusionReversed",
        "An exclusion must end at or after its start, in one family.", "Swap startIP and endIP.", Common);

    public static readonly Rule PerNodeExclusionNegative = NvIpam("PerNodeExclusionNegative",
        "Indexes of per-node exclusions must not be negative.", "Count from 0.", Common);

    public static readonly Rule PerNodeExclusionReversed = NvIpam("PerNodeExclusionReversed",
        "A per-node exclusion must end at or after its start.", "Swap startIndex and endIndex.", Common);

    public static readonly Rule PerNodeExclusionOutside = NvIpam("PerNodeExclusionOutside",
        "Indexes of per-node exclusions must lie inside a node's block or prefix.",
        "Use indexes below the number of addresses per node.", Common);

    public static readonly Rule DefaultGatewayWithoutGateway = NvIpam("DefaultGatewayWithoutGateway",
        "defaultGateway needs a gateway: spec.gateway of an IPPool, spec.gatewayIndex of a CIDRPool.",
        "Set a gateway (network mode: gatewayIndex), or leave defaultGateway out. DPF accepts it without.", Common);

    public static readonly Rule RoutesWithoutGateway = NvIpam("RoutesWithoutGateway",
        "Routes need a gateway: spec.gateway of an IPPool, spec.gatewayIndex of a CIDRPool.",
        "Set a gateway (network mode: gatewayIndex), or leave the routes out. DPF accepts them without.", Common);

    public static readonly Rule RouteInvalid = NvIpam("RouteInvalid",
        "The destination of a route must be a CIDR.", "Write address/length.", Common);

    public static readonly Rule RouteFamily = NvIpam("RouteFamily",
        "A route must be of the pool's family.", "Put the route into the pool of its family.", Common);

    public static readonly Rule DefaultRouteTwice = NvIpam("DefaultRouteTwice",
        "With defaultGateway, no route may be a default route.", "Remove the route or defaultGateway.", Common);

    public static readonly Rule CidrInvalid = NvIpam("CidrInvalid",
        "The range of a CIDRPool must be a CIDR.",
        "Write address/length, such as 192.168.0.0/20, without leading zeros or a zone.", CidrPool);

    public static readonly Rule CidrHostBits = NvIpam("CidrHostBits",
        "The range of a CIDRPool must not have host bits.",
        "Write the network address. DPF accepts host bits, nv-ipam refuses the pool.", CidrPool);

    public static readonly Rule GatewayIndexNegative = NvIpam("GatewayIndexNegative",
        "gatewayIndex must not be negative.", "Count from the prefix's network address.", CidrPool);

    public static readonly Rule GatewayIndexOutside = NvIpam("GatewayIndexOutside",
        "gatewayIndex must name a usable address of a node's prefix: not the network address, not the IPv4 broadcast"
        + " address, except in a /31, /32, /127 or /128.",
        "Use 1 to 2^h - 2 (IPv4) or 2^h - 1 (IPv6) for h host bits. DPF also accepts 0 and the last index.", CidrPool);

    public static readonly Rule NodePrefixNegative = NvIpam("NodePrefixNegative",
        "The length of a node's prefix must not be negative.", "Set prefixSize.", CidrPool);

    public static readonly Rule NodePrefixSize = NvIpam("NodePrefixSize",
        "A node's prefix must be at least as long as the range's and at most the family's number of bits.",
        "Choose a prefixSize between the two.", CidrPool);

    public static readonly Rule StaticPrefixInvalid = NvIpam("StaticPrefixInvalid",
        "A static prefix must be a CIDR.", "Write address/length.", CidrPool);

    public static readonly Rule StaticPrefixHostBits = NvIpam("StaticPrefixHostBits",
        "A static prefix must not have host bits.",
        "Write the network address. DPF accepts host bits, nv-ipam refuses the pool.", CidrPool);

    public static readonly Rule StaticPrefixOutside = NvIpam("StaticPrefixOutside",
        "A static prefix must lie in the pool's range.", "Choose a prefix inside the range.", CidrPool);

    public static readonly Rule StaticPrefixFamily = NvIpam("StaticPrefixFamily",
        "In a v4-mapped range static prefixes must be v4-mapped too.", "Write range and prefixes as IPv4.", CidrPool);

    public static readonly Rule StaticPrefixSize = NvIpam("StaticPrefixSize",
        "A static prefix must have the length of a node's prefix.", "Use prefixSize as its length.", CidrPool);

    public static readonly Rule StaticGatewayInvalid = NvIpam("StaticGatewayInvalid",
        "The gateway of a static allocation must be an address.", "Write a single address of the prefix.", CidrPool);

    public static readonly Rule StaticGatewayOutside = NvIpam("StaticGatewayOutside",
        "The gateway of a static allocation must lie in its prefix.", "Choose an address of the prefix.", CidrPool);

    public static readonly Rule StaticNodeTwice = NvIpam("StaticNodeTwice",
        "A node must have one static allocation at most.", "Remove all but one.", CidrPool);

    public static readonly Rule StaticPrefixTwice = NvIpam("StaticPrefixTwice",
        "A prefix must have one static allocation at most.",
        "Give each node its own prefix. DPF accepts the same one twice, nv-ipam refuses the pool.", CidrPool);

    public static readonly Rule SelectorWithoutTerms = NvIpam("SelectorWithoutTerms",
        "A node selector must have at least one term.", "Add a term, or leave the selector out to serve all nodes.",
        Selector);

    public static readonly Rule SelectorOperator = NvIpam("SelectorOperator",
        "The operator must be In, NotIn, Exists, DoesNotExist, Gt or Lt (fields: In or NotIn), in this spelling.",
        "Correct the operator; case matters.", Selector);

    public static readonly Rule SelectorValues = NvIpam("SelectorValues",
        "In and NotIn take values (fields: exactly one), Exists and DoesNotExist none, Gt and Lt exactly one.",
        "Correct the number of values.", Selector);

    public static readonly Rule SelectorKey = NvIpam("SelectorKey",
        "The key must be a label key; of the fields, only metadata.name.", "Correct the key.", Selector);

    public static readonly Rule SelectorFieldValue = NvIpam("SelectorFieldValue",
        "The value of a metadata.name requirement must be a possible node name.", "Correct the node name.", Selector);
}
