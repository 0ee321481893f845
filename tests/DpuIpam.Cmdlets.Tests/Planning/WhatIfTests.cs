using System.Management.Automation;

namespace DpuIpam.Cmdlets.Tests.Planning;

/// <summary>-AddNode, -RemoveNode and -Reregister, against what the documents' status records.</summary>
public sealed class WhatIfTests : IDisposable
{
    private const string Storage = "Get-DpuIpamPlan docs/examples/pools/storage.yaml, docs/examples/pools/nodes.yaml";
    private const string Fresh = "Get-DpuIpamPlan docs/examples/example-pool1-subnet.yaml -NodeCount 3";

    private readonly Session _session = new();

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData(Storage + " -AddNode worker-d", "worker-d 10.10.0.61-10.10.0.120 Added ")]
    [InlineData(Storage + " -RemoveNode worker-a", "worker-a nothing Dropped 10.10.0.121-10.10.0.180")]
    [InlineData(Storage + " -Reregister worker-a", "worker-a 10.10.0.61-10.10.0.120 Moved 10.10.0.121-10.10.0.180")]
    [InlineData(Storage + " -Reregister worker-b", "")]
    [InlineData(Storage + " -RemoveNode worker-c", "")]
    [InlineData(
        Storage + " -RemoveNode worker-b -AddNode worker-0",
        "worker-0 10.10.0.1-10.10.0.60 Added ; worker-b nothing Dropped 10.10.0.1-10.10.0.60")]
    [InlineData(Fresh + " -AddNode dpu-node-4", "dpu-node-4 192.168.3.1-192.168.4.0 Added ")]
    [InlineData(Fresh + " -RemoveNode dpu-node-2", "dpu-node-2 nothing Dropped 192.168.1.1-192.168.2.0")]
    [InlineData(Fresh + " -Reregister dpu-node-2", "")]
    [InlineData(
        Fresh + " -Reregister dpu-node-1 -AddNode a-first",
        "a-first 192.168.0.1-192.168.1.0 Added ; dpu-node-1 192.168.3.1-192.168.4.0 Moved 192.168.0.1-192.168.1.0")]
    public void What_changes_is_named_per_node(string script, string changes) => Assert.Equal(
        changes,
        string.Join("; ", _session.Get(script).Items("Changes").Select(static change =>
            $"{change} {change.Text("Change")} {change.Text("Previous")}")));

    [Theory]
    [InlineData("-RemoveNode")]
    [InlineData("-Reregister")]
    public void A_node_that_is_not_there_is_an_error_and_the_plan_comes_all_the_same(string parameter)
    {
        var outcome = _session.Run($"{Fresh} {parameter} dpu-node-1, nobody");
        outcome.Error().Is("NodeNotFound", ErrorCategory.ObjectNotFound, "nobody");
        Assert.Single(outcome.Output);
    }

    [Fact]
    public void A_node_added_that_is_there_already_is_named_like_any_that_is_there_twice()
    {
        var outcome = _session.Run($"{Fresh} -AddNode dpu-node-1");
        Assert.Equal(["3"], outcome.Texts("Allocated"));
        Assert.StartsWith("DuplicateNode,", outcome.Error().FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public void A_node_removed_again_and_again_is_removed() =>
        Assert.Equal("2", _session.Get($"{Fresh} -RemoveNode dpu-node-3, dpu-node-3").Text("Allocated"));
}
