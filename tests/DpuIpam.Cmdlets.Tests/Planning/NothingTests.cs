using System.Management.Automation;

namespace DpuIpam.Cmdlets.Tests.Planning;

/// <summary>Nothing in, nothing out: an empty pipeline is no mistake, a command without input is one.</summary>
public sealed class NothingTests : IDisposable
{
    private readonly Session _session = new();

    public static TheoryData<string, string> EmptyPipelines => new MatrixTheoryData<string, string>(
        ["@()", "$null", "$null, $null", "@(, @())"],
        [
            "Get-DpuIpamPlan -NodeCount 3", "Get-DpuIpamPlan -NodeCount 3 -FailOn Change", "Get-DpuPoolAllocation",
            "Test-DpuPool", "Test-DpuPool -Quiet", "Test-DpuServiceIpam", "Test-DpuServiceIpam -Quiet",
            "ConvertFrom-DpuManifest", "ConvertTo-DpuManifest", "Get-DpuPool", "Compare-DpuPool -Against docs/examples/pools",
            "Compare-DpuPool -Quiet -Against docs/examples/pools", "Disconnect-DpuCluster",
            "New-DpuServiceIpam -Name a",
        ]);

    public void Dispose() => _session.Dispose();

    [Theory]
    [MemberData(nameof(EmptyPipelines))]
    public void An_empty_pipeline_gives_nothing_and_no_error(string input, string command) =>
        Assert.Empty(_session.Results($"{input} | {command}"));

    [Theory]
    [InlineData("@()")]
    [InlineData("$null")]
    [InlineData("$null, $null")]
    public void An_empty_pipeline_changes_nothing(string input) =>
        Assert.Empty(_session.Results($"{input} | Set-DpuServiceIpam -AsObject -Gateway 10.0.0.1"));

    [Theory]
    [InlineData("ConvertFrom-DpuManifest", "ConvertFrom-DpuManifest")]
    [InlineData("ConvertTo-DpuManifest", "ConvertTo-DpuManifest")]
    [InlineData("New-DpuServiceIpam", "New-DpuServiceIpam -InputObject $null")]
    [InlineData("Get-DpuIpamPlan", "Get-DpuIpamPlan -InputObject $null")]
    [InlineData("Test-DpuPool", "Test-DpuPool -InputObject $null")]
    [InlineData("Compare-DpuPool", "Compare-DpuPool -Against docs/examples/pools")]
    public void A_command_without_input_says_how_to_give_some(string command, string script)
    {
        var error = _session.Run(script).End();
        Assert.StartsWith("NoInput,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains(command, error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Get-DpuIpamPlan -NodeCount 3")]
    [InlineData("Get-DpuIpamPlan -Name x")]
    [InlineData("Get-DpuPoolAllocation")]
    [InlineData("Get-DpuServiceIpam")]
    [InlineData("Get-DpuPool")]
    [InlineData("Test-DpuPool -Quiet")]
    [InlineData("Test-DpuServiceIpam")]
    [InlineData("Compare-DpuPool")]
    [InlineData("Compare-DpuPool docs/examples/pools")]
    public void Without_a_connection_or_a_path_there_are_two_remedies(string script)
    {
        var error = _session.Run(script).End();
        error.Is("NotConnected", ErrorCategory.ConnectionError, null);
        Assert.Contains("Connect-DpuCluster", error.Message(), StringComparison.Ordinal);
        Assert.Contains("-Path", error.Message(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Get-DpuCluster")]
    [InlineData("Get-DpuNode")]
    [InlineData("Watch-DpuPool")]
    [InlineData("Disconnect-DpuCluster")]
    public void What_works_on_clusters_only_needs_a_connection(string script)
    {
        var error = _session.Run(script).End();
        error.Is("NotConnected", ErrorCategory.ConnectionError, null);
        Assert.Contains("Connect-DpuCluster", error.Message(), StringComparison.Ordinal);
    }
}
