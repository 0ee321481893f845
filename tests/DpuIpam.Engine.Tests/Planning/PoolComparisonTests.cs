using DpuIpam.Planning;
using DpuIpam.Resources;

namespace DpuIpam.Engine.Tests.Planning;

/// <summary>What of a live pool is not as wanted: no field is missed, and nothing is a difference that nv-ipam can't see.</summary>
public sealed class PoolComparisonTests
{
    private const string Block = "\"subnet\":\"10.0.0.0/24\",\"perNodeBlockSize\":8,\"gateway\":\"10.0.0.1\"";
    private const string Prefix = "\"cidr\":\"10.0.0.0/16\",\"perNodeNetworkPrefix\":24";

    [Fact]
    public void A_pool_does_not_differ_from_itself() => Assert.Empty(Compare(Block, Block));

    [Theory]
    [InlineData("\"gateway\":\"10.0.0.2\"", "\"gateway\":\"10.0.0.1\"", "spec.gateway: 10.0.0.1 -> 10.0.0.2")]
    [InlineData("", "\"gateway\":\"10.0.0.1\"", "spec.gateway: 10.0.0.1 -> nothing")]
    [InlineData("\"defaultGateway\":true", "", "spec.defaultGateway: nothing -> true")]
    [InlineData("\"perNodeBlockSize\":8", "\"perNodeBlockSize\":9", "spec.perNodeBlockSize: 9 -> 8")]
    [InlineData("\"routes\":[{\"dst\":\"10.1.0.0/16\"}]", "\"routes\":[{\"dst\":\"10.2.0.0/16\"},{\"dst\":\"10.1.0.0/16\"}]",
        "spec.routes: 10.2.0.0/16, 10.1.0.0/16 -> 10.1.0.0/16")]
    [InlineData("\"exclusions\":[{\"startIP\":\"10.0.0.1\",\"endIP\":\"10.0.0.1\"},{\"startIP\":\"10.0.0.4\",\"endIP\":\"10.0.0.6\"}]", "",
        "spec.exclusions: nothing -> 10.0.0.1, 10.0.0.4-10.0.0.6")]
    [InlineData("\"exclusions\":[{\"startIP\":\"a\",\"endIP\":\"b\"},{\"startIP\":\"c\",\"endIP\":\"d\"}]",
        "\"exclusions\":[{\"startIP\":\"c\",\"endIP\":\"d\"},{\"startIP\":\"a\",\"endIP\":\"b\"}]", "spec.exclusions: c-d, a-b -> a-b, c-d")]
    [InlineData("\"nodeSelector\":{\"nodeSelectorTerms\":[]}", "", "spec.nodeSelector: nothing -> {\"nodeSelectorTerms\":[]}")]
    [InlineData("", "\"later\":{\"x\":1}", "spec.later: {\"x\":1} -> nothing")]
    [InlineData("\"perNodeExclusions\":[{\"startIndex\":0,\"endIndex\":1}]", "\"perNodeExclusions\":[{\"startIndex\":0,\"endIndex\":2}]",
        "spec.perNodeExclusions: {\"startIndex\":0,\"endIndex\":2} -> {\"startIndex\":0,\"endIndex\":1}")]
    public void A_field_that_differs_is_named_with_both_values(string wanted, string live, string expected) =>
        Assert.Equal([expected], Compare(wanted, live));

    [Theory]
    [InlineData("", "\"gateway\":\"\",\"defaultGateway\":false,\"routes\":[],\"exclusions\":null")]
    [InlineData("\"staticAllocations\":[{\"nodeName\":\"a\",\"prefix\":\"p\"},{\"nodeName\":\"b\",\"prefix\":\"q\"}]",
        "\"staticAllocations\":[{\"prefix\":\"q\",\"nodeName\":\"b\",\"gateway\":\"\"},{\"nodeName\":\"a\",\"prefix\":\"p\"}]")]
    [InlineData("\"nodeSelector\":{\"nodeSelectorTerms\":[{\"matchExpressions\":[{\"key\":\"k\",\"operator\":\"Exists\"}]}]}",
        "\"nodeSelector\":{\"nodeSelectorTerms\":[{\"matchFields\":[],\"matchExpressions\":[{\"operator\":\"Exists\",\"key\":\"k\",\"values\":[]}]}]}")]
    public void What_nv_ipam_reads_alike_is_no_difference(string wanted, string live)
    {
        Assert.Empty(Compare(wanted, live));
        Assert.Empty(Compare(live, wanted));
    }

