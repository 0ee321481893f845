using DpuIpam.Planning;
using DpuIpam.Resources;

namespace DpuIpam.Engine.Tests.Planning;

/// <summary>Fields that no schema knows, and fields that are not there.</summary>
public class SchemaTests
{
    private const string Subnet = "\"ipv4Subnet\":{\"subnet\":\"10.2.0.0/24\",\"gateway\":\"10.2.0.1\",\"perNodeIPCount\":16";

    [Theory]
    [InlineData(Subnet + ",\"excludeRange\":[]}", "spec.ipv4Subnet.excludeRange", "excludeRanges is meant")]
    [InlineData(Subnet + ",\"exclusions\":[\"10.2.0.3\"]}", "spec.ipv4Subnet.exclusions", "excludeRanges is meant, a list of maps with endIP, startIP")]
    [InlineData(Subnet + "},\"dpuClusterSelectors\":{}", "spec.dpuClusterSelectors", "dpuClusterSelector is meant")]
    [InlineData(Subnet + "},\"metadata\":{\"label\":{}}", "spec.metadata.label", "labels is meant")]
    [InlineData(Subnet + ",\"nodeSelector\":{}}", "spec.ipv4Subnet.nodeSelector", "its place is spec.nodeSelector")]
    [InlineData(Subnet + "},\"routes\":[]", "spec.routes", "its place is spec.ipv4Subnet.routes")]
    [InlineData(Subnet + ",\"routes\":[{\"dst\":\"10.0.0.0/8\",\"gw\":\"10.2.0.1\"}]}", "spec.ipv4Subnet.routes[0].gw", "spec.ipv4Subnet.routes[0] has dst")]
    [InlineData(Subnet + ",\"excludeRanges\":[{\"startIP\":\"10.2.0.5\",\"endIp\":\"10.2.0.6\"}]}", "spec.ipv4Subnet.excludeRanges[0].endIp", "endIP is meant")]
    [InlineData(Subnet + "},\"nodeSelector\":{\"matchLabels\":{\"role\":\"dpu\"}}", "spec.nodeSelector.matchLabels",
        "write nodeSelectorTerms: [{matchExpressions: [{key: \"role\", operator: In, values: [\"dpu\"]}]}]")]
    [InlineData(Subnet + "},\"nodeSelector\":{\"role\":\"dpu\"}", "spec.nodeSelector.role",
        "write nodeSelectorTerms: [{matchExpressions: [{key: \"role\", operator: In, values: [\"dpu\"]}]}]")]
    [InlineData(Subnet + "},\"nodeSelector\":{\"nodeSelectorTerms\":[{\"matchExpression\":[]}]}",
        "spec.nodeSelector.nodeSelectorTerms[0].matchExpression", "matchExpressions is meant")]
    [InlineData(Subnet + "},\"zzz\":1", "spec.zzz",
        "spec has clusterSelector, dpuClusterSelector, ipv4Network, ipv4Subnet, metadata, network, nodeSelector, subnet")]
    public void A_field_of_an_object_that_no_schema_knows_is_named(string spec, string field, string what)
    {
        var finding = Assert.Single(PlanOf(spec).Findings, static finding => finding.RuleId == "UnknownField");

        Assert.Equal(field, finding.Field);
        Assert.Equal($"{field} is no field: {what}.", finding.Message);
        Assert.Equal(FindingSeverity.Warning, finding.Severity);
    }

    [Theory]
    [InlineData("IPPool", "\"subnet\":\"10.0.0.0/24\",\"perNodeBlockSize\":8,\"gatewayIndex\":1", "spec.gatewayIndex", "gateway is meant")]
    [InlineData("IPPool", "\"subnet\":\"10.0.0.0/24\",\"perNodeBlockSize\":8,\"excludeRanges\":[]", "spec.excludeRanges",
        "exclusions is meant, a list of maps with endIP, startIP")]
    [InlineData("CIDRPool", "\"cidr\":\"10.0.0.0/24\",\"perNodeNetworkPrefix\":28,\"staticAllocation\":[]", "spec.staticAllocation",
        "staticAllocations is meant")]
    public void So_is_one_of_a_pool(string kind, string spec, string field, string what)
    {
        var finding = Assert.Single(Given.Plan(Given.Pool(kind, spec), Given.Nodes(1)).Findings, static finding => finding.RuleId == "UnknownField");

        Assert.Equal(field, finding.Field);
        Assert.Equal($"{field} is no field: {what}.", finding.Message);
    }

    [Theory]
    [InlineData("\"metadata\":{\"name\":\"n\",\"label\":{\"a\":\"b\"}}", "metadata.label", "labels is meant")]
    [InlineData("\"metadata\":{\"name\":\"n\",\"ownerReferences\":[{\"nam\":\"x\"}]}", "metadata.ownerReferences[0].nam", "name is meant")]
    [InlineData("\"metadata\":{\"name\":\"n\"},\"Status\":{}", "Status", "status is meant")]
    public void So_is_one_of_the_metadata_of_any_kind(string members, string field, string what)
    {
        var node = new NodeResource(Given.Document($$"""{"apiVersion":"v1","kind":"Node",{{members}}}"""));

        var unknown = Assert.Single(node.Issues.Unknown);

        Assert.Equal(field, unknown.Path);
        Assert.Equal($"{field} is no field: {what}", unknown.Message);
    }

    [Theory]
    [InlineData("\"kubeConfig\":\"k\"", 1)]
    [InlineData("\"somethingNewer\":\"k\"", 0)]
    public void Of_a_growing_schema_only_a_slip_is_named(string spec, int count)
    {
        var cluster = new DpuClusterResource(Given.Document($$$"""{"kind":"DPUCluster","metadata":{"name":"c"},"spec":{{{{spec}}}}}"""));

        Assert.Equal(count, cluster.Issues.Unknown.Count);
    }

