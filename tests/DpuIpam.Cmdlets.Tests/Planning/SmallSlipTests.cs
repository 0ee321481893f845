using System.Management.Automation;

namespace DpuIpam.Cmdlets.Tests.Planning;

/// <summary>Manifests with small slips, as people write them: what the commands say of each, word by word.</summary>
public sealed class SmallSlipTests : IDisposable
{
    private const string Object = "apiVersion: svc.dpu.nvidia.com/v1alpha1\nkind: DPUServiceIPAM\nmetadata: {name: oak, namespace: dpf-operator-system}\n";
    private const string Pool = "apiVersion: nv-ipam.nvidia.com/v1alpha1\nkind: IPPool\nmetadata: {name: oak, namespace: dpf-operator-system}\n";
    private const string Prefixes = "apiVersion: nv-ipam.nvidia.com/v1alpha1\nkind: CIDRPool\nmetadata: {name: oak, namespace: dpf-operator-system}\n";
    private const string Calico = "apiVersion: crd.projectcalico.org/v1\nkind: IPPool\nmetadata: {name: default-ipv4-ippool}\n";

    private readonly Session _session = new();
    private readonly Folder _folder = new();

    public SmallSlipTests() => _session.GoTo(_folder.Root);

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Each_field_that_no_schema_knows_is_a_warning_and_fails_a_gate()
    {
        _folder.Write("oak.yaml", Object + """
            spec:
              metadata: {label: {a: b}}
              ipv4Subnet: {subnet: 10.2.0.0/24, gateway: 10.2.0.1, perNodeIPCount: 16, excludeRange: [{startIP: 10.2.0.5, endIP: 10.2.0.9}], exclusions: [10.2.0.3]}
              dpuClusterSelectors: {matchLabels: {a: b}}
            """);
        Assert.Equal(
            [
                "spec.metadata.label is no field: labels is meant.",
                "spec.ipv4Subnet.excludeRange is no field: excludeRanges is meant.",
                "spec.ipv4Subnet.exclusions is no field: excludeRanges is meant, a list of maps with endIP, startIP.",
                "spec.dpuClusterSelectors is no field: dpuClusterSelector is meant.",
            ],
            Messages("Test-DpuServiceIpam oak.yaml", "Warning"));
        var outcome = _session.Run("Test-DpuServiceIpam oak.yaml -FailOn Warning");
        Assert.Contains("spec.metadata.label is no field", outcome.End().Message(), StringComparison.Ordinal);
        Assert.Equal(4, outcome.Texts("RuleId").Count(static rule => rule == "UnknownField"));
    }

    [Theory]
    [InlineData(Object + "spec: {ipv4Subnet: {subnet: 10.77.0.0/24, gateway: 10.77.0.1, perNodeIpCount: 20}}",
        "DPF refuses the object: spec.ipv4Subnet.perNodeIPCount is missing; perNodeIpCount is no field, perNodeIPCount is meant.")]
    [InlineData(Object + "spec: {ipv4Network: {network: 10.0.0.0/16, prefixSize: 24, exclusions: [10.0.0.1, null]}}",
        "DPF refuses the object: spec.ipv4Network.exclusions[1] is null.")]
    [InlineData(Pool + "spec: {subnet: 10.0.0.0/24, perNodeBlockSize: 8, exclusions: [{startIP: 10.0.0.1, endIP: 10.0.0.2}, {startIP: 10.0.0.9, endIp: 10.0.0.9}]}",
        "The API server refuses the pool: spec.exclusions[1].endIP is missing; endIp is no field, endIP is meant.")]
    [InlineData(Prefixes + "spec: {cidr: 10.0.0.0/16, perNodeNetworkPrefix: 24, staticAllocations: [{nodeName: n1}]}",
        "The API server refuses the pool: spec.staticAllocations[0].prefix is missing.")]
    public void A_required_field_is_said_to_be_missing_where_it_is(string text, string message)
    {
        _folder.Write("oak.yaml", text);
        var command = text.StartsWith(Object, StringComparison.Ordinal) ? "Test-DpuServiceIpam" : "Test-DpuPool";
        Assert.Equal([message], Messages($"{command} oak.yaml", "Error"));
        Assert.Equal([message], Messages($"{command} -LiteralPath oak.yaml", "Error"));
        Assert.Equal([message], Messages($"[IO.File]::ReadAllText(\"$PWD/oak.yaml\") | {command}", "Error"));
    }

