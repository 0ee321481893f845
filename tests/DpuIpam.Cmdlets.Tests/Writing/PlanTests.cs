namespace DpuIpam.Cmdlets.Tests.Writing;

/// <summary>A plan is carried out as it was seen, or not at all.</summary>
public sealed class PlanTests : IDisposable
{
    private readonly Lab _lab = new();

    public void Dispose() => _lab.Dispose();

    [Fact]
    public void A_plan_that_still_holds_is_carried_out() => Assert.Equal(
        ["IPPool shared dpu-east/east Updated", "IPPool shared dpu-west/west Unchanged"],
        _lab.Sync("Get-DpuIpamPlan -Connection $lab | Sync-DpuPool -Allocate"));

    [Fact]
    public void A_plan_that_no_longer_holds_is_refused_and_says_why()
    {
        _lab.Results("$plans = Get-DpuIpamPlan -Connection $lab");
        _lab.Write("east/more.yaml", "{apiVersion: v1, kind: Node, metadata: {name: rack0-z}}");
        var before = _lab.State();
        var outcome = _lab.Run("$plans | Sync-DpuPool -Allocate");
        Assert.Empty(outcome.Output);
        var error = outcome.Error();
        Assert.StartsWith("PlanOutdated,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("rack0-z", error.Message(), StringComparison.Ordinal);
        Assert.Equal(before, _lab.State());
    }

    [Fact]
    public void A_plan_of_an_object_that_was_edited_since_is_refused()
    {
        var error = _lab.Run("""
            $plans = Get-DpuIpamPlan -Connection $lab
            $null = Set-DpuServiceIpam shared -Gateway 192.168.0.2
            $plans | Sync-DpuPool
            """).Error();
        Assert.StartsWith("PlanOutdated,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("spec.subnet.gateway", error.Message(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_not_planned_is_not_done_along_with_it()
    {
        var error = _lab.Run("Get-DpuIpamPlan -Connection $lab | Where-Object Cluster -eq 'dpu-west/west' | Sync-DpuPool -Allocate").Error();
        Assert.StartsWith("PlanOutdated,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("dpu-east/east", error.Message(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_plan_of_a_bare_pool_says_not_what_the_pool_should_be()
    {
        var outcome = _lab.Run("Get-DpuIpamPlan docs/examples/pools/storage.yaml | Sync-DpuPool");
        Assert.StartsWith("PlanOfPool,", outcome.Error().FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public void A_plan_is_for_one_time() => Assert.StartsWith(
        "ParametersExclude,", _lab.Run("Get-DpuIpamPlan -Connection $lab | Sync-DpuPool -Continuous").End().FullyQualifiedErrorId, StringComparison.Ordinal);
}
