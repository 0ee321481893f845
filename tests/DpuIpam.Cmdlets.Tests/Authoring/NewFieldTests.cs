namespace DpuIpam.Cmdlets.Tests.Authoring;

/// <summary>New-DpuServiceIpam writes each parameter to its field, and no field that was not asked for.</summary>
public sealed class NewFieldTests : IDisposable
{
    private const string Subnet = "New-DpuServiceIpam pool 10.0.0.0/24 -PerNodeIPCount 10 -Gateway 10.0.0.1";
    private const string Network = "New-DpuServiceIpam pool 10.1.0.0/23 -PrefixSize 24";

    private readonly Session _session = new();

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData(Subnet, "ipv4Subnet")]
    [InlineData(Subnet + " -ApiGeneration G0", "ipv4Subnet")]
    [InlineData(Subnet + " -ApiGeneration G4", "ipv4Subnet")]
    [InlineData(Subnet + " -ApiGeneration G5", "subnet")]
    [InlineData(Network, "ipv4Network")]
    [InlineData(Network + " -ApiGeneration G4", "ipv4Network")]
    [InlineData(Network + " -ApiGeneration G5", "network")]
    [InlineData("New-DpuServiceIpam pool fd00::/48 -PrefixSize 64", "network")]
    [InlineData("New-DpuServiceIpam pool fd00::/112 -PerNodeIPCount 10 -Gateway fd00::1", "subnet")]
    public void The_generation_names_the_field_of_the_mode(string script, string field)
    {
        var spec = Tree.Of(_session, script)["spec"]!.AsObject();
        Assert.Equal([field], spec.Select(static entry => entry.Key));
    }

    [Theory]
    [InlineData("10.0.0.9", "10.0.0.9-10.0.0.9")]
    [InlineData("10.0.0.9-10.0.0.12", "10.0.0.9-10.0.0.12")]
    [InlineData("10.0.0.64/26", "10.0.0.64-10.0.0.127")]
    [InlineData("10.0.0.9, 10.0.0.64/26", "10.0.0.9-10.0.0.9 10.0.0.64-10.0.0.127")]
    [InlineData("(Get-DpuServiceIpam -Path " + Examples.Subnet + ").Exclusions", "")]
    [InlineData("10.0.0.9 -ReserveFirst 3 -ReserveLast 2", "10.0.0.9-10.0.0.9 10.0.0.1-10.0.0.3 10.0.0.253-10.0.0.254")]
    public void Exclusions_are_written_as_ranges(string exclusion, string expected) => Assert.Equal(
        expected, Ranges($"{Subnet} -Exclusion {exclusion}", "ipv4Subnet"));

    [Theory]
    [InlineData(Network + " -ReserveFirst 2 -ReserveLast 1", "ipv4Network",
        "10.1.0.1-10.1.0.2 10.1.0.254-10.1.0.254 10.1.1.1-10.1.1.2 10.1.1.254-10.1.1.254")]
    [InlineData(Network + " -ReserveLast 1", "ipv4Network", "10.1.0.254-10.1.0.254 10.1.1.254-10.1.1.254")]
    [InlineData(Network + " -ReserveFirst 0", "ipv4Network", "")]
    [InlineData("New-DpuServiceIpam pool fd00::/112 -PerNodeIPCount 9 -Gateway fd00::1 -ReserveFirst 2", "subnet", "fd00::1-fd00::2")]
    public void Ends_of_the_subnets_are_reserved(string script, string field, string expected) =>
        Assert.Equal(expected, Ranges(script, field));

    [Theory]
    [InlineData("-NodeSelector @{ role = 'dpu' }", "nodeSelector",
        "{'nodeSelectorTerms':[{'matchExpressions':[{'key':'role','operator':'In','values':['dpu']}]}]}")]
    [InlineData("-NodeSelector @{ role = 'dpu'; rack = 'a', 'b' }", "nodeSelector",
        "{'nodeSelectorTerms':[{'matchExpressions':[{'key':'rack','operator':'In','values':['a','b']},{'key':'role','operator':'In','values':['dpu']}]}]}")]
    [InlineData("-NodeSelector @{ nodeSelectorTerms = @(@{ matchExpressions = @(@{ key = 'gpu'; operator = 'DoesNotExist' }) }) }",
        "nodeSelector", "{'nodeSelectorTerms':[{'matchExpressions':[{'key':'gpu','operator':'DoesNotExist'}]}]}")]
    [InlineData("-ClusterSelector @{ site = 'east' }", "dpuClusterSelector", "{'matchLabels':{'site':'east'}}")]
    [InlineData("-ClusterSelector @{ site = 'east', 'west'; tier = 'a'; rack = , 'r1' }", "dpuClusterSelector",
        "{'matchLabels':{'rack':'r1','tier':'a'},'matchExpressions':[{'key':'site','operator':'In','values':['east','west']}]}")]
    [InlineData("-ClusterSelector @{ matchLabels = @{ site = 'east' }; matchExpressions = @(@{ key = 'tier'; operator = 'Exists' }) }",
        "dpuClusterSelector", "{'matchLabels':{'site':'east'},'matchExpressions':[{'key':'tier','operator':'Exists'}]}")]
    [InlineData("-PoolLabel @{ b = '2'; a = 1 }", "metadata.labels", "{'a':'1','b':'2'}")]
    [InlineData("-PoolAnnotation @{ note = 'x' }", "metadata.annotations", "{'note':'x'}")]
    [InlineData("-Route 10.9.0.0/16, 10.8.0.0/16", "ipv4Subnet.routes", "[{'dst':'10.9.0.0/16'},{'dst':'10.8.0.0/16'}]")]
    [InlineData("-QuotaPerCluster 3", "ipv4Subnet.blocksPerDPUCluster", "3")]
    [InlineData("-DefaultGateway", "ipv4Subnet.defaultGateway", "true")]
    public void A_parameter_becomes_a_field(string parameters, string field, string expected)
    {
        Assert.Equal(expected, Tree.Part(_session, $"{Subnet} {parameters}", $"spec.{field}"));
        Assert.Equal("null", Tree.Part(_session, Subnet, $"spec.{field}"));
    }

    [Fact]
    public void Selectors_of_one_object_serve_another() => Assert.Equal(
        "", Tree.Changes(_session, $"{Subnet} -NodeSelector @{{ a = 'b' }} -ClusterSelector @{{ c = 'd' }}", $$"""
            $from = {{Subnet}} -NodeSelector @{ a = 'b' } -ClusterSelector @{ c = 'd' }
            {{Subnet}} -NodeSelector $from.NodeSelector -ClusterSelector $from.ClusterSelector
            """));

    [Fact]
    public void A_name_of_its_own_for_the_pools_is_an_annotation_of_the_object() => Assert.Equal(
        "+metadata.annotations.svc.dpu.nvidia.com/dpuserviceipam-child-object-name-override 'other'",
        Tree.Changes(_session, Subnet, $"{Subnet} -PoolName other"));

    private string Ranges(string script, string field) => string.Join(' ', Tree.Of(_session, script)["spec"]![field]!["excludeRanges"]
        ?.AsArray().Select(static range => $"{range!["startIP"]}-{range["endIP"]}") ?? []);
}
