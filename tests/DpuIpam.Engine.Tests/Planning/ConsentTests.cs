using DpuIpam.Planning;
using DpuIpam.Resources;

namespace DpuIpam.Engine.Tests.Planning;

/// <summary>What holds a write up.</summary>
public sealed class ConsentTests
{
    private const string Block = "\"subnet\":\"10.0.0.0/24\",\"perNodeBlockSize\":10";

    private const string Moved = """{"nodeName":"n01","startIP":"10.0.0.5","endIP":"10.0.0.14"}""";
    private const string Kept = """{"nodeName":"n01","startIP":"10.0.0.1","endIP":"10.0.0.10"}""";
    private const string Gone = """{"nodeName":"n09","startIP":"10.0.0.11","endIP":"10.0.0.20"}""";

    [Theory]
    [InlineData(Kept, false, false, "")]
    [InlineData(Moved, false, false, "RenumberingRefused")]
    [InlineData(Moved, false, true, "RenumberingRefused")]
    [InlineData(Moved, true, false, "")]
    [InlineData(Kept + "," + Gone, false, false, "DropRefused")]
    [InlineData(Kept + "," + Gone, true, false, "DropRefused")]
    [InlineData(Kept + "," + Gone, false, true, "")]
    [InlineData(Moved + "," + Gone, false, false, "RenumberingRefused DropRefused")]
    public void Each_harm_has_its_own_consent(string status, bool allowRenumber, bool allowDrop, string rules)
    {
        var plan = Given.Plan(Given.Pool("IPPool", Block, status), Given.Nodes(1));

        var obstacles = ConsentCheck.Judge([plan], [], new Consent(allowRenumber, allowDrop));

        Assert.Equal(rules, string.Join(' ', obstacles.Select(static finding => finding.RuleId)));
    }

