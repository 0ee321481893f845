using System.Text.Json;
using DpuIpam.Resources;
using DpuIpam.Validation;

namespace DpuIpam.Engine.Tests.Vectors;

/// <summary>What DPF's CRD and webhook admit, compared with its own tests' tables.</summary>
public sealed class AdmissionVectorTests
{
    /// <summary>The vectors' names of reasons, as rules and fields.</summary>
    private static readonly Dictionary<string, (string RuleId, string Field)> Reasons = new()
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

    public static IEnumerable<TheoryDataRow<JsonElement>> Validation => VectorFile.Cases("dpuserviceipam.json", "validation");

    [Theory]
    [MemberData(nameof(Validation))]
    public void Answers_as_Dpf(JsonElement vector)
    {
        var violations = Validate(vector, ApiGeneration.G5);

        var wanted = vector.Items("reasons").Select(static reason => Reasons[reason.GetString()!]).ToArray();
        Assert.Equal(vector.GetProperty("valid").GetBoolean(), violations.Count == 0);

        // A reason stands once, however many entries of a list break its rule.
        Assert.Equal(wanted.Length, violations
            .Select(static violation => (violation.Rule.RuleId, violation.Field[(violation.Field.LastIndexOf('.') + 1)..]))
            .Distinct()
            .Count());
        Assert.All(wanted, reason => Assert.Contains(violations, violation =>
            violation.Rule.RuleId.StartsWith(reason.RuleId, StringComparison.Ordinal)
            && violation.Field.Contains(reason.Field, StringComparison.Ordinal)));
        if (vector.TryGetProperty("errorContains", out var text))
            Assert.Contains(violations, violation => violation.Message.Contains(text.GetString()!, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Validation))]
    public void Refusals_hold_since_their_generation(JsonElement vector)
    {
        var since = Enum.Parse<ApiGeneration>(vector.Text("since"));

        Assert.Equal(vector.GetProperty("valid").GetBoolean(), Validate(vector, since).Count == 0);
    }

    private static List<DpfViolation> Validate(JsonElement vector, ApiGeneration generation) =>
        vector.Text("operation") == "create"
            ? ServiceIpamValidator.Validate(Read(vector.GetProperty("object")), generation)
            : ServiceIpamValidator.ValidateUpdate(
                Read(vector.GetProperty("old")), Read(vector.GetProperty("new")), generation);

    private static ServiceIpamResource Read(JsonElement root) => new(new ManifestDocument(root, default));
}
