using System.Management.Automation;

namespace DpuIpam.Cmdlets.Tests.Clusters;

/// <summary>Plans and checks of what clusters hold, and of input laid over it.</summary>
public sealed class LivePlanTests : IDisposable
{
    /// <summary>An object whose blocks in dpu-west/west are those that the object shared has there.</summary>
    private static readonly string Other = Texts.Subnet("other", "192.168.0.0/25", "192.168.0.1", "10\n    blocksPerDPUCluster: 5");

    private readonly Lab _lab = new();

    private Session Session => _lab.Session;

    public void Dispose() => _lab.Dispose();

    [Fact]
    public void Each_cluster_is_planned_with_its_nodes_and_what_they_have() => Assert.Equal(
        ["dpu-east/east rack1-a 192.168.0.7-192.168.0.12 Added", "dpu-east/east rack1-b 192.168.0.1-192.168.0.6 Kept",
         "dpu-west/west rack2-a 192.168.0.61-192.168.0.66 Kept"],
        Allocations("(Get-DpuIpamPlan).Allocations"));

    [Theory]
    [InlineData("-RemoveNode rack1-b", "rack1-a Added, rack1-b Dropped")]
    [InlineData("-AddNode rack1-c", "rack1-a Added, rack1-c Added, rack1-c Added")]
    [InlineData("-NodeCount 1", "dpu-node-1 Added, rack1-b Dropped, dpu-node-1 Added, rack2-a Dropped")]
    [InlineData("-Node rack2-a", "rack2-a Added, rack1-b Dropped")]
    public void What_if_is_asked_of_what_is_there(string parameters, string changes) => Assert.Equal(
        changes,
        string.Join(", ", Session.Results($"(Get-DpuIpamPlan {parameters}).Changes").Select(static change => $"{change.Text("NodeName")} {change.Text("Change")}")));

    [Fact]
    public void A_node_that_is_not_there_or_there_already_is_an_error()
    {
        Session.Run("Get-DpuIpamPlan -RemoveNode nope").Error().Is("NodeNotFound", ErrorCategory.ObjectNotFound, "nope");
        Assert.Equal("DuplicateNode", Session.Run("Get-DpuIpamPlan -AddNode rack1-a").Error().FullyQualifiedErrorId.Split(',')[0]);
    }

    [Fact]
    public void A_name_plans_that_object_around_the_others()
    {
        _lab.Write("other.yaml", Other);
        Assert.Equal(4, Session.Results("Get-DpuIpamPlan").Count);
        var plans = Session.Results("Get-DpuIpamPlan -Name OTH*");
        Assert.Equal(["other", "other"], plans.Select(static plan => plan.Text("Pool")));
        Assert.Contains("RangeOverlap", plans[1].Items("Findings").Select(static finding => finding.Text("RuleId")));
    }

    [Fact]
    public void A_file_without_Connection_is_planned_by_itself() => Assert.Equal(
        ["NoNodes"],
        Session.Texts($"(Get-DpuIpamPlan {Examples.Subnet}).Findings.RuleId").Intersect(["NoNodes"]));

    [Fact]
    public void A_file_with_Connection_is_planned_for_the_clusters()
    {
        _lab.Change("shared.yaml", "gateway: 192.168.0.1\n", "gateway: 192.168.0.2\n");
        File.Move(Path.Combine(_lab.Root, "shared.yaml"), Path.Combine(_lab.Root, "edited.txt"));
        _lab.Write("shared.yaml", File.ReadAllText(Path.Combine(Places.Repository, "docs/examples/clusters/shared.yaml")));

        var plans = Session.Results($"Get-DpuIpamPlan -LiteralPath '{_lab.Root}/edited.txt' -Connection lab");

        Assert.Equal(["192.168.0.2", "192.168.0.2"], plans.Select(static plan => plan.Text("Gateway")));
        Assert.Equal(["rack1-a, rack1-b", "rack2-a"], plans.Select(static plan =>
            string.Join(", ", plan.Items("Allocations").Select(static allocation => allocation.Text("NodeName")))));
    }