    [Theory]
    [InlineData("\"gatewayIndex\":0", "")]
    [InlineData("\"nodeSelector\":{\"nodeSelectorTerms\":[{\"matchExpressions\":[{\"key\":\"k\",\"operator\":\"In\",\"values\":[\"\"]}]}]}",
        "\"nodeSelector\":{\"nodeSelectorTerms\":[{\"matchExpressions\":[{\"key\":\"k\",\"operator\":\"In\"}]}]}")]
    [InlineData("\"staticAllocations\":[{\"nodeName\":\"a\",\"prefix\":\"p\"}]",
        "\"staticAllocations\":[{\"nodeName\":\"a\",\"prefix\":\"p\"},{\"nodeName\":\"a\",\"prefix\":\"p\"}]")]
    public void What_nv_ipam_reads_otherwise_is_a_difference(string wanted, string live)
    {
        Assert.Single(Compare(wanted, live, "CIDRPool"));
        Assert.Single(Compare(live, wanted, "CIDRPool"));
    }

    [Fact]
    public void The_order_of_fields_and_the_status_do_not_count() => Assert.Empty(PoolComparison.Compare(
        Given.Pool("CIDRPool", Prefix).Resource,
        Given.Pool("CIDRPool", "\"perNodeNetworkPrefix\":24,\"cidr\":\"10.0.0.0/16\"", "{\"nodeName\":\"a\",\"prefix\":\"10.0.0.0/24\"}").Resource));

    [Fact]
    public void Deep_trees_are_compared_in_time()
    {
        var deep = string.Concat(Enumerable.Repeat("{\"x\":", 50)) + "1" + new string('}', 50);
        Assert.Empty(Compare("\"list\":[" + deep + "]", "\"list\":[" + deep + "]"));
    }

    [Fact]
    public void Wanted_labels_and_annotations_count() => Assert.Equal(
        ["metadata.labels['a']: 2 -> 1", "metadata.labels['svc/b']: nothing -> x", "metadata.annotations['note']: nothing -> y"],
        Texts(Pool("\"labels\":{\"svc/b\":\"x\",\"a\":\"1\"},\"annotations\":{\"note\":\"y\"}"), Pool("\"labels\":{\"a\":\"2\"}")));

    [Fact]
    public void Where_nobody_says_who_set_it_whatever_is_not_wanted_is_a_difference() => Assert.Equal(
        ["metadata.labels['a']: 1 -> nothing", "metadata.annotations['note']: y -> nothing"],
        Texts(Pool(""), Pool("\"labels\":{\"a\":\"1\"},\"annotations\":{\"note\":\"y\"}")));

    [Fact]
    public void What_other_managers_set_is_theirs() => Assert.Equal(
        ["metadata.labels['ours']: 1 -> nothing"],
        Texts(Pool(""), Pool("""
            "labels":{"theirs":"1","ours":"1"},"annotations":{"ours":"1"},"managedFields":[
              {"manager":"kubectl","operation":"Apply","fieldsV1":{"f:metadata":{"f:labels":{"f:theirs":{}},"f:annotations":{"f:ours":{}}}}},
              {"manager":"dpuipam","operation":"Apply","fieldsV1":{"f:metadata":{"f:labels":{".":{},"f:ours":{}}}}}]
            """)));

    private static string[] Compare(string wanted, string live, string kind = "IPPool") =>
        [.. PoolComparison.Compare(Given.Pool(kind, wanted).Resource, Given.Pool(kind, live).Resource).Select(static d => d.ToString())];

    private static string[] Texts(PoolResource wanted, PoolResource live) =>
        [.. PoolComparison.Compare(wanted, live).Select(static difference => difference.ToString())];

    private static IPPoolResource Pool(string metadata) => new(Given.Document($$"""
        {"apiVersion":"nv-ipam.nvidia.com/v1alpha1","kind":"IPPool",
         "metadata":{"name":"pool"{{(metadata.Length == 0 ? "" : ",")}}{{metadata}}},"spec":{ {{Block}} } }
        """));
}
