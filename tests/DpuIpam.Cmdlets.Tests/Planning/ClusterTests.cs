using System.Management.Automation;

namespace DpuIpam.Cmdlets.Tests.Planning;

/// <summary>DPUCluster documents: one plan per cluster, each with its own nodes and its own share.</summary>
public sealed class ClusterTests : IDisposable
{
    private const string Manifests = """
        apiVersion: provisioning.dpu.nvidia.com/v1alpha1
        kind: DPUCluster
        metadata: {name: east, namespace: dpus}
        status: {phase: Ready, version: v1.33.0}
        ---
        apiVersion: provisioning.dpu.nvidia.com/v1alpha1
        kind: DPUCluster
        metadata: {name: west, namespace: dpus, labels: {site: w}}
        ---
        apiVersion: svc.dpu.nvidia.com/v1alpha1
        kind: DPUServiceIPAM
        metadata: {name: both, namespace: dpf-operator-system}
        spec:
          ipv4Subnet: {subnet: 10.0.0.0/24, gateway: 10.0.0.1, perNodeIPCount: 10, blocksPerDPUCluster: 5}
        """;

    private readonly Session _session = new();
    private readonly Folder _folder = new();

    public ClusterTests()
    {
        _folder.Write("clusters.yaml", Manifests);
        _session.GoTo(_folder.Root);
    }

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Each_cluster_gets_a_plan_with_its_share() => Assert.Equal(
        ["dpus/east 10.0.0.1-10.0.0.50 2 of 5", "dpus/west 10.0.0.51-10.0.0.100 2 of 5"],
        _session.Results("Get-DpuIpamPlan clusters.yaml -NodeCount 2").Select(static plan =>
            $"{plan.Text("Cluster")} {Assert.Single(plan.TextItems("Share"))} {plan.Text("Allocated")} of {plan.Text("Capacity")}"));

    [Theory]
    [InlineData("@{ 'dpus/east' = 1; 'dpus/west' = 4 }")]
    [InlineData("@{ east = 1; west = 4 }")]
    public void NodeCount_by_cluster_counts_per_cluster(string count) => Assert.Equal(
        ["dpus/east 1", "dpus/west 4"],
        _session.Results($"Get-DpuIpamPlan clusters.yaml -NodeCount {count}").Select(static plan =>
            $"{plan.Text("Cluster")} {plan.Text("Allocated")}"));

    [Fact]
    public void A_cluster_that_is_not_there_is_an_error_and_the_plans_come_all_the_same()
    {
        // A slip in a cluster's name must not look like a plan without nodes.
        var outcome = _session.Run("Get-DpuIpamPlan clusters.yaml -NodeCount @{ east = 1; wset = 4 }");
        outcome.Error().Is("ClusterNotFound", ErrorCategory.ObjectNotFound, "wset");
        Assert.Equal(["1", "0"], outcome.Texts("Allocated"));
    }

    /// <summary>Another cluster of the name, in another namespace.</summary>
    private const string OtherEast = """
        apiVersion: provisioning.dpu.nvidia.com/v1alpha1
        kind: DPUCluster
        metadata: {name: east, namespace: other}
        """;

