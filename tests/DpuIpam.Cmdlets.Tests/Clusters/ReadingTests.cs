using System.Management.Automation;

namespace DpuIpam.Cmdlets.Tests.Clusters;

/// <summary>What is read of clusters: clusters, nodes, pools, objects and allocations.</summary>
public sealed class ReadingTests : IDisposable
{
    private readonly Lab _lab = new();

    private Session Session => _lab.Session;

    public void Dispose() => _lab.Dispose();

    [Fact]
    public void The_host_cluster_comes_first_and_its_DPU_clusters_in_order()
    {
        Assert.Equal(
            ["lab Host  True", "dpu-east/east Dpu 2 True", "dpu-west/west Dpu 1 True"],
            Session.Results("Get-DpuCluster").Select(static cluster =>
                $"{cluster.Text("Cluster")} {cluster.Text("Role")} {cluster.Text("NodeCount")} {cluster.Text("Reachable")}"));
        Assert.All(Session.Results("Get-DpuCluster"), cluster =>
        {
            Assert.StartsWith(_lab.Root, cluster.Text("Endpoint"), StringComparison.Ordinal);
            Assert.Null(cluster.Value("Reason"));
        });
    }

    [Fact]
    public void A_dead_cluster_is_a_row_that_says_why()
    {
        _lab.Break("east");

        var clusters = Session.Results("Get-DpuCluster");

        Assert.Equal(["True", "False", "True"], clusters.Select(static cluster => cluster.Text("Reachable")));
        Assert.Contains("east", clusters[1].Text("Reason"), StringComparison.Ordinal);
        Assert.Null(clusters[1].Value("NodeCount"));
        Assert.Equal("1", clusters[2].Text("NodeCount"));
    }

    [Fact]
    public void A_connection_without_DPUClusters_is_its_own_and_only_DPU_cluster()
    {
        Session.Results($"$c = Connect-DpuCluster '{_lab.Root}/east' -Name east");

        var cluster = Session.Get("Get-DpuCluster");
        Assert.Equal("HostAndDpu 2", $"{cluster.Text("Role")} {cluster.Text("NodeCount")}");
        Assert.Null(Session.Get("Get-DpuPool").Value("Cluster"));
        Assert.Equal(2, Session.Results("Get-DpuCluster | Get-DpuNode").Count);
        Assert.Single(Session.Results("Get-DpuPool -Cluster east"));
        Assert.Single(Session.Results("Get-DpuPoolAllocation -Cluster EAST"));
        Assert.Equal(2, Session.Results("Get-DpuPool | Get-DpuNode").Count);
    }

