using System.Management.Automation;

namespace DpuIpam.Cmdlets.Tests.Clusters;

/// <summary>What is not as wanted: fields, allocations, pools that are missing, and pools that are too many.</summary>
public sealed class CompareTests : IDisposable
{
    private const string Pending = "dpu-east/east shared rack1-a status.allocations: '' -> '192.168.0.7-192.168.0.12'";

    private readonly Lab _lab = new();

    private Session Session => _lab.Session;

    public void Dispose() => _lab.Dispose();

    [Fact]
    public void A_node_that_has_nothing_yet_is_a_difference() => Assert.Equal([Pending], Differences("Compare-DpuPool"));

    [Fact]
    public void Where_all_is_as_wanted_there_is_nothing()
    {
        _lab.Change("east/state.yaml", "  name: rack1-a\n", "  name: rack1-b\n");
        _lab.Change("east/state.yaml", "---\napiVersion: v1\nkind: Node\nmetadata:\n  name: rack1-b\n", "");
        Assert.Empty(Differences("Compare-DpuPool"));
        Assert.Equal("True", Session.Get("Compare-DpuPool -Quiet").ToString());
    }

    [Fact]
    public void A_field_that_somebody_changed_is_a_difference()
    {
        _lab.Change("west/state.yaml", "  gateway: 192.168.0.1\n", "  gateway: 192.168.0.2\n  defaultGateway: true\n");
        Assert.Equal(
            [Pending, "dpu-west/west shared  spec.gateway: '192.168.0.2' -> '192.168.0.1'", "dpu-west/west shared  spec.defaultGateway: 'true' -> ''"],
            Differences("Compare-DpuPool"));
        Assert.Equal("False", Session.Get("Compare-DpuPool -Quiet").ToString());
    }

    [Fact]
    public void A_pool_that_is_missing_is_one_difference()
    {
        File.Delete(Path.Combine(_lab.Root, "west", "state.yaml"));
        Assert.Equal([Pending, "dpu-west/west shared  : '' -> 'IPPool shared 192.168.0.0/25'"], Differences("Compare-DpuPool"));
    }

    [Fact]
    public void A_pool_whose_object_is_gone_is_too_many_but_one_made_by_hand_is_not()
    {
        _lab.Change("shared.yaml", "  name: shared\n", "  name: renamed\n");
        _lab.Write("east/own.yaml", File.ReadAllText(Path.Combine(Places.Repository, Examples.Storage)));
        Assert.Equal(
            ["dpu-east/east renamed  : '' -> 'IPPool renamed 192.168.0.0/25'", "dpu-west/west renamed  : '' -> 'IPPool renamed 192.168.0.0/25'",
             "dpu-east/east shared  : 'IPPool shared 192.168.0.0/25' -> ''", "dpu-west/west shared  : 'IPPool shared 192.168.0.0/25' -> ''"],
            Differences("Compare-DpuPool"));
        Assert.Equal(2, Differences("Compare-DpuPool -Name renamed").Length);
    }

    [Fact]
    public void A_pool_in_a_cluster_that_is_not_selected_is_too_many()
    {
        _lab.Change("shared.yaml", "spec:\n  subnet:\n", "spec:\n  dpuClusterSelector: {matchLabels: {none: here}}\n  subnet:\n");
        Assert.Equal(
            ["dpu-east/east shared  : 'IPPool shared 192.168.0.0/25' -> ''", "dpu-west/west shared  : 'IPPool shared 192.168.0.0/25' -> ''"],
            Differences("Compare-DpuPool"));
    }

    [Fact]
    public void Where_DPF_would_fail_its_pools_stay()
    {
        _lab.Change("shared.yaml", "    blocksPerDPUCluster: 10\n", "");
        Assert.Empty(Differences("Compare-DpuPool"));
    }

    [Fact]
    public void A_cluster_that_can_not_be_read_is_an_error_and_not_a_difference()
    {
        _lab.Break("west");
        var outcome = Session.Run("Compare-DpuPool");
        outcome.Error().Is("ConnectionNotUsable", ErrorCategory.InvalidArgument, "dpu-west/west");
        Assert.Equal("dpu-east/east", Assert.Single(outcome.Output).Text("Cluster"));
        Assert.Equal("False", Assert.Single(Session.Run("Compare-DpuPool -Quiet").Output).ToString());
    }

    [Fact]
    public void Wanted_manifests_are_compared_with_the_clusters()
    {
        _lab.Write("wanted.txt", File.ReadAllText(Path.Combine(_lab.Root, "shared.yaml")).Replace("gateway: 192.168.0.1", "gateway: 192.168.0.3", StringComparison.Ordinal));
        Assert.Equal(
            ["dpu-east/east shared  spec.gateway: '192.168.0.1' -> '192.168.0.3'", Pending, "dpu-west/west shared  spec.gateway: '192.168.0.1' -> '192.168.0.3'"],
            Differences($"Compare-DpuPool '{_lab.Root}/wanted.txt'"));
        Assert.Equal(3, Differences($"[IO.FileInfo]'{_lab.Root}/wanted.txt' | Compare-DpuPool -Connection lab").Length);
    }

    [Fact]
    public void Files_are_compared_with_files_without_a_connection()
    {
        Session.Results("Disconnect-DpuCluster");
        Assert.Equal(
            [" fabric  spec.gatewayIndex: '2' -> '1'"],
            Differences("Compare-DpuPool $wanted -Against docs/examples/pools/fabric.yaml", Wanted("gatewayIndex: 2", "gatewayIndex: 1")));
        Assert.Equal(
            [" other  : '' -> 'CIDRPool other 10.20.0.0/16'"],
            Differences("Compare-DpuPool $wanted -Against docs/examples/pools/fabric.yaml", Wanted("name: fabric", "name: other")));
    }

    [Fact]
    public void The_nodes_that_a_wanted_pool_would_renumber_are_named() => Assert.Equal(
        [" fabric worker-a status.allocations: '10.20.1.0/24' -> '10.20.0.0/24'", " fabric worker-b status.allocations: '10.20.0.0/24' -> '10.20.1.0/24'"],
        Differences("Compare-DpuPool docs/examples/pools/fabric.yaml -Against docs/examples/pools/fabric.yaml"));

    private string Wanted(string from, string to)
    {
        var text = File.ReadAllText(Path.Combine(Places.Repository, Examples.Fabric));
        Assert.Contains(from, text, StringComparison.Ordinal);
        return _lab.Write("wanted.yaml", text.Replace(from, to, StringComparison.Ordinal));
    }

    private string[] Differences(string script, string wanted = "") =>
    [
        .. Session.Results($"$wanted = '{wanted}'; {script}").Select(static difference =>
            $"{difference.Text("Cluster")} {difference.Text("Pool")} {difference.Text("NodeName")} {difference.Text("Field")}: "
            + $"'{difference.Text("Found")}' -> '{difference.Text("Wanted")}'"),
    ];
}
