using System.Text.Json.Nodes;
using DpuIpam.Clusters.Sync;
using DpuIpam.Clusters.Tests.Servers.Grounds;
using DpuIpam.Clusters.Tests.Servers.Upstream;
using DpuIpam.Planning;

namespace DpuIpam.Clusters.Tests.Sync;

/// <summary>Beside a DPF that runs: edits are written to its objects, and everything else is seen through.</summary>
public sealed class BesideDpfTests
{
    private static readonly ObjectName Name = new(TestNamespace.Dpf, SyncLab.Name);

    private static string WithQuota(int quota) =>
        SyncLab.Subnet.Replace("Cluster\":3", $"Cluster\":{quota}", StringComparison.Ordinal);

    private static string Without(string cluster, int quota) => WithQuota(quota)
        + $$""","dpuClusterSelector":{"matchExpressions":[{"key":"cluster","operator":"NotIn","values":["{{cluster}}"]}]}""";

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task From_an_edit_to_served_nodes_through_all_that_may_change(GroundKind kind)
    {
        await using var dpf = await DpfLab.OpenAsync(kind, new GroundOptions { SpareClusters = ["north"] });
        var lab = dpf.Lab;
        await lab.Ground.AddNodesAsync("east", "e1", "e2");
        await lab.Ground.AddNodesAsync("west", "w1");

        // Created.
        Assert.Equal("Unchanged east, Unchanged west", await dpf.EditAsync(SyncLab.Subnet));
        Assert.Equal("east 10.0.0.1-10.0.0.30; west 10.0.0.31-10.0.0.60", await lab.SharesAsync());
        Assert.Equal("shared: e1 10.0.0.1-10.0.0.10, e2 10.0.0.11-10.0.0.20", await lab.AllocationsAsync("east"));
        Assert.Empty(await dpf.WaitAsync());
        Assert.Equal("Unchanged east, Unchanged west", await dpf.FollowAsync(DpfLab.Hasty));

        // The quota grows.
        Assert.Equal("Unchanged east, Unchanged west", await dpf.EditAsync(WithQuota(4)));
        Assert.Equal("east 10.0.0.1-10.0.0.30, 10.0.0.61-10.0.0.70; west 10.0.0.31-10.0.0.60, 10.0.0.71-10.0.0.80", await lab.SharesAsync());

        // A cluster joins.
        await lab.Ground.AddNodesAsync("north", "n1");
        await lab.Ground.RegisterAsync("north");
        Assert.Equal("Unchanged east, Unchanged north, Unchanged west", await dpf.FollowAsync());
        Assert.Equal("shared: n1 10.0.0.81-10.0.0.90", await lab.AllocationsAsync("north"));

        // A cluster leaves: that needs consent, and is waited for.
        var edit = await dpf.PrepareEditAsync(Without("west", 4));
        Assert.Equal(["DropRefused"], edit.Unit.Obstacles.Select(static finding => finding.RuleId));
        Assert.Contains("w1 in dpf-operator-system/west 10.0.0.31-10.0.0.40", EditText.Of(edit), StringComparison.Ordinal);
        Assert.Equal("Unchanged east, Unchanged north", Undone(await dpf.EditAsync(Without("west", 4), new Consent(false, true)), dpf));
        Assert.Empty(await lab.PoolsAsync("west"));

        // Another gateway changes no node.
        Assert.Equal("Unchanged east, Unchanged north", await dpf.EditAsync(
            Without("west", 4).Replace("10.0.0.254", "10.0.0.253", StringComparison.Ordinal)));
        Assert.All(await lab.PoolsAsync("east"), static pool => Assert.Equal("10.0.0.253", pool.Gateway));

        await lab.AssertCleanAsync();
        await dpf.AssertOnlySpecsWrittenAsync();
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task A_gateway_that_renumbers_needs_consent(GroundKind kind)
    {
        const string network = "\"network\":{\"network\":\"10.0.0.0/24\",\"prefixSize\":28,\"gatewayIndex\":1}";
        await using var dpf = await DpfLab.OpenAsync(kind, new GroundOptions { Clusters = ["east"] });
        await dpf.Lab.Ground.AddNodesAsync("east", "b");
        Assert.Equal("Unchanged east", await dpf.EditAsync(network));
        await dpf.Lab.Ground.AddNodesAsync("east", "a");
        Assert.Equal("Unchanged east", await dpf.FollowAsync());
        Assert.Equal("shared: a 10.0.0.16/28, b 10.0.0.0/28", await dpf.Lab.AllocationsAsync("east"));

        var changed = network.Replace("Index\":1", "Index\":2", StringComparison.Ordinal);
        var edit = await dpf.PrepareEditAsync(changed);
        Assert.Equal(["RenumberingRefused"], edit.Unit.Obstacles.Select(static finding => finding.RuleId));
        Assert.Equal("Unchanged east", await dpf.EditAsync(changed, new Consent(true, false)));
        Assert.Equal("shared: a 10.0.0.0/28, b 10.0.0.16/28", await dpf.Lab.AllocationsAsync("east"));
        await dpf.AssertOnlySpecsWrittenAsync();
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task What_DPF_has_not_done_is_deferred_with_the_reasons(GroundKind kind)
    {
        await using var lab = await SyncLab.OpenAsync(kind);
        // It shows that it runs, and does nothing.
        await new DpfInstallation(Ground(lab).NewClient(Ground(lab).HostServer)).InstallAsync(CancellationToken.None);
        await lab.Ground.AddNodesAsync("east", "e1");
        await lab.PutAsync(SyncLab.Subnet);
        var results = new List<SyncResult>();
        var seen = 0;
        var plan = await lab.PrepareAsync(new SyncOptions { Patience = TimeSpan.FromMilliseconds(200) });

        await DpfFollower.RunAsync(plan, plan.Units, results.Add, _ => seen++, static _ => { }, CancellationToken.None);

        Assert.Equal(["Deferred", "Deferred"], results.Select(static result => result.Action.ToString()));
        Assert.Equal(["NotObserved", "PoolMissing"], results[0].Findings.Take(2).Select(static finding => finding.RuleId));
        Assert.True(seen > 0, "Nothing was told while waiting.");
        Assert.Empty(await lab.PoolsAsync("east"));
        Assert.Empty((await lab.IpamAsync()).Conditions);
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task What_nv_ipam_has_not_done_is_deferred_in_its_cluster_only(GroundKind kind)
    {
        await using var dpf = await DpfLab.OpenAsync(kind, startsNvIpam: false);
        await using var east = PlayedNvIpam.Start(dpf.Ground.Clusters["east"].Server!);
        await dpf.Lab.Ground.AddNodesAsync("east", "e1");
        await dpf.Lab.Ground.AddNodesAsync("west", "w1");
        await dpf.Lab.PutAsync(SyncLab.Subnet);
        await Eventually.HoldsAsync("served", async () =>
            await dpf.FollowAsync(DpfLab.Hasty) == "Deferred west, Unchanged east"
            && dpf.Results.Any(static result => result.Findings.Any(IsCondition)));

        var deferred = dpf.Results.Single(static result => result.Action == SyncAction.Deferred);
        Assert.Contains(deferred.Findings, static finding => finding.RuleId == "NodeNotServed" && finding.NodeName == "w1");
        Assert.Contains(deferred.Findings, IsCondition);

        static bool IsCondition(Finding finding) => finding.RuleId == "ConditionReported"
            && finding.Message.Contains("Objects are not ready:\n* Cluster: dpf-operator-system/west", StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task A_cluster_that_cannot_be_read_fails_by_itself(GroundKind kind)
    {
        await using var dpf = await DpfLab.OpenAsync(kind);
        Assert.Equal("Unchanged east, Unchanged west", await dpf.EditAsync(SyncLab.Subnet));
        await dpf.Ground.Host.DeleteAsync(ResourceKind.Secret, new ObjectName(TestNamespace.Dpf, "west-admin-kubeconfig"));
        await using var fresh = await dpf.Lab.AgainAsync();
        var plan = await fresh.PrepareAsync(DpfLab.Hasty);
        var results = new List<SyncResult>();

        await DpfFollower.RunAsync(plan, plan.Units, results.Add, static _ => { }, static _ => { }, CancellationToken.None);

        Assert.Equal(SyncAction.Failed, results.Single(static result => result.Cluster!.EndsWith("west", StringComparison.Ordinal)).Action);
        Assert.Contains("west-admin-kubeconfig", results.Single(static result => result.Error is not null).Error, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task An_object_that_goes_away_meanwhile_is_not_waited_for_in_silence(GroundKind kind)
    {
        await using var dpf = await DpfLab.OpenAsync(kind, new GroundOptions { Clusters = ["east"] }, startsNvIpam: false);
        await dpf.Lab.Ground.AddNodesAsync("east", "e1");
        await dpf.Lab.PutAsync(SyncLab.Subnet);
        var plan = await dpf.Lab.PrepareAsync(new SyncOptions { Patience = TimeSpan.FromSeconds(1) });
        await dpf.Ground.Host.DeleteAsync(ResourceKind.ServiceIpam, Name);
        await Eventually.HoldsAsync("gone", async () => await dpf.Ground.Host.FindAsync(ResourceKind.ServiceIpam, Name) is null);
        var results = new List<SyncResult>();

        await DpfFollower.RunAsync(plan, plan.Units, results.Add, static _ => { }, static _ => { }, CancellationToken.None);

        var result = Assert.Single(results);
        Assert.Equal(SyncAction.Failed, result.Action);
        Assert.Contains("was deleted since the sync began", result.Error, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task A_status_that_DPF_writes_in_between_outdates_no_edit_and_another_edit_does(GroundKind kind)
    {
        await using var dpf = await DpfLab.OpenAsync(kind);
        Assert.Equal("Unchanged east, Unchanged west", await dpf.EditAsync(SyncLab.Subnet));
        var edit = await dpf.PrepareEditAsync(WithQuota(4));
        var other = await dpf.PrepareEditAsync(WithQuota(5));
        await dpf.Ground.Host.MergeAsync(ResourceKind.ServiceIpam, Name, JsonNode.Parse("""
            {"status":{"conditions":[{"type":"Other","status":"True","reason":"Test","message":"","lastTransitionTime":"2026-01-01T00:00:00Z"}]} }
            """)!.AsObject());

        Assert.Equal(4, (await ServiceIpamWriter.WriteAsync(edit, isForced: false, CancellationToken.None)).Quota);
        var error = await Assert.ThrowsAsync<ClusterException>(() => ServiceIpamWriter.WriteAsync(other, isForced: false, CancellationToken.None));
        Assert.Equal(ClusterFailure.Conflict, error.Failure);
        Assert.Equal(4, (await dpf.Lab.IpamAsync()).Quota);
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task Addresses_that_DPF_would_give_to_two_clusters_at_once_are_refused(GroundKind kind)
    {
        await using var dpf = await DpfLab.OpenAsync(kind, new GroundOptions { SpareClusters = ["north"] });
        await dpf.Lab.Ground.AddNodesAsync("west", "w1");
        await dpf.Lab.Ground.AddNodesAsync("north", "n1");
        Assert.Equal("Unchanged east, Unchanged west", await dpf.EditAsync(SyncLab.Subnet));
        await dpf.Lab.Ground.RegisterAsync("north");
        Assert.Equal("Unchanged east, Unchanged north, Unchanged west", await dpf.FollowAsync());
        Assert.Equal("Unchanged east, Unchanged west", Undone(await dpf.EditAsync(Without("north", 3), new Consent(false, true)), dpf));

        // DPF frees the share of west, gives it to north, and deletes the pool of west last.
        var edit = await dpf.PrepareEditAsync(Without("west", 3), new Consent(true, true));

        var obstacle = Assert.Single(edit.Unit.Obstacles);
        Assert.Equal("AddressInUse", obstacle.RuleId);
        Assert.Contains("n1 would get 10.0.0.31", obstacle.Message, StringComparison.Ordinal);
        Assert.Contains("w1 has from IPPool shared in dpf-operator-system/west", obstacle.Message, StringComparison.Ordinal);
        await dpf.Lab.AssertCleanAsync();
    }

    /// <summary>The results without those that say that a pool was still there, or is gone: either may be seen first.</summary>
    private static string Undone(string results, DpfLab dpf)
    {
        Assert.DoesNotContain(dpf.Results, static result => result.Action == SyncAction.Deferred);
        return string.Join(", ", results.Split(", ").Where(static result => !result.StartsWith("Deleted", StringComparison.Ordinal)));
    }

    private static ServerGround Ground(SyncLab lab) => (ServerGround)lab.Ground;
}
