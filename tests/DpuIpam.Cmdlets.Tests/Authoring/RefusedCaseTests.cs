using System.Management.Automation;

namespace DpuIpam.Cmdlets.Tests.Authoring;

/// <summary>Everything that DPF refuses in its own tests, through the commands: rule, field and remedy are told, and what comes
/// after it is served.</summary>
public sealed class RefusedCaseTests : IDisposable
{
    private static readonly Dictionary<string, RefusedCase> Cases = RefusedCase.All.ToDictionary(static item => item.Name);

    private readonly Session _session = new();
    private readonly Folder _folder = new();

    public RefusedCaseTests()
    {
        _folder.Write("good.yaml", Texts.Subnet("good"));
        _session.GoTo(_folder.Root);
        _session.Results("$good = ConvertFrom-DpuManifest good.yaml");
    }

    public static TheoryData<string> All => [.. Cases.Keys];

    public static TheoryData<string> Rows => [.. Cases.Values
        .Where(static item => !item.IsUpdate && item.Modes.Length < 2)
        .Select(static item => item.Name)];

    /// <summary>A switch of the mode is no parameter, so there is nothing to refuse.</summary>
    public static TheoryData<string> Updates => [.. Cases.Values
        .Where(static item => item.IsUpdate && !item.Reasons.Contains("mode-switch"))
        .Select(static item => item.Name)];

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void No_case_is_lost() => Assert.Equal((58, 43, 13), (All.Count, Rows.Count, Updates.Count));

    [Theory]
    [MemberData(nameof(All))]
    public void Test_finds_the_rule(string name)
    {
        var item = Cases[name];
        _folder.Write("bad.json", item.New.ToJsonString());
        if (item.IsUpdate) _folder.Write("old.json", item.Old.ToJsonString());
        var against = item.IsUpdate ? "-Against old.json -WarningAction Ignore" : "";

        var findings = _session.Results($"Test-DpuServiceIpam bad.json, good.yaml -ReservedRange 10.0.0.9 {against}");

        Assert.All(item.Rules, rule => Assert.Contains(findings, finding =>
            finding.Text("RuleId").StartsWith(rule.RuleId, StringComparison.Ordinal)
            && finding.Text("Field").Contains(rule.Field, StringComparison.Ordinal)
            && finding.Text("Severity") == "Error"
            && finding.Text("Source") == "Dpf"
            && finding.Text("Advice").Length > 0));
        Assert.Contains(findings, static finding => finding.Text("Pool") == "good" && finding.Text("RuleId") == "ReservedOverlap");
    }

    [Theory]
    [MemberData(nameof(All))]
    public void New_refuses_to_copy_it(string name)
    {
        var item = Cases[name];
        _folder.Write("bad.json", item.New.ToJsonString());

        var outcome = _session.Run("$bad = ConvertFrom-DpuManifest bad.json; $bad, $good | New-DpuServiceIpam");

        // What breaks a rule on updates only may be good as a new object.
        var rules = item.Rules.Where(static rule => !IsOfUpdates(rule.RuleId)).ToArray();
        Assert.Equal(rules.Length == 0 ? [item.ObjectName, "good"] : ["good"], outcome.Texts("Name"));
        AssertRefused(outcome, rules, item);
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void New_refuses_the_row(string name)
    {
        var item = Cases[name];
        var row = item.Row();

        var outcome = _session.Run("@($input) + @($good) | New-DpuServiceIpam", row);

        Assert.Equal(["good"], outcome.Texts("Name"));
        if (!outcome.Errors[0].FullyQualifiedErrorId.StartsWith("FieldInvalid,", StringComparison.Ordinal))
        {
            // An excluded address is written as a range of one, and an empty gateway not at all.
            var isMissing = name == "create-subnet-gateway-empty";
            AssertRefused(
                outcome,
                item.Rules.Select(rule => rule.RuleId == "DpfExclusion" ? ("DpfExcludeRange", "excludeRanges")
                    : isMissing ? ("DpfFieldMissing", rule.Field) : rule),
                item);
            return;
        }

        // Ranges are read before there is an object, and a row without a size has no mode.
        var error = outcome.Error();
        error.Is("FieldInvalid", ErrorCategory.InvalidArgument, row);
        Assert.All(item.Reasons, static reason => Assert.Matches("^(exclusion|range|mode-count)", reason));
        Assert.Contains(item.Reasons[0] == "mode-count" ? "PerNodeIPCount, PrefixSize: " : "Exclusion: '", error.Message(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Updates))]
    public void Set_refuses_the_change(string name)
    {
        var item = Cases[name];
        _folder.Write("old.json", item.Old.ToJsonString());

        var outcome = _session.Run(
            "$old = ConvertFrom-DpuManifest old.json; $changes = @($input)[0]; $old | Set-DpuServiceIpam -AsObject @changes", item.Changes());

        Assert.Empty(outcome.Output);
        AssertRefused(outcome, item.Rules, item);
    }

    private static bool IsOfUpdates(string ruleId) => ruleId is "DpfModeSwitch" or "DpfFamilySwitch" or "DpfShrink"
        or "DpfUpdateUnreadable" or "DpfSizeImmutable" or "DpfQuotaToggled" or "DpfQuotaDecreased";

    private static void AssertRefused(Outcome outcome, IEnumerable<(string RuleId, string Field)> rules, RefusedCase item)
    {
        Assert.Null(outcome.Terminating);
        Assert.All(rules, rule => Assert.Contains(outcome.Errors, error =>
            error.FullyQualifiedErrorId.StartsWith(rule.RuleId, StringComparison.Ordinal)
            && error.Message().Split(": ")[0].Contains(rule.Field, StringComparison.Ordinal)));
        Assert.All(outcome.Errors, error =>
        {
            Assert.Equal(ErrorCategory.InvalidData, error.CategoryInfo.Category);
            Assert.NotEmpty(error.ErrorDetails.RecommendedAction);
            Assert.Equal(item.ObjectName, PSObject.AsPSObject(error.TargetObject).Text("Name"));
        });
    }
}
