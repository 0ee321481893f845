using System.Management.Automation;

namespace DpuIpam.Cmdlets.Tests.Writing;

/// <summary>A plan shows what goes away: the pool, each of its nodes, and the share; and what is made anew, it plans as
/// that.</summary>
public sealed class LeavingPlanTests : IDisposable
{
    private readonly Lab _lab = new();

    public LeavingPlanTests() => _lab.Results("Sync-DpuPool shared -Allocate");

    public void Dispose() => _lab.Dispose();

    private static string[] Rows(IEnumerable<PSObject> plans) =>
    [
        .. plans.Select(static plan =>
            $"{plan.Text("Kind")} {plan.Text("Pool")} {plan.Text("Cluster")} {plan.Text("Allocated")}:"
            + string.Concat(plan.Items("Changes").Select(static change => $" {change.Text("Change")} {change.Text("NodeName")}"))),
    ];

    [Theory]
    [InlineData("Get-DpuIpamPlan")]
    [InlineData("Get-DpuIpamPlan -Name shared")]
    [InlineData("Get-DpuServiceIpam shared | Get-DpuIpamPlan")]
    public void A_cluster_that_is_not_selected_any_more_loses_its_pool(string script)
    {
        LeaveWest();

        var plans = _lab.Results(script);

        Assert.Equal(
            ["IPPool shared dpu-east/east 2:", "IPPool shared dpu-west/west 0: Dropped rack2-a"], Rows(plans));
        var finding = Assert.Single(plans[1].Items("Findings"));
        Assert.Equal("PoolRemoved", finding.Text("RuleId"));
        Assert.Equal(
            "The IPPool is deleted, since dpuClusterSelector \"site=a\" does not match the cluster; 1 node loses its addresses: rack2-a"
            + " 192.168.0.61-192.168.0.66. The share 192.168.0.61-192.168.0.120 is free again.",
            finding.Text("Message"));
        Assert.StartsWith("FailOnHazard,", _lab.Run($"{script} -FailOn Hazard").End().FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(
            ["IPPool shared dpu-east/east Unchanged", "IPPool shared dpu-west/west Deleted"],
            _lab.Sync("Sync-DpuPool shared -Allocate -AllowDrop").Select(static row => row.Replace("Updated", "Unchanged", StringComparison.Ordinal)));
        Assert.Equal(["IPPool shared dpu-east/east 2:"], Rows(_lab.Results(script)));
    }

    [Fact]
    public void Manifests_alone_show_it_as_well()
    {
        LeaveWest();

        var plans = _lab.Results($$"""
            & {
                ConvertFrom-DpuManifest '{{_lab.Root}}/shared.yaml'
                ConvertFrom-DpuManifest '{{_lab.Root}}/east' -Cluster east
                ConvertFrom-DpuManifest '{{_lab.Root}}/west' -Cluster west
            } | Get-DpuIpamPlan
            """);

        Assert.Equal(
            ["IPPool shared dpu-east/east 2:", "IPPool shared dpu-west/west 0: Dropped rack2-a"], Rows(plans));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Pools_of_the_other_kind_go(bool hasDpf)
    {
        if (hasDpf) _lab.Write("dpf.yaml", Lab.RunningDpf);
        _lab.Write("shared.yaml", InOtherMode(Text));

        Assert.Equal(
            [
                "CIDRPool shared dpu-east/east 2: Added rack1-a Added rack1-b", "CIDRPool shared dpu-west/west 1: Added rack2-a",
                "IPPool shared dpu-east/east 0: Dropped rack1-a Dropped rack1-b", "IPPool shared dpu-west/west 0: Dropped rack2-a",
            ],
            Rows(_lab.Results("Get-DpuIpamPlan")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Pools_under_a_former_name_go_where_no_DPF_leaves_them()
    {
        _lab.Write("shared.yaml", Text.Replace(
            "  name: shared\n", "  name: shared\n  annotations: {svc.dpu.nvidia.com/dpuserviceipam-child-object-name-override: other}\n", StringComparison.Ordinal));
        var rows = Rows(_lab.Results("Get-DpuIpamPlan"));
        Assert.Equal(
            [
                "IPPool other dpu-east/east 2: Added rack1-a Added rack1-b", "IPPool other dpu-west/west 1: Added rack2-a",
                "IPPool shared dpu-east/east 0: Dropped rack1-a Dropped rack1-b", "IPPool shared dpu-west/west 0: Dropped rack2-a",
            ],
            rows);

        _lab.Write("dpf.yaml", Lab.RunningDpf);
        Assert.Contains("IPPool shared dpu-east/east 2:", Rows(_lab.Results("Get-DpuIpamPlan")));
    }

    [Theory]
    [InlineData("-Network 192.168.0.0/25 -PrefixSize 29 -GatewayIndex 1 -QuotaPerCluster 8")]
    [InlineData("-Network fd00::/112 -PrefixSize 120 -QuotaPerCluster 8")]
    [InlineData("-PoolName other")]
    [InlineData("-PoolName other -Network 192.168.0.0/25 -PrefixSize 28 -QuotaPerCluster 3")]
    public void The_plan_of_an_edit_is_what_is_there_after_it(string edit)
    {
        var plans = _lab.Results($"Set-DpuServiceIpam shared {edit} -WhatIf -WarningAction Ignore | Get-DpuIpamPlan");
        Assert.DoesNotContain(
            plans.SelectMany(static plan => plan.Items("Findings")), static finding => finding.Text("Severity") == "Error");
        var lost = plans.SelectMany(static plan => plan.Items("Changes")).Where(static change => change.Text("Change") == "Dropped");
        Assert.Equal(["rack1-a", "rack1-b", "rack2-a"], lost.Select(static change => change.Text("NodeName")).Order(StringComparer.Ordinal));

        _lab.Results($"Set-DpuServiceIpam shared {edit} -AllowDrop -WarningAction Ignore; $null = Sync-DpuPool shared -Allocate -AllowDrop");

        Assert.Equal(
            _lab.Allocations(),
            plans.SelectMany(static plan => plan.Items("Allocations")).Select(static item => item.ToString()).Order(StringComparer.Ordinal));
        Assert.NotEmpty(_lab.Allocations());
    }

    [Fact]
    public void What_goes_away_is_part_of_what_was_planned()
    {
        LeaveWest();
        _lab.Results("$plans = Get-DpuIpamPlan");
        var error = _lab.Run("$plans | Where-Object Cluster -eq 'dpu-east/east' | Sync-DpuPool -AllowDrop").Error();
        Assert.StartsWith("PlanOutdated,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("the IPPool shared in dpu-west/west would be deleted too", error.Message(), StringComparison.Ordinal);

        var west = File.ReadAllText(Path.Combine(_lab.Root, "west", "state.yaml"));
        _lab.Write("west/state.yaml", west.Replace("nodeName: rack2-a", "nodeName: rack2-b", StringComparison.Ordinal));
        Assert.Contains(
            "other nodes have addresses", _lab.Run("$plans | Sync-DpuPool -AllowDrop").Error().Message(), StringComparison.Ordinal);

        _lab.Write("west/state.yaml", west);
        Assert.Equal(
            ["IPPool shared dpu-east/east Unchanged", "IPPool shared dpu-west/west Deleted"], _lab.Sync("$plans | Sync-DpuPool -AllowDrop"));
        Assert.Contains(
            "does not go away any more", _lab.Run("$plans | Sync-DpuPool -AllowDrop").Error().Message(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(80, """
        RuleId      Severity Subject Message
        ------      -------- ------- -------
        PoolRemoved Warning  shared  dpu-west/west: The IPPool is deleted, since
                                     dpuClusterSelector "site=a" does not match the
                                     cluster; 1 node loses its addresses: rack2-a
                                     192.168.0.61-192.168.0.66. The share
                                     192.168.0.61-192.168.0.120 is free again.
        """)]
    [InlineData(120, """
        RuleId      Severity Subject Message
        ------      -------- ------- -------
        PoolRemoved Warning  shared  dpu-west/west: The IPPool is deleted, since dpuClusterSelector "site=a" does not match
                                     the cluster; 1 node loses its addresses: rack2-a 192.168.0.61-192.168.0.66. The share
                                     192.168.0.61-192.168.0.120 is free again.
        """)]
    public void A_finding_shows_its_cluster(int width, string expected)
    {
        LeaveWest();
        using var session = new Session(width);
        session.Results($"$null = Connect-DpuCluster -Path '{_lab.Root}' -Name lab");
        Assert.Equal(
            expected.ReplaceLineEndings("\n").TrimEnd(),
            session.Screen("(Get-DpuIpamPlan).Findings | Where-Object RuleId -eq PoolRemoved"));
    }

    [Fact]
    public void What_ends_in_an_error_is_summed_up_and_says_where()
    {
        Assert.StartsWith(
            "shared: 3 nodes in 2 clusters would be renumbered: dpu-east/east 2, dpu-west/west 1. 2 findings in 2 clusters: dpu-east/east 1,"
            + " dpu-west/west 1; Dpf",
            _lab.Run("New-DpuServiceIpam shared 192.168.0.0/25 -PerNodeIPCount 5 -Gateway 192.168.0.1 -QuotaPerCluster 10 |"
                + " Set-DpuServiceIpam -AsObject | Get-DpuIpamPlan -Connection $lab -Node rack1-a, rack1-b, rack2-a -FailOn Hazard").End().Message(),
            StringComparison.Ordinal);
        _lab.Write("shared.yaml", InOtherMode(Text));
        Assert.Equal(
            "3 allocations added, 0 moved, 3 dropped in 4 pools",
            _lab.Run("Get-DpuIpamPlan -FailOn Change").End().Message().Split(':')[0]);
    }

    private string Text => File.ReadAllText(Path.Combine(_lab.Root, "shared.yaml"));

    private void LeaveWest() => _lab.Write("shared.yaml", Text
        .Replace("blocksPerDPUCluster: 10", "blocksPerDPUCluster: 10\n  dpuClusterSelector: {matchLabels: {site: a}}", StringComparison.Ordinal)
        .Replace("  name: east\n", "  name: east\n  labels: {site: a}\n", StringComparison.Ordinal));

    private static string InOtherMode(string text)
    {
        const string last = "blocksPerDPUCluster: 10";
        var (from, to) = (text.IndexOf("  subnet:", StringComparison.Ordinal), text.IndexOf(last, StringComparison.Ordinal) + last.Length);
        return text.Replace(
            text[from..to],
            "  ipv4Network:\n    network: 192.168.0.0/25\n    prefixSize: 29\n    gatewayIndex: 1\n    subnetsPerDPUCluster: 8",
            StringComparison.Ordinal);
    }
}
