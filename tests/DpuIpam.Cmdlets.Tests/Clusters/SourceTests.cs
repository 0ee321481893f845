namespace DpuIpam.Cmdlets.Tests.Clusters;

/// <summary>An object of a connection is planned and checked among what else is there, without a word about it.</summary>
public sealed class SourceTests : IDisposable
{
    private readonly Lab _lab = new();

    public void Dispose() => _lab.Dispose();

    [Theory]
    [InlineData("Get-DpuServiceIpam shared")]
    [InlineData("Set-DpuServiceIpam shared -Network 192.168.0.0/24 -WhatIf")]
    public void A_plan_is_for_the_nodes_and_pools_of_its_connection(string script)
    {
        var plans = _lab.Session.Run($"{script} | Get-DpuIpamPlan");
        plans.Succeeded();
        Assert.Equal(["dpu-east/east", "dpu-west/west"], plans.Texts("Cluster"));
        Assert.Equal(["2", "1"], plans.Texts("NodeCount"));
        Assert.Equal(_lab.Session.Texts($"({script} | Get-DpuIpamPlan -Connection lab).Allocations"), _lab.Session.Texts($"({script} | Get-DpuIpamPlan).Allocations"));
    }

    [Fact]
    public void Who_would_be_renumbered_is_seen()
    {
        _lab.Session.Results("Sync-DpuPool -All -Allocate");
        var moved = _lab.Session.Run(
            "Set-DpuServiceIpam shared -AddExclusion 192.168.0.1-192.168.0.6 -WhatIf -WarningAction Ignore | Get-DpuIpamPlan | Get-DpuPoolAllocation -Change Moved, Dropped");
        Assert.Equal(["rack1-b"], moved.Texts("NodeName"));
        Assert.Empty(_lab.Session.Results(
            "Set-DpuServiceIpam shared -Network 192.168.0.0/24 -WhatIf | Get-DpuIpamPlan | Get-DpuPoolAllocation -Change Moved, Dropped"));
    }

    [Fact]
    public void The_default_connection_does_not_matter()
    {
        using var folder = new Folder();
        folder.Write("node.yaml", "{apiVersion: v1, kind: Node, metadata: {name: alone}}");
        _lab.Session.Results($"$null = Connect-DpuCluster '{folder.Root}' -Name other");
        Assert.Equal(["2", "1"], _lab.Session.Run("Get-DpuServiceIpam -Connection lab | Get-DpuIpamPlan").Texts("NodeCount"));
        Assert.Equal(["1"], _lab.Session.Run("Get-DpuServiceIpam -Connection lab | Get-DpuIpamPlan -Connection other").Texts("NodeCount"));
    }

    [Fact]
    public void Objects_of_two_connections_are_not_planned_together()
    {
        using var second = new Lab(isConnected: false);
        _lab.Session.Results($"$null = Connect-DpuCluster '{second.Root}' -Name second");
        foreach (var command in new[] { "Get-DpuIpamPlan", "Test-DpuServiceIpam" })
        {
            var outcome = _lab.Session.Run($"(Get-DpuServiceIpam -Connection lab), (Get-DpuServiceIpam -Connection second) | {command}");
            Assert.StartsWith("OtherConnection,", outcome.Error().FullyQualifiedErrorId, StringComparison.Ordinal);
            Assert.NotEmpty(outcome.Output);
        }
    }

    [Fact]
    public void An_object_by_itself_stays_by_itself()
    {
        Assert.Single(_lab.Session.Results("Get-DpuServiceIpam shared | Set-DpuServiceIpam -Network 192.168.0.0/24 -AsObject | Get-DpuIpamPlan -NodeCount 3"));
        Assert.Single(_lab.Session.Results($"Get-DpuServiceIpam -Path '{_lab.Root}/shared.yaml' | Get-DpuIpamPlan -NodeCount 3"));
    }

    [Fact]
    public void A_connection_that_was_closed_is_an_error()
    {
        _lab.Session.Results("$shared = Get-DpuServiceIpam shared; Disconnect-DpuCluster $connection");
        Assert.StartsWith("ConnectionClosed,", _lab.Session.Run("$shared | Get-DpuIpamPlan").End().FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Get-DpuIpamPlan")]
    [InlineData("Test-DpuServiceIpam")]
    [InlineData("Get-DpuPoolAllocation")]
    public void An_open_connection_to_the_same_place_stands_in_for_a_closed_one(string command)
    {
        var before = _lab.Session.Texts($"(Get-DpuServiceIpam shared | {command}).Cluster");
        Assert.NotEmpty(before);
        using var second = new Lab(isConnected: false);
        _lab.Session.Results($"""
            $shared = Get-DpuServiceIpam shared; Disconnect-DpuCluster $connection
            $null = Connect-DpuCluster '{_lab.Root}' -Name again; $null = Connect-DpuCluster '{second.Root}' -Name second
            """);
        Assert.Equal(before, _lab.Session.Texts($"($shared | {command}).Cluster"));
    }

    [Fact]
    public void One_to_another_place_or_namespace_does_not()
    {
        using var second = new Lab(isConnected: false);
        _lab.Session.Results($"""
            $shared = Get-DpuServiceIpam shared; Disconnect-DpuCluster $connection
            $null = Connect-DpuCluster '{_lab.Root}' -Name elsewhere -Namespace elsewhere; $null = Connect-DpuCluster '{second.Root}' -Name second
            """);
        foreach (var command in new[] { "Get-DpuIpamPlan", "Test-DpuServiceIpam", "Get-DpuPoolAllocation", "Get-DpuIpamPlan -Connection $connection" })
            Assert.StartsWith("ConnectionClosed,", _lab.Session.Run($"$shared | {command}").End().FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public void It_is_checked_against_what_else_is_there()
    {
        _lab.Write("other.yaml", """
            apiVersion: svc.dpu.nvidia.com/v1alpha1
            kind: DPUServiceIPAM
            metadata: {name: other, namespace: dpf-operator-system}
            spec: {ipv4Network: {network: 192.168.0.0/24, prefixSize: 28, subnetsPerDPUCluster: 4}}
            """);
        Assert.Contains("RangeOverlap", _lab.Session.Run("Get-DpuServiceIpam shared | Test-DpuServiceIpam").Texts("RuleId"));
    }
}
