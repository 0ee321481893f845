using System.Text.Json;
using DpuIpam.Resources;
using DpuIpam.Validation;

namespace DpuIpam.Engine.Tests.Vectors;

/// <summary>What DPF's CRD and webhook admit, compared with its own tests' tables.</summary>
public sealed class AdmissionVectorTests
{
    public static IEnumerable<TheoryDataRow<JsonElement>> Validation => VectorFile.Cases("dpuserviceipam.json", "validation");

    [Theory]
    [MemberData(nameof(Validation))]
    public void Answers_as_Dpf(JsonElement vector)
    {
        var violations = Validate(vector, ApiGeneration.G5);

        var wanted = vector.Items("reasons").Select(static reason => AdmissionReasons.Rules[reason.GetString()!]).ToArray();
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
