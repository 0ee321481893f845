using DpuIpam.Planning;
using DpuIpam.Resources;

namespace DpuIpam.Engine.Tests.Planning;

/// <summary>What keeps an object from being ready.</summary>
public sealed class ReadinessTests
{
    private const string Spec =
        "\"subnet\":{\"subnet\":\"10.0.0.0/24\",\"gateway\":\"10.0.0.1\",\"perNodeIPCount\":10,\"blocksPerDPUCluster\":3}";

    private static readonly Node[] TwoNodes = [new("a", cluster: "ns/c1"), new("b", cluster: "ns/c1")];

    [Fact]
    public void Without_a_pool_it_is_not_ready() => Assert.Equal(["PoolMissing"], Reasons(TwoNodes));

    [Fact]
    public void One_allocation_for_two_nodes_is_not_ready() =>
        Assert.Equal(["NodeNotServed b"], Reasons(TwoNodes, Pool(("a", 1))));

    [Fact]
    public void With_every_node_served_it_is_ready() => Assert.Empty(Reasons(TwoNodes, Pool(("a", 1), ("b", 11))));

    [Fact]
    public void A_node_that_left_keeps_it_from_being_ready() =>
        Assert.Equal(["NodeNotServed c"], Reasons(TwoNodes, Pool(("a", 1), ("b", 11), ("c", 21))));

    [Fact]
    public void An_allocation_outside_the_share_is_an_error()
    {
        var reasons = Reasons(TwoNodes, Pool(("a", 1), ("b", 41)));

        Assert.Contains("AllocationOutsideShare b", reasons);
        Assert.Contains("NodeNotServed b", reasons);
    }

    [Fact]
    public void A_pool_with_another_field_is_not_ready() =>
        Assert.Contains("PoolDiffers", Reasons(TwoNodes, Pool("\"gateway\":\"10.0.0.2\"", ("a", 1), ("b", 11))));

    [Fact]
    public void A_generation_that_nobody_has_seen_counts_only_where_somebody_is_to_see_it()
    {
        var ipam = Read(3, 2);

        Assert.Equal(["NotObserved"], Readiness.Reasons(ipam, [], [], isObserved: true).Select(static r => r.RuleId));
        Assert.Empty(Readiness.Reasons(ipam, [], [], isObserved: false));
        Assert.Empty(Readiness.Reasons(Read(3, 3), [], [], isObserved: true));
    }

    [Fact]
    public void A_pool_that_is_to_go_away_keeps_it_from_being_ready()
    {
        var left = Given.Pool("IPPool", "\"subnet\":\"10.0.0.0/24\",\"perNodeBlockSize\":10");

        Assert.Equal(["PoolLeft"], Readiness.Reasons(Read(3, 3), [], [], isObserved: true, [left]).Select(static r => r.RuleId));
    }

    [Fact]
    public void Reports_explain_what_is_wrong_and_make_nothing_wrong()
    {
        var report = new PoolReport("ns/c1", PoolKind.IPPool, "dpf-operator-system", "pool", "NoFreeRanges", "failed to allocate IPs on Node: b");

        Assert.Contains("PoolEventReported", Reasons(TwoNodes, [report], Pool(("a", 1))));
        Assert.Empty(Reasons(TwoNodes, [report], Pool(("a", 1), ("b", 11))));
    }

    [Theory]
    [InlineData("kube-system", true)]
    [InlineData("dpf-operator-system", false)]
    public void A_namespace_that_nv_ipam_does_not_look_at_shows(string served, bool isUnwatched)
    {
        Pool[] pools = [Bare("dpf-operator-system", ""), Bare(served, ",\"status\":{\"allocations\":[]}")];

        Assert.Equal(isUnwatched, Readiness.IsInUnwatchedNamespace(pools[0], pools));
    }

    private static string[] Reasons(Node[] nodes, params Pool[] pools) => Reasons(nodes, [], pools);

    private static string[] Reasons(Node[] nodes, PoolReport[] reports, params Pool[] pools)
    {
        var ipam = Read(1, 1);
        var plans = Planner.Plan(new PlanInput { ServiceIpams = [ipam], Clusters = [Given.Cluster("c1")], Nodes = nodes, Pools = pools });
        return [.. Readiness.Reasons(ipam, plans, reports, isObserved: true)
            .Select(static reason => $"{reason.RuleId} {reason.NodeName}".Trim())];
    }

    private static ServiceIpamResource Read(long generation, long observed) => new(Given.Document($$"""
        {"apiVersion":"svc.dpu.nvidia.com/v1alpha1","kind":"DPUServiceIPAM",
         "metadata":{"name":"pool","namespace":"dpf-operator-system","generation":{{generation}} },"spec":{ {{Spec}} },
         "status":{"observedGeneration":{{observed}},"dpuClusterAllocations":[
           {"dpuCluster":"ns/c1","ipRanges":[{"startIP":"10.0.0.1","endIP":"10.0.0.30"}]}]} }
        """));

    private static Pool Pool(params (string Node, int First)[] allocations) => Pool("\"gateway\":\"10.0.0.1\"", allocations);

    private static Pool Pool(string gateway, params (string Node, int First)[] allocations)
    {
        var list = string.Join(',', allocations.Select(static a =>
            $$"""{"nodeName":"{{a.Node}}","startIP":"10.0.0.{{a.First}}","endIP":"10.0.0.{{a.First + 9}}"}"""));
        return new Pool(new IPPoolResource(Given.Document($$"""
            {"apiVersion":"nv-ipam.nvidia.com/v1alpha1","kind":"IPPool","metadata":{"name":"pool","namespace":"dpf-operator-system",
             "labels":{"dpu.nvidia.com/dpuserviceipam-name":"pool","dpu.nvidia.com/dpuserviceipam-namespace":"dpf-operator-system"} },
             "spec":{"subnet":"10.0.0.0/24","perNodeBlockSize":10,{{gateway}},"exclusions":[
               {"startIP":"10.0.0.0","endIP":"10.0.0.0"},{"startIP":"10.0.0.31","endIP":"10.0.0.255"}]},
             "status":{"allocations":[{{list}}]} }
            """)), "ns/c1");
    }

    private static Pool Bare(string @namespace, string status) => new(new IPPoolResource(Given.Document($$"""
        {"apiVersion":"nv-ipam.nvidia.com/v1alpha1","kind":"IPPool","metadata":{"name":"p","namespace":"{{@namespace}}"},
         "spec":{"subnet":"10.0.0.0/24","perNodeBlockSize":10}{{status}} }
        """)), "ns/c1");
}
