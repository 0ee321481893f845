namespace DpuIpam.Cmdlets.Tests.Writing;

/// <summary>Beside DPF nothing but its objects is written.</summary>
public sealed class BesideDpfTests : IDisposable
{
    private readonly Lab _lab = new();

    public BesideDpfTests() => _lab.Write("dpf.yaml", Lab.RunningDpf);

    public void Dispose() => _lab.Dispose();

    [Fact]
    public void A_sync_writes_nothing_and_says_what_DPF_has_not_done()
    {
        _lab.Results("Set-DpuServiceIpam shared -Gateway 192.168.0.2");
        var before = _lab.State();
        var outcome = _lab.Run("Sync-DpuPool shared -TimeoutSec 0 -Verbose");
        Assert.Equal(
            ["IPPool shared dpu-east/east Deferred", "IPPool shared dpu-west/west Deferred"], Lab.Actions(outcome.Succeeded()));
        Assert.Contains(outcome.Output[0].Items("Findings"), static finding => finding.Text("RuleId") == "PoolDiffers");
        Assert.Contains(outcome.Verbose, static text => text.Contains("DPF holds the pools", StringComparison.Ordinal));
        Assert.Equal(before, _lab.State());
    }

    [Fact]
    public void With_Wait_that_is_an_error()
    {
        var outcome = _lab.Run("Sync-DpuPool shared -Wait -TimeoutSec 0");
        Assert.StartsWith("NotReady,", outcome.Error().FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(2, outcome.Output.Count);
    }

    [Theory]
    [InlineData("-Allocate")]
    [InlineData("-TakeOverFromDpf")]
    [InlineData("-HandBackToDpf")]
    [InlineData("-Continuous")]
    public void What_would_fight_DPF_is_refused(string parameter)
    {
        var error = _lab.Run($"Sync-DpuPool -All {parameter}").End();
        Assert.StartsWith("DpfHoldsPools,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("dpuservice-controller-manager has 1 replica", error.Message(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_pool_of_an_object_is_not_removed_and_one_of_nobody_is()
    {
        var error = _lab.Run("Remove-DpuPool shared -Cluster west -AllowDrop -Confirm:$false").Error();
        Assert.StartsWith("DpfHoldsPools,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("DPF re-creates it, and nv-ipam deals afresh", error.Message(), StringComparison.Ordinal);
        _lab.Write("west/bare.yaml", """
            apiVersion: nv-ipam.nvidia.com/v1alpha1
            kind: IPPool
            metadata: {name: bare, namespace: dpf-operator-system}
            spec: {subnet: 10.0.0.0/24, perNodeBlockSize: 8, gateway: 10.0.0.1}
            """);
        _lab.Results("Remove-DpuPool bare -Confirm:$false");
        Assert.Equal(["shared", "shared"], _lab.Run("Get-DpuPool").Texts("Pool"));
    }

    [Fact]
    public void Consent_is_asked_of_the_edit()
    {
        Assert.All(
            _lab.Run("Set-DpuServiceIpam shared -NodeSelector @{ role = 'dpu' }").Errors,
            static error => Assert.StartsWith("DropRefused,", error.FullyQualifiedErrorId, StringComparison.Ordinal));
        _lab.Results("Set-DpuServiceIpam shared -NodeSelector @{ role = 'dpu' } -AllowDrop -WarningAction Ignore");
        Assert.All(
            _lab.Results("Sync-DpuPool shared -TimeoutSec 0"), static result => Assert.Equal("Deferred", result.Text("Action")));
    }

    [Fact]
    public void While_DPF_is_stopped_its_pools_can_be_taken_over_and_handed_back()
    {
        _lab.Write("dpf.yaml", Lab.StoppedDpf);
        _lab.Results("Set-DpuServiceIpam shared -Gateway 192.168.0.2");
        var deferred = _lab.Results("Sync-DpuPool shared");
        Assert.All(deferred, static result => Assert.Equal("Deferred", result.Text("Action")));
        Assert.Contains(deferred[0].Items("Findings"), static finding => finding.Text("RuleId") == "DpfStopped");
        Assert.All(_lab.Results("Sync-DpuPool shared -TakeOverFromDpf"), static result => Assert.Equal("Updated", result.Text("Action")));
        // A folder keeps no managers: there is nothing to hand back.
        Assert.All(_lab.Results("Sync-DpuPool shared -HandBackToDpf"), static result => Assert.Equal("Unchanged", result.Text("Action")));
    }

    [Fact]
    public void Waiting_says_that_DPF_has_not_acted()
    {
        _lab.Results("Set-DpuServiceIpam shared -Gateway 192.168.0.2");
        var error = _lab.Run("Wait-DpuServiceIpam shared -TimeoutSec 0").Error();
        Assert.StartsWith("NotReady,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("gateway", error.Message(), StringComparison.Ordinal);
        Assert.Contains("Wait for DPF", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }
}
