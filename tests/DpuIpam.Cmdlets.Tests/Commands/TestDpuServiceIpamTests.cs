using System.Management.Automation;

namespace DpuIpam.Cmdlets.Tests.Commands;

/// <summary>Test-DpuServiceIpam: DPF's verdict, then nv-ipam's.</summary>
public sealed class TestDpuServiceIpamTests : IDisposable
{
    private const string Outside =
        "DpfGateway Error Dpf spec.ipv4Subnet.gateway; GatewayOutside Error NvIpam spec.ipv4Subnet.gateway";

    private readonly Session _session = new();
    private readonly Folder _folder = new();

    public TestDpuServiceIpamTests()
    {
        _folder.Write("clean.yaml", Texts.Network("clean", "10.1.0.0/16"));
        _folder.Write("outside.yaml", Texts.Subnet("outside", gateway: "10.0.1.1"));
        _folder.Write("before.yaml", Texts.Subnet("edited", count: "11"));
        _folder.Write("after.yaml", Texts.Subnet("edited", count: "12"));
        _session.GoTo(_folder.Root);
    }

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("Test-DpuServiceIpam clean.yaml", "")]
    [InlineData("Test-DpuServiceIpam outside.yaml", Outside)]
    [InlineData("'clean.yaml', 'outside.yaml' | Test-DpuServiceIpam", Outside)]
    [InlineData("ConvertFrom-DpuManifest outside.yaml | Test-DpuServiceIpam", Outside)]
    [InlineData("Test-DpuServiceIpam -LiteralPath outside.yaml", Outside)]
    public void Findings_name_rule_source_and_field(string script, string expected) =>
        Assert.Equal(expected, Graver(script, "Severity", "Source", "Field"));

    [Theory]
    [InlineData("Test-DpuServiceIpam after.yaml", "")]
    [InlineData("Test-DpuServiceIpam after.yaml -Against before.yaml", "DpfSizeImmutable Error")]
    [InlineData("Test-DpuServiceIpam after.yaml -Against (ConvertFrom-DpuManifest before.yaml)", "DpfSizeImmutable Error")]
    [InlineData("Test-DpuServiceIpam after.yaml -Against after.yaml", "")]
    [InlineData("Test-DpuServiceIpam after.yaml -Against before.yaml -ApiGeneration G0", "")]
    public void Against_what_was_there_edits_are_checked_as_updates(string script, string expected) =>
        Assert.Equal(expected, Graver(script, "Severity"));

    [Fact]
    public void An_object_that_was_not_there_is_new_and_a_warning_says_so()
    {
        var outcome = _session.Run("Test-DpuServiceIpam after.yaml -Against clean.yaml -WarningVariable warnings; $warnings.Message");
        outcome.Succeeded();
        Assert.StartsWith("edited: -Against has no object of this name", outcome.Output[^1].ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("10.0.0.0/28", "ReservedOverlap Warning")]
    [InlineData("10.0.0.250-10.0.1.7", "ReservedOverlap Warning")]
    [InlineData("10.0.0.17", "ReservedOverlap Warning")]
    [InlineData("10.9.0.0/16, 10.0.0.17", "ReservedOverlap Warning")]
    [InlineData("10.0.1.0/24", "")]
    [InlineData("fd00::/8", "")]
    [InlineData("$null", "")]
    [InlineData("@()", "")]
    public void Ranges_in_use_elsewhere_are_warned_of(string ranges, string expected)
    {
        Assert.Equal(expected, Graver($"Test-DpuServiceIpam after.yaml -ReservedRange {ranges}", "Severity"));
        Assert.Equal(expected, Graver($"(Get-DpuIpamPlan after.yaml -ReservedRange {ranges}).Findings", "Severity"));
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("10.0.0.9-10.0.0.1")]
    [InlineData("10.0.0.1-fd00::1")]
    [InlineData("10.0.0.1-")]
    [InlineData("''")]
    public void A_range_that_is_none_ends_the_command(string range) => Assert.StartsWith(
        "ParameterArgumentTransformationError,",
        _session.Run($"Test-DpuServiceIpam after.yaml -ReservedRange {range}").End().FullyQualifiedErrorId,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("Test-DpuServiceIpam clean.yaml -Quiet", "True")]
    [InlineData("Test-DpuServiceIpam clean.yaml, outside.yaml -Quiet", "False")]
    [InlineData("Test-DpuServiceIpam after.yaml -Against before.yaml -Quiet", "False")]
    public void Quiet_answers_for_all_objects_together(string script, string expected) =>
        Assert.Equal([expected], _session.Texts(script));

    [Theory]
    [InlineData("Test-DpuServiceIpam none.yaml, clean.yaml -Quiet")]
    [InlineData("Test-DpuServiceIpam clean.yaml -Against none.yaml -Quiet -WarningAction Ignore")]
    public void Quiet_does_not_vouch_for_what_could_not_be_read(string script)
    {
        var outcome = _session.Run(script);
        Assert.Single(outcome.Errors);
        Assert.DoesNotContain("True", outcome.Output.Select(static answer => answer.ToString()));
    }

    [Fact]
    public void FailOn_ends_in_an_error_after_the_findings()
    {
        var outcome = _session.Run("Test-DpuServiceIpam clean.yaml, outside.yaml -FailOn Error");
        Assert.Contains("GatewayOutside", outcome.Texts("RuleId"));
        var error = outcome.End();
        error.Is("FailOnError", ErrorCategory.InvalidResult, error.TargetObject);
        Assert.StartsWith("outside: DpfGateway: ", error.Message(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("42, 'outside.yaml' | Test-DpuServiceIpam", "InputNotSupported", ErrorCategory.InvalidType, 42)]
    [InlineData("Test-DpuServiceIpam none.yaml, outside.yaml", "PathNotFound", ErrorCategory.ObjectNotFound, "none.yaml")]
    public void A_bad_item_costs_only_itself(string script, string id, ErrorCategory category, object target)
    {
        var outcome = _session.Run(script);
        outcome.Error().Is(id, category, target);
        Assert.Contains("GatewayOutside", outcome.Texts("RuleId"));
    }

    [Theory]
    [InlineData("42", "InputNotSupported", ErrorCategory.InvalidType, 42)]
    [InlineData("none.yaml", "PathNotFound", ErrorCategory.ObjectNotFound, "none.yaml")]
    public void Against_what_could_not_be_read_there_is_no_verdict(string against, string id, ErrorCategory category, object target)
    {
        var outcome = _session.Run($"Test-DpuServiceIpam outside.yaml -Against {against} -FailOn Error -WarningAction Ignore");
        outcome.Error().Is(id, category, target);
        Assert.Empty(outcome.Output);
    }

    [Fact]
    public void Without_a_DPUServiceIPAM_there_is_nothing_to_test()
    {
        _folder.Write("nodes.yaml", Texts.Nodes("a"));
        _session.Run("Test-DpuServiceIpam nodes.yaml").Error().Is("NoServiceIpam", ErrorCategory.InvalidArgument, null);
    }

    /// <summary>Findings that are no notes.</summary>
    private string Graver(string script, params string[] properties) => string.Join("; ", _session.Results(script)
        .Where(static finding => finding.Text("Severity") != "Information")
        .Select(finding => $"{finding.Text("RuleId")} {string.Join(' ', properties.Select(finding.Text))}"));
}