    [Fact]
    public void An_edited_object_from_the_pipeline_is_planned_for_the_clusters() => Assert.Equal(
        ["dpu-east/east rack1-a 192.168.0.7-192.168.0.12 Added", "dpu-east/east rack1-b 192.168.0.1-192.168.0.6 Kept",
         "dpu-west/west rack2-a 192.168.0.61-192.168.0.66 Kept"],
        Allocations("(Get-DpuServiceIpam shared | Set-DpuServiceIpam -PoolLabel @{ a = 'b' } -AsObject | Get-DpuIpamPlan -Connection lab).Allocations"));

    [Fact]
    public void Only_plans_of_the_input_are_returned()
    {
        _lab.Write("other.txt", Other);
        var plans = Session.Results($"Get-DpuIpamPlan '{_lab.Root}/other.txt' -Connection $connection");
        Assert.Equal(["other dpu-east/east", "other dpu-west/west"], plans.Select(static plan => $"{plan.Text("Pool")} {plan.Text("Cluster")}"));
        Assert.Contains("RangeOverlap", plans[1].Items("Findings").Select(static finding => finding.Text("RuleId")));
    }

    [Fact]
    public void An_empty_pipeline_asks_no_cluster()
    {
        var outcome = Session.Run("@() | Get-DpuIpamPlan -Connection lab -Verbose; @() | Test-DpuServiceIpam -Connection lab -Verbose; @() | Get-DpuPool -Verbose; @() | Get-DpuNode -Verbose");
        Assert.Empty(outcome.Succeeded());
        Assert.Empty(outcome.Verbose);
    }

    [Fact]
    public void In_a_folder_without_nodes_those_of_the_status_count()
    {
        foreach (var cluster in new[] { "east", "west" })
        {
            var path = Path.Combine(_lab.Root, cluster, "state.yaml");
            var text = File.ReadAllText(path);
            File.WriteAllText(path, text[text.IndexOf("apiVersion: nv-ipam", StringComparison.Ordinal)..]);
        }

        Assert.Equal(["rack1-b Kept", "rack2-a Kept"], Session.Results("(Get-DpuIpamPlan).Allocations").Select(static allocation =>
            $"{allocation.Text("NodeName")} {allocation.Text("Change")}"));
    }

    [Fact]
    public void Plans_of_a_cluster_that_can_not_be_read_are_left_out()
    {
        _lab.Break("west");
        var outcome = Session.Run("Get-DpuIpamPlan -FailOn Hazard");
        outcome.Error().Is("ConnectionNotUsable", ErrorCategory.InvalidArgument, "dpu-west/west");
        Assert.Equal("dpu-east/east", Assert.Single(outcome.Output).Text("Cluster"));
    }

    [Fact]
    public void Checks_look_at_what_the_clusters_hold()
    {
        Assert.Equal(["GatewayInBlock", "NextShare"], Session.Texts("(Test-DpuServiceIpam).RuleId"));
        Assert.Equal(["GatewayInBlock"], Session.Texts("(Test-DpuPool).RuleId"));
        Assert.Equal("True", Session.Get("Test-DpuServiceIpam -Quiet").ToString());
        Assert.Equal("True", Session.Get("Test-DpuPool -Quiet").ToString());
    }

    [Fact]
    public void An_edit_is_checked_against_the_object_that_is_there()
    {
        _lab.Write("edited.txt", File.ReadAllText(Path.Combine(_lab.Root, "shared.yaml")).Replace("perNodeIPCount: 6", "perNodeIPCount: 7", StringComparison.Ordinal));
        Assert.DoesNotContain("Error", Session.Texts($"(Test-DpuServiceIpam '{_lab.Root}/edited.txt').Severity"));
        Assert.Contains("Error", Session.Texts($"(Test-DpuServiceIpam '{_lab.Root}/edited.txt' -Connection lab).Severity"));
        Assert.Equal("False", Session.Get($"Test-DpuServiceIpam '{_lab.Root}/edited.txt' -Connection lab -Quiet").ToString());
    }

    private IEnumerable<string> Allocations(string script) => Session.Results(script).Select(static allocation =>
        $"{allocation.Text("Cluster")} {allocation.Text("NodeName")} {allocation.Text("StartIP")}-{allocation.Text("EndIP")} {allocation.Text("Change")}");
}