    [Theory]
    [InlineData("-NodeCount @{ east = 3; west = 2 }")]
    [InlineData("-Node (ConvertFrom-DpuManifest nodes.yaml -Cluster east) -NodeCount @{ west = 2 }")]
    [InlineData("-AddNode (ConvertFrom-DpuManifest nodes.yaml -Cluster east) -NodeCount @{ west = 2 }")]
    public void A_short_name_that_two_clusters_have_is_an_error_and_the_rest_is_planned(string nodes)
    {
        _folder.Write("other.yaml", OtherEast);
        _folder.Write("nodes.yaml", Texts.Nodes("a", "b"));
        var outcome = _session.Run($"Get-DpuIpamPlan clusters.yaml, other.yaml {nodes}");
        var error = outcome.Error();
        error.Is("ClusterAmbiguous", ErrorCategory.InvalidArgument, "east");
        Assert.Contains("dpus/east and other/east", error.Message(), StringComparison.Ordinal);
        Assert.Contains("namespace/name", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(["dpus/east 0", "dpus/west 2", "other/east 0"], outcome.Output.Select(static plan =>
            $"{plan.Text("Cluster")} {plan.Text("Allocated")}"));
    }

    [Fact]
    public void With_the_namespace_the_same_names_are_told_apart()
    {
        _folder.Write("other.yaml", OtherEast);
        Assert.Equal(
            ["dpus/east 1", "dpus/west 2", "other/east 3"],
            _session.Results("Get-DpuIpamPlan clusters.yaml, other.yaml -NodeCount @{ 'dpus/east' = 1; west = 2; 'other/east' = 3 }")
                .Select(static plan => $"{plan.Text("Cluster")} {plan.Text("Allocated")}"));
    }

    [Theory]
    [InlineData("east", "dpus/east", "ClusterAmbiguous")]
    [InlineData("west", "dpus/west", "")]
    [InlineData("other/east", "other/east", "")]
    [InlineData("none", "none", "")]
    public void A_pools_cluster_is_told_by_its_key(string name, string key, string error)
    {
        _folder.Write("other.yaml", OtherEast);
        _folder.Write("own.yaml", """
            apiVersion: nv-ipam.nvidia.com/v1alpha1
            kind: IPPool
            metadata: {name: own, namespace: d}
            spec: {subnet: 10.7.0.0/24, perNodeBlockSize: 10}
            """);
        foreach (var command in (string[])["Get-DpuIpamPlan", "Test-DpuServiceIpam -FailOn Error"])
        {
            var outcome = _session.Run($"""
                @(ConvertFrom-DpuManifest clusters.yaml, other.yaml) + @(ConvertFrom-DpuManifest own.yaml -Cluster {name}) | {command}
                """);
            Assert.Null(outcome.Terminating);
            Assert.Equal(error, string.Join(' ', outcome.Errors.Select(static error => error.FullyQualifiedErrorId.Split(',')[0])));
            if (command != "Get-DpuIpamPlan") continue;
            Assert.Equal(
                error.Length > 0 ? [] : [key],
                outcome.Output.Where(static plan => plan.Text("Pool") == "own").Select(static plan => plan.Text("Cluster")));
        }
    }

    [Fact]
    public void A_pool_given_by_both_names_of_its_cluster_is_there_twice()
    {
        _folder.Write("own.yaml", """
            apiVersion: nv-ipam.nvidia.com/v1alpha1
            kind: IPPool
            metadata: {name: own, namespace: d}
            spec: {subnet: 10.7.0.0/24, perNodeBlockSize: 10}
            """);
        var outcome = _session.Run("""
            $short = ConvertFrom-DpuManifest own.yaml -Cluster east
            @(ConvertFrom-DpuManifest clusters.yaml) + (ConvertFrom-DpuManifest own.yaml -Cluster dpus/east) + $short | Get-DpuIpamPlan
            """);
        outcome.Error().Is("DuplicateObject", ErrorCategory.ResourceExists, _session.Get("$short").BaseObject);
        Assert.Single(outcome.Texts("Pool"), static pool => pool == "own");
    }

    [Fact]
    public void A_node_of_a_cluster_is_in_no_other_whose_name_is_longer() => Assert.Equal(
        ["dpus/east 1", "dpus/west 0"],
        _session.Results("Get-DpuIpamPlan clusters.yaml -NodeCount @{ east = 1 }").Select(static plan =>
            $"{plan.Text("Cluster")} {plan.Text("Allocated")}"));

    [Fact]
    public void Pools_and_nodes_of_a_clusters_own_files_are_that_clusters()
    {
        _folder.Write("pool.yaml", """
            apiVersion: nv-ipam.nvidia.com/v1alpha1
            kind: IPPool
            metadata: {name: own, namespace: d}
            spec: {subnet: 10.7.0.0/24, perNodeBlockSize: 10}
            """);
        _folder.Write("nodes.yaml", Texts.Nodes("a", "b"));
        Assert.Equal(
            ["dpus/east 2", "dpus/west 2"],
            _session.Results("""
                $east = ConvertFrom-DpuManifest pool.yaml, nodes.yaml -Cluster dpus/east
                $west = ConvertFrom-DpuManifest pool.yaml, nodes.yaml -Cluster dpus/west
                $east + $west | Get-DpuIpamPlan
                """).Select(static plan => $"{plan.Text("Cluster")} {plan.Text("Allocated")}"));
    }

    [Fact]
    public void Cluster_objects_have_the_documents_properties() => Assert.Equal(
        ["dpus/east dpus Ready v1.33.0", "dpus/west dpus  "],
        _session.Results("ConvertFrom-DpuManifest clusters.yaml")
            .Where(static item => item.TypeNames[0] == "DpuIpam.Cluster")
            .Select(static cluster =>
                $"{cluster.Text("Cluster")} {cluster.Text("Namespace")} {cluster.Text("Phase")} {cluster.Text("Version")}"));
}
