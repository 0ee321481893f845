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
            "ConvertFrom-DpuManifest", "ConvertTo-DpuManifest", "New-DpuServiceIpam -Name a",
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
    [InlineData("Get-DpuIpamPlan", "Get-DpuIpamPlan -NodeCount 3")]
    [InlineData("Get-DpuPoolAllocation", "Get-DpuPoolAllocation")]
    [InlineData("Test-DpuPool", "Test-DpuPool -Quiet")]
    [InlineData("Test-DpuServiceIpam", "Test-DpuServiceIpam")]
    [InlineData("ConvertFrom-DpuManifest", "ConvertFrom-DpuManifest")]
    [InlineData("ConvertTo-DpuManifest", "ConvertTo-DpuManifest")]
    [InlineData("New-DpuServiceIpam", "New-DpuServiceIpam -InputObject $null")]
    [InlineData("Get-DpuIpamPlan", "Get-DpuIpamPlan -InputObject $null")]
    public void A_command_without_input_says_how_to_give_some(string command, string script)
    {
        var error = _session.Run(script).End();
        Assert.StartsWith("NoInput,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains(command, error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }
}
