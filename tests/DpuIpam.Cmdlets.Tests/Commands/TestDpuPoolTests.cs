using System.Management.Automation;

namespace DpuIpam.Cmdlets.Tests.Commands;

/// <summary>Test-DpuPool: findings of pools as they stand.</summary>
public sealed class TestDpuPoolTests : IDisposable
{
    private readonly Session _session = new();
    private readonly Folder _folder = new();

    public TestDpuPoolTests()
    {
        _folder.Write("clean.yaml", Pool("clean"));
        _folder.Write("twice.yaml", Pool("twice") + """
              exclusions:
              - {startIP: 10.0.0.10, endIP: 10.0.0.20}
              - {startIP: 10.0.0.15, endIP: 10.0.0.30}
            """);
        _folder.Write("outside.yaml", Pool("outside") + "  gateway: 10.0.1.1\n");
    }

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("Test-DpuPool clean.yaml", "")]
    [InlineData("Test-DpuPool outside.yaml", "GatewayOutside Error outside spec.gateway")]
    [InlineData("Test-DpuPool twice.yaml", "OverlappingExclusions Error twice spec.exclusions")]
    [InlineData("'outside.yaml', 'clean.yaml', 'twice.yaml' | Test-DpuPool",
        "GatewayOutside Error outside spec.gateway; OverlappingExclusions Error twice spec.exclusions")]
    [InlineData("ConvertFrom-DpuManifest outside.yaml | Test-DpuPool", "GatewayOutside Error outside spec.gateway")]
    [InlineData("Test-DpuPool -LiteralPath outside.yaml", "GatewayOutside Error outside spec.gateway")]
    public void Findings_name_rule_pool_and_field(string script, string expected)
    {
        _session.GoTo(_folder.Root);
        Assert.Equal(expected, string.Join("; ", _session.Results(script).Select(static finding =>
            $"{finding.Text("RuleId")} {finding.Text("Severity")} {finding.Text("Pool")} {finding.Text("Field")}")));
    }

    [Theory]
    [InlineData("Test-DpuPool clean.yaml -Quiet", "True")]
    [InlineData("Test-DpuPool outside.yaml -Quiet", "False")]
    [InlineData("Test-DpuPool clean.yaml, outside.yaml -Quiet", "False")]
    [InlineData("Test-DpuPool clean.yaml -FailOn Information -Quiet", "True")]
    public void Quiet_answers_for_all_pools_together(string script, string expected)
    {
        _session.GoTo(_folder.Root);
        Assert.Equal([expected], _session.Texts(script));
    }

    [Theory]
    [InlineData("malformed.yaml")]
    [InlineData("none.yaml")]
    public void Quiet_does_not_vouch_for_what_could_not_be_read(string bad)
    {
        _folder.Write("malformed.yaml", "kind: [");
        _session.GoTo(_folder.Root);
        var outcome = _session.Run($"Test-DpuPool {bad}, clean.yaml -Quiet");
        Assert.Single(outcome.Errors);
        Assert.DoesNotContain("True", outcome.Output.Select(static answer => answer.ToString()));
    }

    [Theory]
    [InlineData("Error", "outside: GatewayOutside: ")]
    [InlineData("Warning", "outside: GatewayOutside: ")]
    [InlineData("Information", "outside: GatewayOutside: ")]
    public void FailOn_ends_in_an_error_after_the_findings(string severity, string message)
    {
        _session.GoTo(_folder.Root);
        var outcome = _session.Run($"Test-DpuPool clean.yaml, outside.yaml, twice.yaml -FailOn {severity}");
        Assert.Equal(["GatewayOutside", "OverlappingExclusions"], outcome.Texts("RuleId"));
        var error = outcome.End();
        error.Is($"FailOn{severity}", ErrorCategory.InvalidResult, error.TargetObject);
        Assert.StartsWith(message, error.Message(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Test-DpuPool docs/examples/pools -FailOn Error", 2)]
    [InlineData("Test-DpuPool docs/examples/pools/storage.yaml -FailOn Warning", 1)]
    public void FailOn_passes_over_what_is_less_grave(string script, int findings) =>
        Assert.Equal(findings, _session.Results(script).Count);

    [Theory]
    [InlineData("42, 'clean.yaml', 'outside.yaml' | Test-DpuPool", "InputNotSupported", ErrorCategory.InvalidType, 42)]
    [InlineData("Test-DpuPool none.yaml, outside.yaml", "PathNotFound", ErrorCategory.ObjectNotFound, "none.yaml")]
    public void A_bad_item_costs_only_itself(string script, string id, ErrorCategory category, object target)
    {
        _session.GoTo(_folder.Root);
        var outcome = _session.Run(script);
        outcome.Error().Is(id, category, target);
        Assert.Equal(["GatewayOutside"], outcome.Texts("RuleId"));
    }

    [Fact]
    public void A_DPUServiceIPAM_is_sent_to_its_own_test()
    {
        var error = _session.Run("Test-DpuPool docs/examples/example-pool1-subnet.yaml").Error();
        error.Is("InputNotSupported", ErrorCategory.InvalidType, error.TargetObject);
        Assert.Contains("Test-DpuServiceIpam", error.Message(), StringComparison.Ordinal);
    }

    private static string Pool(string name) => $$"""
        apiVersion: nv-ipam.nvidia.com/v1alpha1
        kind: IPPool
        metadata: {name: {{name}}}
        spec:
          subnet: 10.0.0.0/24
          perNodeBlockSize: 100

        """;
}
