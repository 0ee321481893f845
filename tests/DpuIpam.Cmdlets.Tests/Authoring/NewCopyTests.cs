using System.Management.Automation;

namespace DpuIpam.Cmdlets.Tests.Authoring;

/// <summary>New-DpuServiceIpam from another object: nothing is lost but what belongs to the other one alone.</summary>
public sealed class NewCopyTests : IDisposable
{
    /// <summary>As a cluster gives it: with all that the server, DPF and kubectl noted.</summary>
    private const string Live = """
        apiVersion: svc.dpu.nvidia.com/v1alpha1
        kind: DPUServiceIPAM
        metadata:
          name: live
          namespace: dpf-operator-system
          labels: {own: x}
          annotations:
            kubectl.kubernetes.io/last-applied-configuration: '{"kind":"DPUServiceIPAM"}'
            note: keep
          creationTimestamp: "2026-01-01T00:00:00Z"
          deletionTimestamp: "2026-01-02T00:00:00Z"
          deletionGracePeriodSeconds: 0
          finalizers: [svc.dpu.nvidia.com/dpuserviceipam]
          generation: 3
          managedFields: [{manager: kubectl}]
          ownerReferences: [{apiVersion: v1, kind: ConfigMap, name: c, uid: "1"}]
          resourceVersion: "7"
          selfLink: /x
          uid: 6ba7b810-9dad-11d1-80b4-00c04fd430c8
        spec:
          later: {list: [1, null]}
          clusterSelector: {matchLabels: {site: west}}
          ipv4Network:
            network: 10.1.0.0/22
            gatewayIndex: 1
            prefixSize: 24
            exclusions: [10.1.0.7]
            excludeRanges: [{startIP: 10.1.0.9, endIP: 10.1.0.12, why: printer}]
            routes: [{dst: 10.9.0.0/16, odd: 1}]
            mtu: 9000
        status:
          observedGeneration: 3
          dpuClusterAllocations: [{dpuCluster: dpus/b, ipRanges: [{startIP: 10.1.0.0, endIP: 10.1.3.255}]}]
        """;

    private const string PoolName = "metadata.annotations.svc.dpu.nvidia.com/dpuserviceipam-child-object-name-override";

    private readonly Session _session = Given.Session();

