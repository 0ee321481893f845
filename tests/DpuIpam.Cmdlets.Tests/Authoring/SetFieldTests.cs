namespace DpuIpam.Cmdlets.Tests.Authoring;

/// <summary>Set-DpuServiceIpam changes what is named: of the tree, nothing else differs.</summary>
public sealed class SetFieldTests : IDisposable
{
    private const string PoolName = "metadata.annotations.svc.dpu.nvidia.com/dpuserviceipam-child-object-name-override";

    private readonly Session _session = Given.Session();

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("", "")]
    [InlineData("-Network 10.0.0.0/23", "-ipv4Subnet.subnet '10.0.0.0/24' +ipv4Subnet.subnet '10.0.0.0/23'")]
    [InlineData("-Gateway 10.0.0.254", "-ipv4Subnet.gateway '10.0.0.1' +ipv4Subnet.gateway '10.0.0.254'")]
    [InlineData("-QuotaPerCluster 4", "-ipv4Subnet.blocksPerDPUCluster 3 +ipv4Subnet.blocksPerDPUCluster 4")]
    [InlineData("-PerNodeIPCount 11 -ApiGeneration G0", "-ipv4Subnet.perNodeIPCount 10 +ipv4Subnet.perNodeIPCount 11")]
    [InlineData("-DefaultGateway", "+ipv4Subnet.defaultGateway true")]
    [InlineData("-DefaultGateway:$false", "")]
    [InlineData("-PoolName q", "+" + PoolName + " 'q'")]
    [InlineData("-PoolName $null", "")]
    [InlineData("-ClusterSelector @{ site = 'east' }", "+dpuClusterSelector.matchLabels.site 'east'")]
    public void Of_subnet_mode_only_what_is_named(string parameters, string expected) =>
        Assert.Equal(expected, Changes("$subnet", parameters));

    [Theory]
    [InlineData("-Network 10.1.0.0/21", "-network.network '10.1.0.0/22' +network.network '10.1.0.0/21'")]
    [InlineData("-GatewayIndex 2", "-network.gatewayIndex 1 +network.gatewayIndex 2")]
    [InlineData("-GatewayIndex $null -DefaultGateway:$false", "-network.defaultGateway true -network.gatewayIndex 1")]
    [InlineData("-Allocation @{ b = '10.1.1.0/24' }", "-network.allocations.a '10.1.0.0/24' +network.allocations.b '10.1.1.0/24'")]
    [InlineData("-Allocation $null", "-network.allocations.a '10.1.0.0/24'")]
    [InlineData("-Allocation @{}", "-network.allocations.a '10.1.0.0/24'")]
    [InlineData("-DefaultGateway:$false", "-network.defaultGateway true")]
    [InlineData("-PoolName q", "-" + PoolName + " 'pools' +" + PoolName + " 'q'")]
    [InlineData("-ClusterSelector $null", "-dpuClusterSelector.matchLabels.site 'east'")]
    [InlineData("-Route 10.9.0.0/16", "+network.routes [{'dst':'10.9.0.0/16'}]")]
    public void Of_network_mode_only_what_is_named(string parameters, string expected) =>
        Assert.Equal(expected, Changes("$network", parameters));

    [Theory]
    [InlineData("-Route", "10.7.0.0/16", "ipv4Subnet.routes [{'dst':'10.9.0.0/16','odd':1}]", "ipv4Subnet.routes [{'dst':'10.7.0.0/16'}]")]
    [InlineData("-Routes", "10.7.0.0/16", "ipv4Subnet.routes [{'dst':'10.9.0.0/16','odd':1}]", "ipv4Subnet.routes [{'dst':'10.7.0.0/16'}]")]
    [InlineData("-PoolLabel", "@{ z = '3' }", "metadata.labels.a '1'", "metadata.labels.z '3'")]
    [InlineData("-PoolAnnotation", "@{ z = 3 }", "metadata.annotations.b '2'", "metadata.annotations.z '3'")]
    [InlineData("-NodeSelector", "@{ rack = 'r1', 'r2' }",
        "nodeSelector.nodeSelectorTerms [{'matchExpressions':[{'key':'role','operator':'In','values':['dpu']}]}]",
        "nodeSelector.nodeSelectorTerms [{'matchExpressions':[{'key':'rack','operator':'In','values':['r1','r2']}]}]")]
    public void A_list_is_replaced_or_cleared_as_a_whole(string parameter, string value, string old, string @new)
    {
        // The labels of the pools are at spec.metadata, those of the object at metadata.
        Assert.Equal($"-{old} +{@new}", Changes("$subnet", $"{parameter} {value}"));
        Assert.Equal($"-{old}", Changes("$subnet", $"{parameter} $null"));
    }

    [Theory]
    [InlineData("-Route @()", "-ipv4Subnet.routes [{'dst':'10.9.0.0/16','odd':1}]")]
    [InlineData("-PoolLabel @{}", "-metadata.labels.a '1'")]
    [InlineData("-PoolAnnotation @{} -PoolLabel @{}", "-metadata.annotations.b '2' -metadata.labels.a '1'")]
    public void An_empty_list_clears_as_null_does(string parameters, string expected) =>
        Assert.Equal(expected, Changes("$subnet", parameters));

    [Fact]
    public void The_name_of_the_mode_field_is_kept()
    {
        Assert.Equal("'10.0.0.0/23'", Tree.Part(_session, Set("$subnet", "-Network 10.0.0.0/23"), "spec.ipv4Subnet.subnet"));
        Assert.Equal("'10.1.0.0/21'", Tree.Part(_session, Set("$network", "-Network 10.1.0.0/21"), "spec.network.network"));
    }

    [Fact]
    public void The_object_itself_stays_as_it_was()
    {
        var before = Tree.Of(_session, "$subnet").ToJsonString();
        _session.Results(Set("$subnet", "-Gateway 10.0.0.254 -PoolLabel $null"));
        Assert.Equal(before, Tree.Of(_session, "$subnet").ToJsonString());
    }

    private string Changes(string variable, string parameters) => Tree.Changes(_session, variable, Set(variable, parameters));

    private static string Set(string variable, string parameters) => $"{variable} | Set-DpuServiceIpam -AsObject {parameters}";
}
