namespace DpuIpam.Cmdlets.Tests.Authoring;

/// <summary>Test-DpuServiceIpam beside what an object serves: chains that ask for its pools, clusters that have a share.</summary>
public sealed class ChainAndShareTests : IDisposable
{
    private const string Clusters = """
        ---
        apiVersion: provisioning.dpu.nvidia.com/v1alpha1
        kind: DPUCluster
        metadata: {name: a, namespace: dpus}
        ---
        apiVersion: provisioning.dpu.nvidia.com/v1alpha1
        kind: DPUCluster
        metadata: {name: b, namespace: dpus}
        """;

    private readonly Session _session = new();
    private readonly Folder _folder = new();

    public ChainAndShareTests()
    {
        const string Ipam = """
            apiVersion: svc.dpu.nvidia.com/v1alpha1
            kind: DPUServiceIPAM
            metadata: {name: pool, namespace: dpf-operator-system}
            spec:
              metadata: {labels: {side: left}}
              network: {network: 10.0.0.0/24, prefixSize: 28, subnetsPerDPUCluster: 4}

            """;
        _folder.Write("pool.yaml", Ipam);
        _folder.Write("now.yaml", Ipam + """
            status:
              dpuClusterAllocations: [{dpuCluster: dpus/b, ipRanges: [{startIP: 10.0.0.0, endIP: 10.0.0.63}]}]
            """);
        _folder.Write("edited.yaml", Ipam.Replace("Cluster: 4", "Cluster: 5", StringComparison.Ordinal) + Clusters);
        _session.GoTo(_folder.Root);
    }

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("side: left", "")]
    [InlineData("dpu.nvidia.com/dpuserviceipam-name: pool", "")]
    [InlineData("side: right", "ChainWithoutPool Warning chain dpf-operator-system No DPUServiceIPAM gives its pools the labels side=right.")]
    [InlineData("side: left, more: x",
        "ChainWithoutPool Warning chain dpf-operator-system No DPUServiceIPAM gives its pools the labels side=left, more=x.")]
    public void A_chain_that_no_object_serves_is_named(string labels, string expected)
    {
        _folder.Write("chain.yaml", $$"""
            apiVersion: svc.dpu.nvidia.com/v1alpha1
            kind: DPUServiceChain
            metadata: {name: chain, namespace: dpf-operator-system}
            spec:
              template:
                spec:
                  template:
                    spec:
                      switches:
                      - ports:
                        - serviceInterface:
                            ipam:
                              matchLabels: { {{labels}} }
            """);
        var findings = _session.Results("Test-DpuServiceIpam pool.yaml, chain.yaml");
        Assert.Equal(expected, string.Join("; ", findings.Select(static finding =>
            $"{finding.Text("RuleId")} {finding.Text("Severity")} {finding.Text("Subject")} {finding.Text("Namespace")} {finding.Text("Message")}")));
    }

    [Theory]
    [InlineData("", "dpus/a")]
    [InlineData("-Against now.yaml", "dpus/b")]
    [InlineData("-Against pool.yaml", "dpus/a")]
    public void Clusters_keep_the_shares_that_the_former_object_stores(string against, string expected)
    {
        var findings = _session.Results($"Test-DpuServiceIpam edited.yaml -ReservedRange 10.0.0.5 {against}");
        Assert.Equal(
            [expected],
            findings.Where(static finding => finding.Text("RuleId") == "ReservedOverlap").Select(static finding => finding.Text("Cluster")));
    }
}