    [Theory]
    [InlineData(Pool + "spec: {subnet: 127.0.0.0/8, perNodeBlockSize: 32}", "The pool hands out loopback addresses (127.0.0.0/8).")]
    [InlineData(Prefixes + "spec: {cidr: 127.0.0.0/8, perNodeNetworkPrefix: 24}", "The pool hands out loopback addresses (127.0.0.0/8).")]
    [InlineData(Pool + "spec: {subnet: 'fe80::/64', perNodeBlockSize: 32}", "The pool hands out link-local addresses (fe80::/10).")]
    [InlineData(Pool + "spec: {subnet: 10.5.0.0/24, gateway: 10.5.0.255, perNodeBlockSize: 85}",
        "The gateway 10.5.0.255 is the broadcast address of 10.5.0.0/24: no router answers there.")]
    [InlineData(Pool + "spec: {subnet: 10.6.0.0/24, gateway: 10.6.0.0, perNodeBlockSize: 60}",
        "The gateway 10.6.0.0 is the network address of 10.6.0.0/24: no router answers there.")]
    [InlineData(Prefixes + "spec: {cidr: 10.0.0.0/16, perNodeNetworkPrefix: 24, staticAllocations: [{nodeName: a, prefix: 10.0.0.0/24, gateway: 10.0.0.255}]}",
        "The gateway 10.0.0.255 is the broadcast address of 10.0.0.0/24: no router answers there.")]
    [InlineData(Pool + "spec: {subnet: 10.0.0.0/31, perNodeBlockSize: 1, gateway: 10.0.0.1}",
        "The gateway 10.0.0.1 takes one of the single-address blocks: 1 node fits.")]
    [InlineData(Prefixes + "spec: {cidr: 10.0.0.0/16, perNodeNetworkPrefix: 24, nodeSelector: {nodeSelectorTerms: [{matchFields: [{key: metadata.name, operator: NotIn, values: [n1]}]}]}}\n"
        + "status: {allocations: [{nodeName: n1, prefix: 10.0.0.0/24}]}", "The node selector \"metadata.name!=n1\" does not match the only node.")]
    public void What_serves_nobody_well_is_a_warning_of_a_pool(string text, string message)
    {
        _folder.Write("oak.yaml", text);
        Assert.Contains(message, Messages("Test-DpuPool oak.yaml", "Warning"));
        Assert.Contains(message, Messages("(ConvertFrom-DpuManifest oak.yaml) | Test-DpuPool", "Warning"));
    }

    [Fact]
    public void What_the_gateway_takes_and_what_is_excluded_are_told_apart()
    {
        _folder.Write("oak.yaml", Pool + """
            spec: {subnet: 10.80.0.0/16, perNodeBlockSize: 128, gateway: 10.80.0.1, exclusions: [{startIP: 10.80.0.10, endIP: 10.80.0.20}]}
            status: {allocations: [{nodeName: a, startIP: 10.80.0.1, endIP: 10.80.0.128}]}
            """);
        Assert.Equal(
            ["The gateway 10.80.0.1 lies in this node's block: 116 of 128 addresses are usable; 1 is the gateway, 11 are excluded."],
            Messages("Test-DpuPool oak.yaml", "Information"));
    }

    [Fact]
    public void A_selector_without_a_requirement_has_no_node_and_nothing_else_is_said()
    {
        _folder.Write("oak.yaml", Pool
            + "spec: {subnet: 10.1.0.0/24, perNodeBlockSize: 10, nodeSelector: {nodeSelectorTerms: [{matchExpression: [{key: a, operator: Exists}]}]}}");
        var plan = _session.Get("Get-DpuIpamPlan oak.yaml -NodeCount 2");
        Assert.Empty(plan.TextItems("Allocations"));
        Assert.Equal(
            [
                "UnknownField: spec.nodeSelector.nodeSelectorTerms[0].matchExpression is no field: matchExpressions is meant.",
                "NoNodeSelected: No term of the node selector has requirements that a node could meet: it matches none.",
            ],
            plan.TextItems("Findings"));
    }

    [Fact]
    public void A_placeholder_is_named_with_its_own_place()
    {
        _folder.Write("oak.yaml", "apiVersion: nv-ipam.nvidia.com/v1alpha1\nkind: IPPool\nmetadata: {name: $NAME, namespace: ${NS}}\n");
        Assert.StartsWith(
            "oak.yaml:3:18: the placeholder $NAME is not replaced", _session.Run("Get-DpuPool -Path oak.yaml").Error().Message(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("$input | Get-DpuIpamPlan", Calico)]
    [InlineData("$input | ConvertFrom-DpuManifest", Calico)]
    [InlineData("$input | Test-DpuPool", "apiVersion: crd.projectcalico.org/v1", "kind: IPPool", "metadata: {name: a}")]
    [InlineData("@{ apiVersion = 'crd.projectcalico.org/v1'; kind = 'IPPool'; metadata = @{ name = 'a' } } | Get-DpuPool", "")]
    public void Piped_kinds_of_others_alone_are_an_error_that_says_what_they_are(string script, params string[] input)
    {
        var error = _session.Run(script, input).Error();
        error.Is("NothingInFile", ErrorCategory.InvalidData, "input");
        Assert.Contains("It holds IPPool of crd.projectcalico.org/v1.", error.Message(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("$input | Get-DpuPool")]
    [InlineData("$input | ConvertFrom-DpuManifest")]
    public void Beside_one_of_ours_they_are_passed_over(string script) => Assert.Equal(
        "oak", _session.Get(script, Calico, Pool + "spec: {subnet: 10.0.0.0/24, perNodeBlockSize: 20}\n").Text("Pool"));

    private string[] Messages(string script, string severity) =>
        [.. _session.Run(script).Succeeded().Where(finding => finding.Text("Severity") == severity).Select(static finding => finding.Text("Message"))];
}
