namespace DpuIpam.Cmdlets.Tests.Authoring;

/// <summary>What neither DPF nor nv-ipam says of an object, and what a review is for: each is found, grave enough, with
/// advice.</summary>
public sealed class ReviewTests : IDisposable
{
    private const string Shared = "network: {network: 10.0.0.0/24, prefixSize: 28, subnetsPerDPUCluster: QUOTA}";

    private readonly Session _session = new();
    private readonly Folder _folder = new();

    public ReviewTests()
    {
        _session.GoTo(_folder.Root);
        _folder.Write("nodes.yaml", Texts.Nodes("n1", "n2"));
        foreach (var cluster in (string[])["a", "b", "c"])
        {
            _folder.Write($"{cluster}.yaml", $$"""
                apiVersion: provisioning.dpu.nvidia.com/v1alpha1
                kind: DPUCluster
                metadata: {name: {{cluster}}, namespace: dpus}
                """);
        }

        _folder.Write("pool.yaml", """
            apiVersion: nv-ipam.nvidia.com/v1alpha1
            kind: IPPool
            metadata: {name: other, namespace: d}
            spec: {subnet: 10.0.0.128/25, perNodeBlockSize: 10}
            """);
        _folder.Write("chain.yaml", """
            apiVersion: svc.dpu.nvidia.com/v1alpha1
            kind: DPUServiceChain
            metadata: {name: chain, namespace: dpf-operator-system}
            spec: {switches: [{ports: [{service: {ipam: {matchLabels: {side: right}}}}]}]}
            """);
    }

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("StaticNodeInTwoClusters", "Error", "network: {network: 10.0.0.0/24, prefixSize: 28, subnetsPerDPUCluster: 4, allocations: {n1: 10.0.0.0/28}}",
        "one.yaml, a.yaml, b.yaml", "a b", "A node of this name is in 2 DPU clusters: each gets 10.0.0.0/28.")]
    [InlineData("QuotaMissing", "Error", "network: {network: 10.0.0.0/24, prefixSize: 28}",
        "one.yaml, a.yaml, b.yaml", "", "must be set when targeting more than one DPU cluster")]
    [InlineData("NextShare", "Information", "5", "one.yaml, a.yaml, b.yaml, c.yaml", "", "Left for another DPU cluster: 1 subnet, less than 5.")]
    [InlineData("NextShare", "Information", "8", "one.yaml, a.yaml, b.yaml", "",
        "No subnets are left: another DPU cluster would stop DPF from serving all of them.")]
    [InlineData("ShareNotPossible", "Error", "8", "one.yaml, a.yaml, b.yaml, c.yaml", "",
        "failed to allocate for DPUCluster dpus/c: no allocatable blocks remaining")]
    [InlineData("PartialShare", "Warning", "10", "one.yaml, a.yaml, b.yaml", "", "The cluster's share has 6 of 10 usable subnets.")]
    [InlineData("GatewayTakesBlock", "Warning", "subnet: {subnet: 10.0.0.0/24, gateway: 10.0.0.1, perNodeIPCount: 1}", "one.yaml", "",
        "The gateway 10.0.0.1 takes one of the single-address blocks: 253 nodes fit.")]
    [InlineData("RangeOverlap", "Warning", "network: {network: 10.0.0.0/24, prefixSize: 28}", "one.yaml, two.yaml", "",
        "From 10.0.0.0 on, CIDRPool two hands out the same addresses.")]
    [InlineData("RangeOverlap", "Warning", "network: {network: 10.0.0.0/24, prefixSize: 28}", "one.yaml, pool.yaml", "",
        "From 10.0.0.129 on, IPPool other hands out the same addresses.")]
    [InlineData("ReservedOverlap", "Warning", "network: {network: 10.0.0.0/24, prefixSize: 28}", "one.yaml -ReservedRange 10.0.0.77, 10.9.0.0/16", "",
        "From 10.0.0.77 on, the pool hands out addresses of the reserved range 10.0.0.77.")]
    [InlineData("ChainWithoutPool", "Warning", "network: {network: 10.0.0.0/24, prefixSize: 28}", "one.yaml, chain.yaml", "",
        "No DPUServiceIPAM gives its pools the labels side=right.")]
    [InlineData("NoClusterSelected", "Warning", "network: {network: 10.0.0.0/24, prefixSize: 28}\n  dpuClusterSelector: {matchLabels: {site: x}}",
        "one.yaml, a.yaml", "", "does not match the only DPU cluster")]
    [InlineData("ClusterSelectorInvalid", "Error",
        "network: {network: 10.0.0.0/24, prefixSize: 28}\n  dpuClusterSelector: {matchExpressions: [{key: site, operator: Near}]}",
        "one.yaml", "", "DPF's controller would fail: Near is no operator.")]
    [InlineData("NoNodeSelected", "Warning", "network: {network: 10.0.0.0/24, prefixSize: 28}\n  nodeSelector: {nodeSelectorTerms: [{}]}",
        "one.yaml", "", "it matches none")]
    [InlineData("PoolLabelInvalid", "Error", "network: {network: 10.0.0.0/24, prefixSize: 28}\n  metadata: {labels: {a: b c}}",
        "one.yaml", "", "'b c' is no label value")]
    public void It_is_found_with_advice(string rule, string severity, string spec, string files, string nodesOf, string message)
    {
        Write("one", int.TryParse(spec, out _) ? Shared.Replace("QUOTA", spec, StringComparison.Ordinal) : spec);
        Write("two", "network: {network: 10.0.0.0/25, prefixSize: 28}");
        var script = nodesOf.Length == 0
            ? $"Test-DpuServiceIpam {files}"
            : $$"""
              $objects = @(ConvertFrom-DpuManifest {{files}})
              foreach ($name in '{{nodesOf}}'.Split(' ')) { $objects += ConvertFrom-DpuManifest nodes.yaml -Cluster $name }
              $objects | Test-DpuServiceIpam
              """;

        var finding = _session.Results(script).First(finding => finding.Text("RuleId") == rule);

        Assert.Equal(severity, finding.Text("Severity"));
        Assert.Contains(message, finding.Text("Message"), StringComparison.Ordinal);
        Assert.NotEmpty(finding.Text("Advice"));
        Assert.Equal(_session.Get($"Get-DpuIpamRule {rule}").Text("Advice"), finding.Text("Advice"));
    }

    [Fact]
    public void Two_objects_whose_pools_have_one_name_are_told_of_each_other()
    {
        const string Override = "svc.dpu.nvidia.com/dpuserviceipam-child-object-name-override";
        Write("one", "network: {network: 10.0.0.0/24, prefixSize: 28}", Override);
        Write("two", "network: {network: 10.1.0.0/24, prefixSize: 28}", Override);
        Write("three", "subnet: {subnet: 10.2.0.0/24, gateway: 10.2.0.1, perNodeIPCount: 10}", Override);
        var found = _session.Results("Test-DpuServiceIpam one.yaml, two.yaml, three.yaml")
            .Where(static finding => finding.Text("RuleId") == "PoolTwice")
            .Select(static finding => $"{finding.Text("Severity")} {finding.Text("Message")}")
            .Order(StringComparer.Ordinal);
        Assert.Equal(
            ["Error one and two both make the CIDRPool pools.", "Error two and one both make the CIDRPool pools."], found);
    }

    private void Write(string name, string spec, string? annotation = null) => _folder.Write($"{name}.yaml", $$"""
        apiVersion: svc.dpu.nvidia.com/v1alpha1
        kind: DPUServiceIPAM
        metadata: {name: {{name}}, namespace: dpf-operator-system, annotations: ANNOTATION}
        spec:
          {{spec}}
        """.Replace("ANNOTATION", $"{{ {annotation ?? "x"}: pools }}", StringComparison.Ordinal));
}
