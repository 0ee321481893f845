namespace DpuIpam.Cmdlets.Tests.Writing;

/// <summary>What is removed is seen gone, and takes no node's addresses away without consent.</summary>
public sealed class RemoveTests : IDisposable
{
    private readonly Lab _lab = new();

    public void Dispose() => _lab.Dispose();

    [Theory]
    [InlineData("Remove-DpuServiceIpam shared -Confirm:$false")]
    [InlineData("Remove-DpuServiceIpam sh* -Confirm:$false")]
    [InlineData("Get-DpuServiceIpam | Remove-DpuServiceIpam -Confirm:$false -Force")]
    [InlineData("Remove-DpuPool shared -Confirm:$false")]
    [InlineData("Get-DpuPool | Remove-DpuPool -Confirm:$false")]
    public void Allocations_are_not_dropped_without_consent(string script)
    {
        var before = _lab.State();
        var outcome = _lab.Run(script);
        Assert.Equal(["DropRefused", "DropRefused"], outcome.Errors.Select(static error => error.FullyQualifiedErrorId.Split(',')[0]));
        Assert.Equal(before, _lab.State());
        Assert.NotEmpty(_lab.Results($"{script} -AllowDrop; 1"));
        Assert.Empty(_lab.Results("Get-DpuPool"));
    }

    [Fact]
    public void An_object_goes_with_its_pools_and_leaves_the_rest()
    {
        Assert.Equal(["shared"], _lab.Run("Remove-DpuServiceIpam -Name shared -AllowDrop -Confirm:$false -PassThru").Texts("Name"));
        Assert.Empty(_lab.Results("Get-DpuServiceIpam"));
        Assert.Equal(3, _lab.Results("Get-DpuNode").Count);
        Assert.Equal(3, _lab.Results("Get-DpuCluster").Count);
        Assert.StartsWith(
            "ServiceIpamNotFound,", _lab.Run("Remove-DpuServiceIpam shared -AllowDrop -Confirm:$false").Error().FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Empty(_lab.Results("Remove-DpuServiceIpam nob* -Confirm:$false"));
    }

    [Fact]
    public void A_pool_of_one_cluster_goes_alone()
    {
        var removed = _lab.Get("Remove-DpuPool shared -Cluster west -AllowDrop -Confirm:$false -PassThru");
        Assert.Equal("dpu-west/west", removed.Text("Cluster"));
        Assert.Equal(["rack2-a"], removed.TextItems("Allocations").Select(static text => text.Split(' ')[0]));
        Assert.Equal(["dpu-east/east"], _lab.Run("Get-DpuPool").Texts("Cluster"));
        Assert.StartsWith("PoolNotFound,", _lab.Run("Remove-DpuPool nobody -Confirm:$false").Error().FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.StartsWith("PoolNotFound,", _lab.Run("$input | Remove-DpuPool -Confirm:$false", removed).Error().FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(
            ["IPPool shared dpu-east/east Updated", "IPPool shared dpu-west/west Created"], _lab.Sync("Sync-DpuPool -All -Allocate"));
    }

    [Fact]
    public void Removing_asks()
    {
        // A console that can't ask says so; nothing is done.
        var before = _lab.State();
        Assert.NotNull(_lab.Run("Remove-DpuServiceIpam shared -AllowDrop").Terminating);
        Assert.NotNull(_lab.Run("Remove-DpuPool shared -AllowDrop").Terminating);
        Assert.Equal(before, _lab.State());
    }

    [Fact]
    public void Other_input_is_an_error()
    {
        Assert.StartsWith("InputNotSupported,", _lab.Run("7 | Remove-DpuPool -Confirm:$false").Error().FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.StartsWith("InputNotSupported,", _lab.Run("7 | Remove-DpuServiceIpam -Confirm:$false").Error().FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.StartsWith("InputNotSupported,", _lab.Run("7 | Wait-DpuServiceIpam").Error().FullyQualifiedErrorId, StringComparison.Ordinal);
    }
}