    [Theory]
    [InlineData("Get-DpuIpamPlan shared", "Get-DpuIpamPlan -Name shared")]
    [InlineData("Test-DpuServiceIpam shared", "Test-DpuServiceIpam -Name shared")]
    [InlineData("Test-DpuPool shared", "Get-DpuPool shared | Test-DpuPool")]
    [InlineData("Compare-DpuPool shared", "Compare-DpuPool -Name shared")]
    [InlineData("Get-DpuPoolAllocation shared", "Get-DpuPoolAllocation -Pool shared")]
    public void A_name_where_a_path_is_wanted_is_told_how_it_is_given(string script, string line)
    {
        var error = Session.Run(script).Errors[0];
        error.Is("PathNotFound", ErrorCategory.ObjectNotFound, "shared");
        Assert.Equal($"There is no file or folder 'shared'. An object of the connection lab is named by: {line}", error.Message());
        Session.Results(line);
        Assert.DoesNotContain("lab", Session.Run(script.Replace("shared", "shared.yaml", StringComparison.Ordinal)).Errors[0].Message(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Get-DpuCluster east", "dpu-east/east")]
    [InlineData("Get-DpuCluster dpu-*", "dpu-east/east dpu-west/west")]
    [InlineData("Get-DpuCluster LAB", "lab")]
    [InlineData("Get-DpuCluster dpu-west/west, lab", "lab dpu-west/west")]
    [InlineData("Get-DpuNode", "dpu-east/east dpu-east/east dpu-west/west")]
    [InlineData("Get-DpuNode rack1*", "dpu-east/east dpu-east/east")]
    [InlineData("Get-DpuNode RACK1-A, rack2-a", "dpu-east/east dpu-west/west")]
    [InlineData("Get-DpuNode -Cluster west", "dpu-west/west")]
    [InlineData("Get-DpuCluster | Get-DpuNode rack2-a", "dpu-west/west")]
    [InlineData("Get-DpuCluster west | Get-DpuNode", "dpu-west/west")]
    [InlineData("Get-DpuPool", "dpu-east/east dpu-west/west")]
    [InlineData("Get-DpuPool sh* -Cluster w*", "dpu-west/west")]
    [InlineData("Get-DpuPool -Kind CIDRPool", "")]
    [InlineData("Get-DpuPool -Namespace dpf-*", "dpu-east/east dpu-west/west")]
    [InlineData("Get-DpuPool * -Namespace other", "")]
    [InlineData("Get-DpuCluster east | Get-DpuPool", "dpu-east/east")]
    [InlineData("Get-DpuCluster lab | Get-DpuPool", "")]
    [InlineData("Get-DpuPool | Get-DpuPool -Cluster east", "dpu-east/east")]
    [InlineData("Get-DpuServiceIpam shared | Get-DpuPool", "dpu-east/east dpu-west/west")]
    [InlineData("Get-DpuServiceIpam shared | Get-DpuPool -Cluster west", "dpu-west/west")]
    [InlineData("Get-DpuServiceIpam shared | Get-DpuPool other*", "")]
    [InlineData("New-DpuServiceIpam other 10.9.0.0/24 -PrefixSize 28 | Get-DpuPool", "")]
    [InlineData("Get-DpuCluster | Get-DpuPool -Cluster west", "dpu-west/west")]
    [InlineData("Get-DpuCluster east | Get-DpuPool -Cluster w*", "")]
    [InlineData("(Get-DpuServiceIpam), (Get-DpuCluster east) | Get-DpuPool", "dpu-east/east dpu-west/west")]
    [InlineData("Get-DpuNode rack2-a | Get-DpuPoolAllocation", "dpu-west/west")]
    [InlineData("Get-DpuNode rack* | Get-DpuPoolAllocation -Cluster east", "dpu-east/east")]
    [InlineData("Get-DpuNode rack1-a | Get-DpuPoolAllocation", "")]
    [InlineData("Get-DpuCluster west | Get-DpuPoolAllocation", "dpu-west/west")]
    [InlineData("Get-DpuServiceIpam shared | Get-DpuPoolAllocation", "dpu-east/east dpu-west/west")]
    [InlineData("Get-DpuServiceIpam shared | Get-DpuPoolAllocation -NodeName rack2-a", "dpu-west/west")]
    [InlineData("Get-DpuPoolAllocation | Get-DpuNode", "dpu-east/east dpu-west/west")]
    [InlineData("Get-DpuNode rack1-a | Get-DpuNode", "dpu-east/east")]
    [InlineData("[pscustomobject]@{ Cluster = 'east'; NodeName = '*-a' }, [pscustomobject]@{ Cluster = 'west'; NodeName = 'x*' } | Get-DpuNode", "dpu-east/east")]
    [InlineData("[pscustomobject]@{ NodeName = 'rack2-a' } | Get-DpuNode", "dpu-west/west")]
    [InlineData("[pscustomobject]@{ Cluster = 'west'; NodeName = $null } | Get-DpuNode", "dpu-west/west")]
    [InlineData("Get-DpuPoolAllocation", "dpu-east/east dpu-west/west")]
    [InlineData("Get-DpuPoolAllocation -Pool SHARED -Cluster west", "dpu-west/west")]
    [InlineData("Get-DpuPoolAllocation -NodeName rack1-b", "dpu-east/east")]
    [InlineData("Get-DpuPool | Get-DpuPoolAllocation -Cluster east", "dpu-east/east")]
    [InlineData("Get-DpuPool -Cluster east | Get-DpuPoolAllocation -Pool x*", "")]
    public void Names_and_pipelines_choose(string script, string clusters) =>
        Assert.Equal(clusters, string.Join(' ', Session.Texts($"({script}).Cluster")));

    [Theory]
    [InlineData("Get-DpuNode rack2-a | Get-DpuPool", "Node")]
    [InlineData("Get-DpuNode rack2-a | Get-DpuServiceIpam", "Node")]
    [InlineData("Get-DpuCluster west | Get-DpuServiceIpam", "Cluster")]
    [InlineData("Get-DpuPool -Cluster west | Get-DpuServiceIpam", "Pool")]
    [InlineData("New-DpuServiceIpam x 10.9.0.0/24 -PrefixSize 28 | Get-DpuPoolAllocation", "ServiceIpam")]
    public void What_can_not_be_used_is_an_error_and_does_not_vanish(string script, string type)
    {
        var error = Session.Run(script).Error();
        error.Is("InputNotSupported", ErrorCategory.InvalidType, error.TargetObject);
        Assert.Equal($"DpuIpam.{type}", PSObject.AsPSObject(error.TargetObject).TypeNames[0]);
    }

    [Fact]
    public void A_node_that_one_record_names_and_its_cluster_lacks_is_an_error()
    {
        var outcome = Session.Run("[pscustomobject]@{ Cluster = 'west'; NodeName = 'rack1-a' }, (Get-DpuNode rack2-a) | Get-DpuNode");
        outcome.Error().Is("NodeNotFound", ErrorCategory.ObjectNotFound, "rack1-a");
        Assert.Equal(["rack2-a"], outcome.Texts("NodeName"));
    }

    [Fact]
    public void Objects_come_from_files_of_the_pipeline_too()
    {
        Assert.Equal(["example-pool1", "example-pool2"], Session.Texts("""
            ([IO.DirectoryInfo]::new("$PWD/docs/examples").GetFiles('example-*.yaml') | Get-DpuServiceIpam).Name
            """).Order(StringComparer.Ordinal));
        Assert.Equal(["example-pool2"], Session.Texts("('docs/examples/example-*.yaml' | Get-DpuServiceIpam *2).Name"));
        Assert.Equal(["shared"], Session.Texts("(Get-DpuServiceIpam | Get-DpuServiceIpam sh*).Name"));
        Session.Run("7 | Get-DpuServiceIpam").Error().Is("InputNotSupported", ErrorCategory.InvalidType, 7);
    }

    [Fact]
    public void Pools_of_an_object_of_another_connection_are_not_looked_for_here()
    {
        Session.Results($"$shared = Get-DpuServiceIpam shared; $null = Connect-DpuCluster '{_lab.Root}/east' -Name other");
        Assert.StartsWith("OtherConnection,", Session.Run("$shared | Get-DpuPool").Error().FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(2, Session.Results("$shared | Get-DpuPool -Connection lab").Count);
        Assert.Equal(2, Session.Results("$shared | Get-DpuPoolAllocation").Count);
    }

    [Theory]
    [InlineData("Get-DpuCluster nope", "ClusterNotFound")]
    [InlineData("Get-DpuNode nope", "NodeNotFound")]
    [InlineData("Get-DpuNode -Cluster nope", "ClusterNotFound")]
    [InlineData("Get-DpuPool nope", "PoolNotFound")]
    [InlineData("Get-DpuPool -Cluster nope", "ClusterNotFound")]
    [InlineData("Get-DpuServiceIpam nope", "ServiceIpamNotFound")]
    [InlineData("Get-DpuPoolAllocation -Pool nope", "PoolNotFound")]
    [InlineData("Get-DpuIpamPlan -Name nope", "ServiceIpamNotFound")]
    [InlineData("Test-DpuServiceIpam -Name nope", "ServiceIpamNotFound")]
    [InlineData("Compare-DpuPool -Name nope", "ServiceIpamNotFound")]
    [InlineData("Get-DpuPool nope -Path docs/examples/pools", "PoolNotFound")]
    public void A_name_that_is_not_there_is_an_error(string script, string id)
    {
        var error = Session.Run(script).Error();
        error.Is(id, ErrorCategory.ObjectNotFound, "nope");
        Assert.Contains(script.Contains("-Path", StringComparison.Ordinal) ? "input" : "lab: ", error.Message(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Get-DpuNode", 1)]
    [InlineData("Get-DpuPool", 1)]
    [InlineData("Get-DpuPool shared", 1)]
    [InlineData("Get-DpuNode rack1-a", 0)]
    [InlineData("Get-DpuPoolAllocation", 1)]
    [InlineData("Test-DpuPool -Quiet", 1)]
    [InlineData("Get-DpuIpamPlan", 1)]
    public void A_dead_cluster_is_one_error_and_the_others_are_read(string script, int count)
    {
        _lab.Break("east");
        var outcome = Session.Run(script);
        outcome.Error().Is("ConnectionNotUsable", ErrorCategory.InvalidArgument, "dpu-east/east");
        Assert.Equal(count, outcome.Output.Count);
    }

    [Fact]
    public void What_is_malformed_is_one_error_and_the_rest_is_read()
    {
        _lab.Write("bad.yaml", "apiVersion: svc.dpu.nvidia.com/v1alpha1\nkind: DPUServiceIPAM\nmetadata: {name: x}\nspec: 1\n");
        var outcome = Session.Run("Get-DpuServiceIpam shared, x");
        Assert.Equal("ManifestInvalid", outcome.Error().FullyQualifiedErrorId.Split(',')[0]);
        Assert.Single(outcome.Output);
    }

    [Fact]
    public void Pools_come_from_files_too() => Assert.Equal(
        ["fabric", "storage", "storage", "fabric"],
        Session.Texts("""
            (Get-DpuPool -Path docs/examples/pools).Pool
            (Get-DpuPool stor* -LiteralPath docs/examples/pools/storage.yaml).Pool
            ('docs/examples/pools' | Get-DpuPool -Kind CIDRPool).Pool
            """));

    [Fact]
    public void Requests_show_under_Verbose_only()
    {
        var verbose = Session.Run("Get-DpuNode -Cluster east -Verbose").Verbose;
        Assert.Contains(verbose, static line => line.StartsWith("dpu-east/east: READ ", StringComparison.Ordinal));
        Assert.DoesNotContain(verbose, static line => line.StartsWith("dpu-west/west", StringComparison.Ordinal));
        Assert.Empty(Session.Run("Get-DpuNode -Cluster east").Verbose);
        Assert.NotEmpty(Session.Run("$VerbosePreference = 'Continue'; Get-DpuNode -Cluster east").Verbose);
        Assert.Empty(Session.Run("$VerbosePreference = 'Continue'; Get-DpuNode -Cluster east -Verbose:$false").Verbose);
    }
}