    public NewCopyTests() => _session.Results("$live = $input | ConvertFrom-DpuManifest", Live);

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("", "")]
    [InlineData("-Name b", "-metadata.name 'network' +metadata.name 'b'")]
    [InlineData("-Namespace dpf-operator-system", "")]
    [InlineData("-Network 10.2.0.0/22 -Allocation @{} -Exclusion @()",
        "-network.allocations.a '10.1.0.0/24' -network.exclusions ['10.1.0.7','10.1.0.8'] -network.network '10.1.0.0/22'"
        + " +network.network '10.2.0.0/22'")]
    [InlineData("-GatewayIndex 2", "-network.gatewayIndex 1 +network.gatewayIndex 2")]
    [InlineData("-Exclusion 10.1.0.9",
        "-network.exclusions ['10.1.0.7','10.1.0.8'] +network.excludeRanges [{'startIP':'10.1.0.9','endIP':'10.1.0.9'}]")]
    [InlineData("-PoolName b", "-" + PoolName + " 'pools' +" + PoolName + " 'b'")]
    [InlineData("-ClusterSelector $null", "-dpuClusterSelector.matchLabels.site 'east'")]
    [InlineData("-DefaultGateway:$false", "-network.defaultGateway true")]
    [InlineData("-QuotaPerCluster 2", "+network.subnetsPerDPUCluster 2")]
    public void Of_an_object_in_network_mode_only_what_is_named_changes(string parameters, string expected) =>
        Assert.Equal(expected, Changes("$network", parameters));

    [Theory]
    [InlineData("", "-metadata.resourceVersion '7'")]
    [InlineData("-Network 10.5.0.0/24 -Gateway 10.5.0.1 -Exclusion $null",
        "-ipv4Subnet.excludeRanges [{'startIP':'10.0.0.20','endIP':'10.0.0.29'}] -ipv4Subnet.gateway '10.0.0.1'"
        + " -ipv4Subnet.subnet '10.0.0.0/24' -metadata.resourceVersion '7' +ipv4Subnet.gateway '10.5.0.1' +ipv4Subnet.subnet '10.5.0.0/24'")]
    [InlineData("-Route $null", "-ipv4Subnet.routes [{'dst':'10.9.0.0/16','odd':1}] -metadata.resourceVersion '7'")]
    public void Of_an_object_in_subnet_mode_only_what_is_named_changes(string parameters, string expected) =>
        Assert.Equal(expected, Changes("$subnet", parameters));

    [Fact]
    public void Of_a_live_object_only_what_is_its_own_is_left_out()
    {
        const string Own = "metadata.creationTimestamp metadata.deletionGracePeriodSeconds metadata.deletionTimestamp metadata.finalizers"
            + " metadata.generation metadata.managedFields metadata.name metadata.ownerReferences metadata.resourceVersion"
            + " metadata.selfLink metadata.uid metadata.annotations.kubectl.kubernetes.io/last-applied-configuration"
            + " status.dpuClusterAllocations status.observedGeneration";

        var changes = Changes("$live", "-Name b").Split(" -").Select(static change => change.TrimStart('-').Split(' ')[0]);

        Assert.Equal(Own.Split(' ').Order(StringComparer.Ordinal), changes.Order(StringComparer.Ordinal));
        Assert.Equal("'b'", Tree.Part(_session, "$live | New-DpuServiceIpam -Name b", "metadata.name"));
        Assert.Equal("{'note':'keep'}", Tree.Part(_session, "$live | New-DpuServiceIpam -Name b", "metadata.annotations"));
    }

    [Theory]
    [InlineData("$live", "G5", "later clusterSelector network")]
    [InlineData("$live", "G4", "later clusterSelector ipv4Network")]
    [InlineData("$network", "G3", "dpuClusterSelector ipv4Network")]
    [InlineData("$network", "G5", "dpuClusterSelector network")]
    public void The_mode_field_keeps_its_name_unless_a_generation_is_asked_for(string variable, string generation, string fields)
    {
        var spec = Tree.Of(_session, $"{variable} | New-DpuServiceIpam -ApiGeneration {generation}")["spec"]!.AsObject();
        Assert.Equal(fields, string.Join(' ', spec.Select(static entry => entry.Key)));
        Assert.Equal("'10.1.0.0/22'", $"'{spec[fields.Split(' ')[^1]]!["network"]}'");
    }

    [Fact]
    public void A_copy_of_a_file_comes_out_as_the_file_but_for_the_name() => Assert.Equal(
        _session.Get($"(Get-DpuServiceIpam -Path {Examples.Network} | ConvertTo-DpuManifest)").ToString()
            .Replace("name: example-pool2", "name: b", StringComparison.Ordinal),
        _session.Get($"Get-DpuServiceIpam example-pool2 -Path docs/examples | New-DpuServiceIpam -Name b | ConvertTo-DpuManifest").ToString());

    [Fact]
    public void The_object_itself_stays_as_it_was()
    {
        var before = Tree.Of(_session, "$live").ToJsonString();
        _session.Results("$live | New-DpuServiceIpam -Name b -Network 10.0.0.0/8 -ApiGeneration G5");
        Assert.Equal(before, Tree.Of(_session, "$live").ToJsonString());
    }

    [Theory]
    [InlineData("-Name b", "b: its pools are named pools, as those of network are; -PoolName changes that.")]
    [InlineData("-Name b -PoolName c", "")]
    [InlineData("", "")]
    public void A_copy_whose_pools_would_have_the_same_name_is_warned_of(string parameters, string expected)
    {
        var warnings = _session.Texts($"$network | New-DpuServiceIpam {parameters} -WarningVariable w -OutVariable o > $null; $w.Message");
        // A copy keeps the field that no schema knows, and says so.
        Assert.Single(warnings, static warning => warning.Contains("spec.network.invented is no field", StringComparison.Ordinal));
        Assert.Equal(
            expected,
            string.Join(' ', warnings.Where(static warning => !warning.Contains("is no field", StringComparison.Ordinal))));
    }

    [Theory]
    [InlineData("$subnet", "-GatewayIndex 1", "GatewayIndex is no field of subnet mode")]
    [InlineData("$subnet", "-Allocation @{}", "Allocation is no field of subnet mode")]
    [InlineData("$network", "-Gateway 10.1.0.1", "Gateway is no field of network mode")]
    [InlineData("@{ Name = 'x'; Network = '10.0.0.0/24'; PrefixSize = 28 }", "-Gateway 10.0.0.1", "Gateway is no field of network mode")]
    public void A_field_of_the_other_mode_is_refused_and_the_rest_goes_on(string input, string parameters, string message)
    {
        var outcome = _session.Run($"$bad = {input}; $bad | New-DpuServiceIpam {parameters}; $subnet | New-DpuServiceIpam");
        Assert.Equal(["subnet"], outcome.Texts("Name"));
        var error = outcome.Error();
        error.Is("FieldInvalid", ErrorCategory.InvalidArgument, _session.Get("$bad").BaseObject);
        Assert.Contains(message, error.Message(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_object_without_a_mode_is_refused_by_its_rule()
    {
        var outcome = _session.Run("""
            $bad = $live | ConvertTo-DpuManifest | ForEach-Object { $_ -replace 'ipv4Network', 'other' } | ConvertFrom-DpuManifest
            $bad, $live | New-DpuServiceIpam -GatewayIndex 2 -PoolLabel @{ a = 'b' }
            """);
        Assert.Equal("ModeMissing", outcome.Error().FullyQualifiedErrorId.Split(',')[0]);
        Assert.Equal(["live"], outcome.Texts("Name"));
    }

    private string Changes(string variable, string parameters) =>
        Tree.Changes(_session, variable, $"{variable} | New-DpuServiceIpam {parameters} -WarningAction Ignore");
}
