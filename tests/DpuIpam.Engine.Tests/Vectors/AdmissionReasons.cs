namespace DpuIpam.Engine.Tests.Vectors;

/// <summary>Why DPF refuses an object, in the words of the vectors and in ours.</summary>
internal static class AdmissionReasons
{
    /// <summary>The vectors' names of reasons, as rules and fields.</summary>
    public static readonly IReadOnlyDictionary<string, (string RuleId, string Field)> Rules = new Dictionary<string, (string, string)>
    {
        ["namespace"] = ("DpfNamespace", "namespace"),
        ["name-too-long"] = ("DpfName", "name"),
        ["mode-count"] = ("Mode", "spec"),
        ["network-invalid"] = ("DpfNetworkInvalid", "network"),
        ["network-mapped"] = ("DpfMapped", "network"),
        ["prefixsize-range"] = ("DpfPrefixSize", "prefixSize"),
        ["prefixsize-smaller-than-network"] = ("DpfPrefixTooShort", "prefixSize"),
        ["exclusion-invalid"] = ("DpfExclusion", "exclusions"),
        ["exclusion-outside"] = ("DpfExclusion", "exclusions"),
        ["exclusion-mapped"] = ("DpfMapped", "exclusions"),
        ["range-start-invalid"] = ("DpfExcludeRange", "startIP"),
        ["range-start-outside"] = ("DpfExcludeRange", "startIP"),
        ["range-start-mapped"] = ("DpfMapped", "startIP"),
        ["range-end-invalid"] = ("DpfExcludeRange", "endIP"),
        ["range-end-outside"] = ("DpfExcludeRange", "endIP"),
        ["range-reversed"] = ("DpfExcludeReversed", "excludeRanges"),
        ["allocation-outside"] = ("DpfStaticOutside", "allocations"),
        ["allocation-invalid"] = ("DpfStaticInvalid", "allocations"),
        ["gatewayindex-range"] = ("DpfGatewayIndex", "gatewayIndex"),
        ["gatewayindex-negative"] = ("DpfGatewayIndex", "gatewayIndex"),
        ["quota-min"] = ("DpfQuotaMin", "PerDPUCluster"),
        ["quota-max"] = ("DpfQuotaMax", "PerDPUCluster"),
        ["subnet-invalid"] = ("DpfNetworkInvalid", "subnet"),
        ["subnet-mapped"] = ("DpfMapped", "subnet"),
        ["subnet-too-narrow"] = ("DpfSubnetTooNarrow", "subnet"),
        ["gateway-invalid"] = ("DpfGateway", "gateway"),
        ["gateway-outside"] = ("DpfGateway", "gateway"),
        ["gateway-mapped"] = ("DpfMapped", "gateway"),
        ["count-min"] = ("DpfCount", "perNodeIPCount"),
        ["count-max"] = ("DpfCount", "perNodeIPCount"),
        ["route-invalid"] = ("DpfRoute", "routes"),
        ["route-family"] = ("DpfRoute", "routes"),
        ["route-mapped"] = ("DpfMapped", "routes"),
        ["route-default-clash"] = ("DpfDefaultRoute", "routes"),
        ["mode-switch"] = ("DpfModeSwitch", "spec"),
        ["family-switch"] = ("DpfFamilySwitch", "spec"),
        ["shrink"] = ("DpfShrink", "spec"),
        ["update-parse"] = ("DpfUpdateUnreadable", "spec"),
        ["size-immutable"] = ("DpfSizeImmutable", "spec"),
        ["quota-toggled"] = ("DpfQuotaToggled", "PerDPUCluster"),
        ["quota-decreased"] = ("DpfQuotaDecreased", "PerDPUCluster"),
    };
}
