namespace DpuIpam.Engine.Tests.Planning;

/// <summary>Which nodes a selector takes when only their names are known, and who is left over.</summary>
public sealed class SelectionTests
{
    private const string Blocks = "\"subnet\":\"10.0.0.0/24\",\"perNodeBlockSize\":16";
    private const string NameIsN1 = "{\"key\":\"metadata.name\",\"operator\":\"In\",\"values\":[\"n1\"]}";
    private const string NameIsNotN1 = "{\"key\":\"metadata.name\",\"operator\":\"NotIn\",\"values\":[\"n1\"]}";
    private const string HasRole = "{\"key\":\"role\",\"operator\":\"Exists\"}";

    private const string Status =
        "{\"nodeName\":\"n1\",\"startIP\":\"10.0.0.1\",\"endIP\":\"10.0.0.16\"},{\"nodeName\":\"n2\",\"startIP\":\"10.0.0.17\",\"endIP\":\"10.0.0.32\"}";

    [Theory]
    [InlineData("{\"matchFields\":[" + NameIsN1 + "]}", "n1", null)]
    [InlineData("{\"matchFields\":[" + NameIsNotN1 + "]}", "n2 n3", null)]
    [InlineData("{\"matchExpressions\":[" + HasRole + "]}", "n1 n2 n3", "3 nodes without known labels are")]
    [InlineData("{\"matchFields\":[" + NameIsN1 + "],\"matchExpressions\":[" + HasRole + "]}", "n1", "1 node without known labels is")]
    [InlineData("{\"matchFields\":[" + NameIsN1 + "]},{\"matchExpressions\":[" + HasRole + "]}", "n1 n2 n3", "2 nodes without known labels are")]
    [InlineData("{\"matchFields\":[" + NameIsN1 + "," + NameIsNotN1 + "]}", "", null)]
    public void Of_a_name_only_the_name_is_asked(string terms, string selected, string? assumed)
    {
        var plan = Given.Plan(Pool(terms), new Node("n1"), new Node("n2"), new Node("n3"));

        Assert.Equal(selected, string.Join(' ', plan.Allocations.Select(static allocation => allocation.NodeName)));
        var note = plan.Findings.FirstOrDefault(static finding => finding.RuleId == "NodesWithoutLabels");
        Assert.Equal(assumed is null, note is null);
        if (assumed is not null) Assert.StartsWith(assumed, note!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_node_of_a_status_is_dropped_when_the_selector_names_others()
    {
        var pool = Pool("{\"matchFields\":[" + NameIsN1 + "]}", Status);

        var plan = Assert.Single(DpuIpam.Planning.Planner.Plan(new DpuIpam.Planning.PlanInput { Pools = [pool], HasNodes = false }));

        Assert.Equal(["Dropped n2"], plan.Changes.Select(static change => $"{change.Change} {change.NodeName}"));
        var finding = Assert.Single(DpuIpam.Planning.PoolTest.Run(pool, []), static finding => finding.RuleId == "RecordDiscarded");
        Assert.Equal("n2", finding.NodeName);
        Assert.Contains("the node is not selected", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nodes_that_no_pool_selects_are_told_once()
    {
        var plans = DpuIpam.Planning.Planner.Plan(new DpuIpam.Planning.PlanInput
        {
            Pools = [Pool(Rack("1")), Pool(Rack("2"))],
            Nodes = [InRack("a", "1"), InRack("b", "2"), InRack("d", "3"), InRack("c", "4")],
        });

        var finding = Assert.Single(plans.SelectMany(static plan => plan.Findings), static finding => finding.RuleId == "NodeNotSelected");
        Assert.Equal("2 nodes are selected by none of the pools: c, d.", finding.Message);
        Assert.Equal(FindingSeverity.Information, finding.Severity);
    }

    [Theory]
    [InlineData("1", "1")]
    [InlineData("3", "4")]
    public void Where_all_are_selected_or_none_there_is_nothing_to_tell(string first, string second)
    {
        var plan = Given.Plan(Pool(Rack("1")), InRack("a", first), InRack("b", second));

        Assert.DoesNotContain(plan.Findings, static finding => finding.RuleId == "NodeNotSelected");
    }

    private static Pool Pool(string terms, string status = "") =>
        Given.Pool("IPPool", Blocks + ",\"nodeSelector\":{\"nodeSelectorTerms\":[" + terms + "]}", status);

    private static string Rack(string rack) =>
        "{\"matchExpressions\":[{\"key\":\"rack\",\"operator\":\"In\",\"values\":[\"" + rack + "\"]}]}";

    private static Node InRack(string name, string rack) => new(name, new Dictionary<string, string> { ["rack"] = rack });
}