    [Theory]
    [InlineData("\"ipv4Subnet\":{\"subnet\":\"10.77.0.0/24\",\"gateway\":\"10.77.0.1\",\"perNodeIpCount\":20}", "spec.ipv4Subnet.perNodeIPCount",
        "is missing; perNodeIpCount is no field, perNodeIPCount is meant")]
    [InlineData("\"subnet\":{\"subnet\":\"10.77.0.0/24\",\"perNodeIPCount\":20}", "spec.subnet.gateway", "is missing")]
    [InlineData("\"subnet\":{\"subnet\":null,\"gateway\":\"10.77.0.1\",\"perNodeIPCount\":20}", "spec.subnet.subnet", "is missing")]
    [InlineData("\"network\":{\"network\":\"10.77.0.0/24\"}", "spec.network.prefixSize", "is missing")]
    [InlineData("\"network\":{\"prefixSize\":28}", "spec.network.network", "is missing")]
    [InlineData("\"network\":{\"network\":\"10.77.0.0/24\",\"prefixSize\":28,\"exclusions\":[null]}", "spec.network.exclusions[0]", "is null")]
    [InlineData("\"network\":{\"network\":\"10.77.0.0/24\",\"prefixSize\":28,\"excludeRanges\":[{\"startIP\":\"10.77.0.1\"}]}",
        "spec.network.excludeRanges[0].endIP", "is missing")]
    [InlineData(Subnet + "},\"nodeSelector\":{}", "spec.nodeSelector.nodeSelectorTerms", "is missing")]
    public void A_required_field_is_missing_and_not_zero(string spec, string field, string what)
    {
        var error = Assert.Single(PlanOf(spec).Findings, static finding => finding.Severity == FindingSeverity.Error);

        Assert.Equal("DpfFieldMissing", error.RuleId);
        Assert.Equal(field, error.Field);
        Assert.Equal($"DPF refuses the object: {field} {what}.", error.Message);
    }

    [Theory]
    [InlineData("IPPool", "\"subnet\":\"10.0.0.0/24\"", "spec.perNodeBlockSize", "is missing")]
    [InlineData("CIDRPool", "\"perNodeNetworkPrefix\":28", "spec.cidr", "is missing")]
    [InlineData("IPPool", "\"subnet\":\"10.0.0.0/24\",\"perNodeBlockSize\":8,\"perNodeExclusions\":[{\"endIndex\":3}]",
        "spec.perNodeExclusions[0].startIndex", "is missing")]
    [InlineData("IPPool", "\"subnet\":\"10.0.0.0/24\",\"perNodeBlockSize\":8,\"nodeSelector\":{\"matchLabels\":{\"a\":\"b\"}}",
        "spec.nodeSelector.nodeSelectorTerms", "is missing")]
    public void So_is_one_of_a_pool_that_is_missing(string kind, string spec, string field, string what)
    {
        var error = Assert.Single(
            Given.Plan(Given.Pool(kind, spec), Given.Nodes(1)).Findings, static finding => finding.Severity == FindingSeverity.Error);

        Assert.Equal("FieldMissing", error.RuleId);
        Assert.Equal(field, error.Field);
        Assert.Equal($"The API server refuses the pool: {field} {what}.", error.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData(",\"spec\":null")]
    public void An_object_without_spec_has_no_mode_and_a_pool_without_it_misses_it(string spec)
    {
        var ipam = new ServiceIpamResource(Given.Document(
            $$"""{"kind":"DPUServiceIPAM","metadata":{"name":"x","namespace":"dpf-operator-system"}{{spec}}}"""));
        var pool = new Pool(new CidrPoolResource(Given.Document($$"""{"kind":"CIDRPool","metadata":{"name":"y"}{{spec}}}""")), null);

        var plans = Planner.Plan(new PlanInput { ServiceIpams = [ipam], Pools = [pool] });

        Assert.Equal(["FieldMissing", "ModeMissing"], plans.Select(static plan => Assert.Single(
            plan.Findings, static finding => finding.Severity == FindingSeverity.Error).RuleId));
    }

    [Fact]
    public void What_a_server_keeps_is_taken_as_it_is()
    {
        const string Json = """
            {"kind":"IPPool","metadata":{"name":"p","newer":1},"spec":{"subnet":"10.0.0.0/24","perNodeBlockSize":8,"newer":1}}
            """;
        var server = new IPPoolResource(new ManifestDocument(Given.Document(Json).Root, default) { IsFromServer = true });
        var file = new IPPoolResource(Given.Document(Json));

        Assert.Empty(server.Issues.Unknown);
        Assert.Equal(["metadata.newer", "spec.newer"], file.Issues.Unknown.Select(static field => field.Path));
    }

    [Fact]
    public void A_selector_that_matches_none_is_not_said_to_match_nodes_without_labels()
    {
        var plan = Given.Plan(
            Given.Pool("IPPool", "\"subnet\":\"10.1.0.0/24\",\"perNodeBlockSize\":10,\"nodeSelector\":{\"nodeSelectorTerms\":[{\"matchExpression\":[]}]}"),
            Given.Nodes(2));

        Assert.Equal(0, plan.NodeCount);
        Assert.Contains(plan.Findings, static finding => finding.RuleId == "NoNodeSelected");
        Assert.Contains(plan.Findings, static finding => finding.RuleId == "UnknownField");
        Assert.DoesNotContain(plan.Findings, static finding => finding.RuleId == "NodesWithoutLabels");
    }

    private static Plan PlanOf(string spec) =>
        Assert.Single(Planner.Plan(new PlanInput { ServiceIpams = [Given.ServiceIpam(spec)], HasNodes = false }));
}