    [Fact]
    public void A_refusal_names_every_node_with_before_and_after()
    {
        var plan = Given.Plan(Given.Pool("IPPool", Block, Moved), Given.Nodes(1));

        var obstacle = Assert.Single(ConsentCheck.Judge([plan], [], Consent.None));

        Assert.Equal("1 node would be renumbered: n01 10.0.0.5-10.0.0.14 -> 10.0.0.1-10.0.0.10.", obstacle.Message);
        Assert.Equal("n01", obstacle.NodeName);
        Assert.Contains("-AllowRenumber", obstacle.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void Deleting_a_pool_in_use_is_a_drop()
    {
        var pool = Given.Pool("IPPool", Block, Kept);

        var obstacle = Assert.Single(ConsentCheck.Judge([], [pool], Consent.None));

        Assert.Equal("DropRefused", obstacle.RuleId);
        Assert.Contains("n01 10.0.0.1-10.0.0.10", obstacle.Message, StringComparison.Ordinal);
        Assert.Empty(ConsentCheck.Judge([], [pool], new Consent(false, true)));
        Assert.Empty(ConsentCheck.Judge([], [Given.Pool("IPPool", Block)], Consent.None));
    }

    [Fact]
    public void No_consent_covers_an_invalid_spec()
    {
        var plan = Given.Plan(Given.Pool("IPPool", Block + ",\"gateway\":\"11.0.0.1\""), Given.Nodes(1));

        Assert.NotEmpty(ConsentCheck.Judge([plan], [], new Consent(true, true)));
    }

    [Fact]
    public void Addresses_that_another_pool_of_the_cluster_has_are_given_to_nobody()
    {
        var plan = Given.Plan(Given.Pool("IPPool", Block), Given.Nodes(1));
        var other = Given.Plan(Named("other", "10.0.0.0/25", Kept.Replace("n01", "n02", StringComparison.Ordinal)), new Node("n02"));

        var found = AddressClaims.FindShared([plan], [other], []);

        var finding = Assert.Single(found[plan]);
        Assert.Equal("AddressInUse", finding.RuleId);
        Assert.Contains("n01 would get 10.0.0.1", finding.Message, StringComparison.Ordinal);
        Assert.Contains("n02 has from IPPool other", finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("n02")]
    [InlineData("n03")]
    public void What_a_node_has_until_it_moves_or_is_dropped_is_given_to_nobody(string nodeThere)
    {
        var plan = Given.Plan(Given.Pool("IPPool", Block), Given.Nodes(1));
        // Its new range has no room for what it has recorded.
        var leaving = Named("other", "10.9.0.0/25", Kept.Replace("n01", "n02", StringComparison.Ordinal));

        var found = AddressClaims.FindShared([plan, Given.Plan(leaving, new Node(nodeThere))], [], []);

        var finding = Assert.Single(found[plan]);
        Assert.Contains("which n02 has from IPPool other", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_shared_already_or_goes_away_holds_nothing_up()
    {
        var pool = Named("other", "10.0.0.0/25", Kept.Replace("n01", "n02", StringComparison.Ordinal));
        var other = Given.Plan(pool, new Node("n02"));

        Assert.Empty(AddressClaims.FindShared([Given.Plan(Given.Pool("IPPool", Block, Kept), Given.Nodes(1))], [other], []));
        Assert.Empty(AddressClaims.FindShared([Given.Plan(Given.Pool("IPPool", Block), Given.Nodes(1))], [other], [pool]));
    }

    [Theory]
    [InlineData("a", true, true)]
    [InlineData("a", false, false)]
    [InlineData("b", true, false)]
    public void A_pool_that_its_object_deletes_is_out_of_the_way_of_that_object_alone_and_without_DPF(
        string owner, bool removesFirst, bool isFree)
    {
        var former = new Pool(
            new IPPoolResource(Given.Document($$"""
                {"apiVersion":"nv-ipam.nvidia.com/v1alpha1","kind":"IPPool",
                 "metadata":{"name":"former","namespace":"dpf-operator-system","labels":{
                   "dpu.nvidia.com/dpuserviceipam-name":"{{owner}}","dpu.nvidia.com/dpuserviceipam-namespace":"dpf-operator-system"} },
                 "spec":{"subnet":"10.0.0.0/24","perNodeBlockSize":10},"status":{"allocations":[{{Kept}}]} }
                """)), "ns/c1");
        var ipam = new ServiceIpamResource(Given.Document("""
            {"apiVersion":"svc.dpu.nvidia.com/v1alpha1","kind":"DPUServiceIPAM","metadata":{"name":"a","namespace":"dpf-operator-system"},
             "spec":{"subnet":{"subnet":"10.0.0.0/24","gateway":"10.0.0.254","perNodeIPCount":10} } }
            """));
        var plans = Planner.Plan(new PlanInput
        {
            ServiceIpams = [ipam], Clusters = [Given.Cluster("c1")], Pools = [former], RemovesFirst = removesFirst,
            Nodes = [new Node("n01", cluster: "ns/c1"), new Node("n02", cluster: "ns/c1")],
        });
        var own = plans.Where(static plan => plan.Content.Origin is not null).ToArray();

        var found = AddressClaims.FindShared(own, [.. plans.Except(own)], [former], removesFirst);

        Assert.Equal(isFree, found.Count == 0);
        Assert.Equal(isFree, own[0].Findings.All(static finding => finding.RuleId != "RangeOverlap"));
    }

    [Fact]
    public void Another_object_in_another_cluster_may_serve_a_network_that_never_meets()
    {
        var plan = Given.Plan(Given.Pool("IPPool", Block), Given.Nodes(1));
        var elsewhere = Named("other", "10.0.0.0/25", Kept.Replace("n01", "n02", StringComparison.Ordinal), "ns/c2");

        Assert.Empty(AddressClaims.FindShared([plan], [Given.Plan(elsewhere, new Node("n02", cluster: "ns/c2"))], []));
    }

    private static Pool Named(string name, string subnet, string allocations, string? cluster = null) => new(
        new IPPoolResource(Given.Document($$"""
            {"apiVersion":"nv-ipam.nvidia.com/v1alpha1","kind":"IPPool","metadata":{"name":"{{name}}"},
             "spec":{"subnet":"{{subnet}}","perNodeBlockSize":10},"status":{"allocations":[{{allocations}}]} }
            """)), cluster);
}
