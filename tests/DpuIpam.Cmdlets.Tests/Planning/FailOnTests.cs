using System.Management.Automation;

namespace DpuIpam.Cmdlets.Tests.Planning;

/// <summary>-FailOn, on which pipelines stop: an error after all plans were written.</summary>
public sealed class FailOnTests : IDisposable
{
    private const string Pool1 = "Get-DpuIpamPlan docs/examples/example-pool1-subnet.yaml";
    private const string Storage = "Get-DpuIpamPlan docs/examples/pools/storage.yaml, docs/examples/pools/nodes.yaml";
    private const string InUse = "Get-DpuIpamPlan docs/examples/pools";

    private readonly Session _session = new();

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData(Pool1 + " -NodeCount 3", "Change", "example-pool1: 3 allocations added, 0 moved, 0 dropped.")]
    [InlineData(Storage + " -RemoveNode worker-a", "Change", "storage: 0 allocations added, 0 moved, 1 dropped.")]
    [InlineData(InUse, "Change", "fabric: 1 allocations added, 2 moved, 0 dropped.")]
    [InlineData(Pool1 + " -NodeCount 16", "Warning", "example-pool1: CapacityReached: The pool is full: 15 of 16 nodes get an allocation.")]
    [InlineData(InUse, "Hazard", "fabric: 2 nodes would be renumbered, 0 would lose their allocation.")]
    [InlineData(Storage + " -RemoveNode worker-a", "Hazard", "storage: 0 nodes would be renumbered, 1 would lose their allocation.")]
    [InlineData(Pool1 + " -NodeCount 16", "Hazard, Warning", "example-pool1: CapacityReached: The pool is full: 15 of 16 nodes get an allocation.")]
    public void Ends_in_an_error_after_the_plans(string script, string conditions, string message)
    {
        var plans = _session.Texts(script);
        var outcome = _session.Run($"{script} -FailOn {conditions}");
        var error = outcome.End();
        error.Is($"FailOn{conditions.Split(", ")[^1]}", ErrorCategory.InvalidResult, error.TargetObject);
        Assert.Equal(message, error.Message());
        Assert.Contains(error.TargetObject.ToString(), plans);
        Assert.Equal(plans, outcome.Output.Select(static plan => plan.ToString()));
    }

    [Theory]
    [InlineData("Hazard")]
    [InlineData("Warning")]
    public void A_refused_spec_fails_under_every_condition_that_looks_at_findings(string condition)
    {
        using var folder = new Folder();
        var path = folder.Write("bad.yaml", Texts.Subnet("bad", gateway: "10.9.9.9"));
        var outcome = _session.Run($"Get-DpuIpamPlan '{path}' -NodeCount 1 -FailOn {condition}");
        Assert.StartsWith($"FailOn{condition},", outcome.End().FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Single(outcome.Output);
    }

    [Theory]
    [InlineData(Pool1 + " -NodeCount 3 -FailOn Hazard")]
    [InlineData(Pool1 + " -NodeCount 3 -FailOn Warning")]
    [InlineData(Pool1 + " -NodeCount 3 -FailOn Warning, Hazard")]
    [InlineData(Storage + " -FailOn Change, Warning, Hazard")]
    public void Passes_when_no_plan_has_it(string script) => Assert.Single(_session.Results(script));
}
