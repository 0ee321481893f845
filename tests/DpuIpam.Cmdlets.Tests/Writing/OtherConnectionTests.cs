using System.Management.Automation;

namespace DpuIpam.Cmdlets.Tests.Writing;

/// <summary>An object of one connection is not what has its name, and even its uid, on another one.</summary>
public sealed class OtherConnectionTests : IDisposable
{
    private readonly Session _session = new();
    private readonly Lab _staging;
    private readonly Lab _lab;

    public OtherConnectionTests()
    {
        _staging = new Lab(session: _session);
        _session.Results($"$staging = Connect-DpuCluster -Path '{_staging.Root}' -Name staging");
        _lab = new Lab(session: _session);
    }

    public void Dispose()
    {
        _lab.Dispose();
        _staging.Dispose();
    }

    [Theory]
    [InlineData("Get-DpuPool -Cluster west -Connection staging | Remove-DpuPool -AllowDrop -Confirm:$false")]
    [InlineData("Get-DpuServiceIpam -Connection staging | Remove-DpuServiceIpam -AllowDrop -Confirm:$false")]
    [InlineData("Get-DpuServiceIpam -Connection staging | Wait-DpuServiceIpam -TimeoutSec 0")]
    [InlineData("Get-DpuServiceIpam -Connection staging | Get-DpuPool")]
    [InlineData("Get-DpuServiceIpam -Connection staging | Get-DpuPoolAllocation -Connection lab")]
    [InlineData("Get-DpuServiceIpam -Connection staging | Sync-DpuPool -Allocate")]
    [InlineData("Set-DpuServiceIpam shared -Gateway 192.168.0.2 -Connection staging -WhatIf | Sync-DpuPool -WhatIf")]
    [InlineData("(Get-DpuIpamPlan -Connection staging)[0] | Sync-DpuPool -Allocate")]
    public void It_is_an_error_on_another_one(string script)
    {
        var before = _lab.State().Concat(_staging.State()).ToArray();
        var outcome = _session.Run(script);
        var error = outcome.Error();
        error.Is("OtherConnection", ErrorCategory.InvalidArgument, error.TargetObject);
        Assert.NotNull(error.TargetObject);
        Assert.StartsWith("lab/shared: ", error.Message(), StringComparison.Ordinal);
        Assert.Contains("-Connection staging", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Empty(outcome.Output);
        Assert.Equal(before, _lab.State().Concat(_staging.State()));
    }

    [Theory]
    [InlineData("Get-DpuPool -Cluster west -Connection staging | Remove-DpuPool -AllowDrop -Confirm:$false -Connection staging")]
    [InlineData("Get-DpuServiceIpam -Connection staging | Sync-DpuPool -Allocate -Connection staging")]
    [InlineData("Get-DpuServiceIpam -Connection staging | Remove-DpuServiceIpam -AllowDrop -Confirm:$false -Connection staging")]
    public void It_is_taken_on_its_own(string script)
    {
        var before = _lab.State();
        var there = _staging.State();
        _session.Results(script);
        Assert.Equal(before, _lab.State());
        Assert.NotEqual(there, _staging.State());
    }

    [Fact]
    public void It_costs_only_itself()
    {
        var outcome = _session.Run("""
            (Get-DpuPool -Cluster west -Connection staging), (Get-DpuPool -Cluster west -Connection lab) |
                Remove-DpuPool -AllowDrop -Confirm:$false -PassThru
            """);
        Assert.StartsWith("OtherConnection,", outcome.Error().FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(["dpu-west/west"], outcome.Texts("Cluster"));
        outcome = _session.Run("(Get-DpuServiceIpam -Connection staging), (Get-DpuServiceIpam -Connection lab) | Wait-DpuServiceIpam -TimeoutSec 0");
        Assert.Equal(["OtherConnection", "NotReady"], outcome.Errors.Select(static error => error.FullyQualifiedErrorId.Split(',')[0]));
        outcome = _session.Run("(Get-DpuServiceIpam -Connection staging), (Get-DpuServiceIpam -Connection lab) | Get-DpuPoolAllocation -Connection lab");
        Assert.StartsWith("OtherConnection,", outcome.Error().FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.NotEmpty(outcome.Output);
    }

    [Fact]
    public void A_second_connection_to_the_same_folder_is_the_same()
    {
        _session.Results($"$again = Connect-DpuCluster -Path '{_staging.Root}' -Name again");
        Assert.Equal(2, _session.Results("Get-DpuServiceIpam -Connection staging | Sync-DpuPool -Allocate").Count);
    }

    [Fact]
    public void What_comes_from_files_is_of_no_connection()
    {
        var path = Path.Combine(_staging.Root, "west", "state.yaml");
        _session.Results($"ConvertFrom-DpuManifest -Path '{path}' -Cluster dpu-west/west | Where-Object Pool | Remove-DpuPool -AllowDrop -Confirm:$false");
        Assert.Equal(["dpu-east/east"], _session.Run("Get-DpuPool -Connection lab").Texts("Cluster"));
    }
}
