using DpuIpam.Clusters.Sync;
using DpuIpam.Clusters.Tests.Servers.Crds;
using DpuIpam.Clusters.Tests.Servers.Grounds;
using DpuIpam.Clusters.Tests.Servers.Http;
using DpuIpam.Clusters.Tests.Servers.InProcess.Access;
using DpuIpam.Clusters.Tests.Servers.InProcess.Faults;

namespace DpuIpam.Clusters.Tests.Sync;

/// <summary>Clusters that are away, old, forbidden or unwell: what can be served is served, and nothing else is written.</summary>
public sealed class FaultTests
{
    private static readonly SessionOptions Quick = new() { Timeout = TimeSpan.FromSeconds(3) };

    [Fact]
    public async Task One_dead_cluster_holds_up_no_other()
    {
        await using var lab = await SyncLab.OpenAsync(GroundKind.InProcess, session: Quick);
        await lab.Ground.AddNodesAsync("east", "e1");
        await lab.PutAsync(SyncLab.Subnet);
        await Server(lab, "west").StopListeningAsync();

        Assert.Equal("Created east, Failed west", await lab.SyncAsync());
        Assert.Equal("shared: e1 10.0.0.1-10.0.0.10", await lab.AllocationsAsync("east"));
        Assert.Equal("DPUIPAMObjectReady=True, DPUIPAMObjectReconciled=False, Ready=False", await lab.ConditionsAsync());
        Assert.Contains(lab.Results, static result => result.Findings.Any(static finding => finding.RuleId == "ClusterUnreachable"));

        await Server(lab, "west").ListenAsync();
        Assert.Equal("Created west, Unchanged east", await lab.SyncAsync());
        Assert.Contains("DPUIPAMObjectReconciled=True", await lab.ConditionsAsync(), StringComparison.Ordinal);
        await lab.AssertCleanAsync();
    }

    [Fact]
    public async Task A_dead_cluster_that_leaves_keeps_its_range()
    {
        await using var lab = await SyncLab.OpenAsync(
            GroundKind.InProcess, new GroundOptions { SpareClusters = ["north"] }, Quick);
        await lab.Ground.AddNodesAsync("west", "w1");
        await lab.PutAsync(SyncLab.Subnet);
        await lab.SyncAsync();
        await Server(lab, "west").StopListeningAsync();
        await lab.Ground.RegisterAsync("north");
        await lab.PutAsync(SyncLab.Subnet
            + ""","dpuClusterSelector":{"matchExpressions":[{"key":"cluster","operator":"NotIn","values":["west"]}]}""");

        Assert.Equal("Created north, Unchanged east", await lab.SyncAsync());
        Assert.Equal("east 10.0.0.1-10.0.0.30; north 10.0.0.61-10.0.0.90; west 10.0.0.31-10.0.0.60", await lab.SharesAsync());
        Assert.Contains("ReclaimPending", (await lab.IpamAsync()).Conditions.Single(static c => c.Type == "DPUIPAMObjectReconciled").Message,
            StringComparison.Ordinal);

        // It is back: its pool goes, and then its range is free.
        await Server(lab, "west").ListenAsync();
        Assert.Equal("Deleted west, Unchanged east, Unchanged north", await lab.SyncAsync(SyncLab.Allowing(drop: true)));
        Assert.Equal("east 10.0.0.1-10.0.0.30; north 10.0.0.61-10.0.0.90", await lab.SharesAsync());
        await lab.AssertCleanAsync();
    }

    [Fact]
    public async Task A_pool_that_does_not_go_gives_nothing_away()
    {
        await using var lab = await SyncLab.OpenAsync(GroundKind.InProcess, new GroundOptions { SpareClusters = ["north"] }, Quick);
        await lab.PutAsync(SyncLab.Subnet);
        await lab.SyncAsync();
        await lab.Ground.RegisterAsync("north");
        await lab.PutAsync(SyncLab.Subnet
            + ""","dpuClusterSelector":{"matchExpressions":[{"key":"cluster","operator":"NotIn","values":["west"]}]}""");
        Server(lab, "west").Faults.Add(RequestMatch.Write("DELETE", "ippools"), Fault.Of(403, "Forbidden"), count: 10);

        Assert.Equal("Failed east, Failed north, Failed west", await lab.SyncAsync());
        Assert.Contains("west 10.0.0.31-10.0.0.60", await lab.SharesAsync(), StringComparison.Ordinal);
        Assert.Empty(await lab.PoolsAsync("north"));

        Server(lab, "west").Faults.Clear();
        Assert.Equal("Created north, Deleted west, Unchanged east", await lab.SyncAsync());
        await lab.AssertCleanAsync();
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task An_old_CRD_in_the_host_cluster_stops_the_sync_before_any_pool(GroundKind kind)
    {
        await using var lab = await SyncLab.OpenAsync(kind, new GroundOptions { OldClusters = ["host"], Clusters = ["east"] });
        await lab.PutAsync("\"ipv4Subnet\":{\"subnet\":\"10.0.0.0/24\",\"gateway\":\"10.0.0.254\",\"perNodeIPCount\":10}");

        Assert.Equal("Failed east", await lab.SyncAsync());
        Assert.Contains("status.dpuClusterAllocations", lab.Results[0].Error, StringComparison.Ordinal);
        Assert.Empty(await lab.PoolsAsync("east"));
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task An_old_CRD_in_a_dpu_cluster_gets_no_pool(GroundKind kind)
    {
        await using var lab = await SyncLab.OpenAsync(kind, new GroundOptions { OldClusters = ["west"] });
        await lab.PutAsync(SyncLab.Subnet);

        Assert.Equal("Created east, Failed west", await lab.SyncAsync());
        var error = lab.Results.Single(static result => result.Action == SyncAction.Failed).Error;
        Assert.Contains("spec.exclusions", error, StringComparison.Ordinal);
        Assert.Contains("too old", error, StringComparison.Ordinal);
        Assert.Empty(await lab.PoolsAsync("west"));
    }

    [Fact]
    public async Task Missing_rights_are_named_before_the_first_write()
    {
        await using var ground = await InProcessGround.StartAsync(new GroundOptions { Clusters = [] }, TestContext.Current.CancellationToken);
        var user = new TestUser("reader", Guid.NewGuid().ToString("N"));
        ground.Server().Users.Add(user, new AllowedAction(["get", "list", "watch"], "*"), new AllowedAction(["create"], "selfsubjectaccessreviews"));
        var path = ground.WriteKubeconfig(user, useToken: true);
        using var session = await Clusters.Api.KubernetesSession.OpenAsync(
            new Clusters.Api.KubeconfigChoice { Paths = [path] }, new SessionOptions(), TestContext.Current.CancellationToken);
        await using var lab = new SyncLab(ground, session, ownsGround: false);
        await lab.PutAsync("\"subnet\":{\"subnet\":\"10.0.0.0/24\",\"gateway\":\"10.0.0.254\",\"perNodeIPCount\":10}");
        ground.Server().Requests.Clear();

        var error = await Assert.ThrowsAsync<ClusterException>(() => lab.SyncAsync());

        Assert.Equal(ClusterFailure.Forbidden, error.Failure);
        Assert.Contains("patch dpuserviceipams/status (svc.dpu.nvidia.com) in dpf-operator-system", error.Message, StringComparison.Ordinal);
        Assert.Contains("create leases", error.Message, StringComparison.Ordinal);
        Assert.Empty(ground.Server().Requests.Writes);
    }

    [Fact]
    public async Task Faults_that_pass_cost_nothing()
    {
        await using var lab = await SyncLab.OpenAsync(GroundKind.InProcess);
        await lab.Ground.AddNodesAsync("east", "e1");
        await lab.PutAsync(SyncLab.Subnet);
        var east = Server(lab, "east");
        east.Faults.Add(RequestMatch.Read("ippools"), Fault.Unavailable());
        east.Faults.Add(RequestMatch.Read("nodes"), Fault.ServerError);
        east.Faults.Add(RequestMatch.Write("PATCH", "ippools/shared?"), Fault.TooMany(0));
        east.Faults.Add(RequestMatch.Write("PATCH", "ippools/shared/status"), Fault.CutAfter);
        Server(lab, "host").Faults.Add(RequestMatch.Write("PATCH", "dpuserviceipams/shared/status"), Fault.CutAfter);

        Assert.Equal("Created east, Created west", await lab.SyncAsync());
        Assert.Equal(0, east.Faults.Clear());
        Assert.Equal("shared: e1 10.0.0.1-10.0.0.10", await lab.AllocationsAsync("east"));
        Assert.Equal("Unchanged east, Unchanged west", await lab.SyncAsync());
        await lab.AssertCleanAsync();
    }

    [Fact]
    public async Task A_server_that_refuses_empty_messages_gets_conditions_all_the_same()
    {
        await using var lab = await SyncLab.OpenAsync(GroundKind.InProcess, new GroundOptions { Clusters = ["east"] });
        await lab.Ground.AddNodesAsync("east", "e1");
        await lab.PutAsync(SyncLab.Subnet);
        Server(lab, "host").Faults.Add(
            RequestMatch.Write("PATCH", "dpuserviceipams/shared/status"),
            Fault.Of(422, "Invalid", "status.conditions.message: Invalid value: \"null\": must be of type string"), skip: 1);

        Assert.Equal("Created east", await lab.SyncAsync());
        Assert.Equal("DPUIPAMObjectReady=True, DPUIPAMObjectReconciled=True, Ready=True", await lab.ConditionsAsync());
        Assert.Empty(lab.Warnings);
        Assert.Equal("Unchanged east", await lab.SyncAsync());
    }

    [Fact]
    public async Task Conditions_that_can_not_be_written_are_a_warning_and_the_pools_stand()
    {
        await using var lab = await SyncLab.OpenAsync(GroundKind.InProcess, new GroundOptions { Clusters = ["east"] });
        await lab.PutAsync(SyncLab.Subnet);
        Server(lab, "host").Faults.Add(
            RequestMatch.Write("PATCH", "dpuserviceipams/shared/status"), Fault.Of(403, "Forbidden"), skip: 1);

        Assert.Equal("Created east", await lab.SyncAsync());
        Assert.Contains("the conditions could not be written", Assert.Single(lab.Warnings), StringComparison.Ordinal);
        Assert.Equal("Unchanged east", await lab.SyncAsync());
        Assert.Contains("DPUIPAMObjectReconciled=True", await lab.ConditionsAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_field_that_somebody_else_holds_is_not_taken()
    {
        await using var lab = await SyncLab.OpenAsync(GroundKind.InProcess, new GroundOptions { Clusters = ["east"] });
        await lab.PutAsync(SyncLab.Subnet);
        await lab.SyncAsync();
        await lab.Ground.In("east").MergeAsync(
            ResourceKind.IPPool, new ObjectName(TestNamespace.Dpf, SyncLab.Name),
            System.Text.Json.Nodes.JsonNode.Parse("""{"spec":{"gateway":"10.0.0.9"} }""")!.AsObject());

        Assert.Equal("Failed east", await lab.SyncAsync());
        Assert.Contains("spec.gateway", lab.Results[0].Error, StringComparison.Ordinal);
        Assert.Equal("10.0.0.9", (await lab.PoolsAsync("east"))[0].Gateway);
    }

    [Fact]
    public async Task An_unchanged_sync_sends_no_write_and_one_list_per_kind_and_cluster()
    {
        await using var lab = await SyncLab.OpenAsync(GroundKind.InProcess);
        await lab.Ground.AddNodesAsync("east", "e1");
        await lab.PutAsync(SyncLab.Subnet);
        await lab.SyncAsync();
        foreach (var name in new[] { "host", "east", "west" }) Server(lab, name).Requests.Clear();

        Assert.Equal("Unchanged east, Unchanged west", await lab.SyncAsync());

        Assert.All(new[] { "host", "east", "west" }, name => Assert.Empty(Server(lab, name).Requests.Writes));
        Assert.Equal(3, Server(lab, "east").Requests.Of("DpuIpam/").Count);
    }

    private static Servers.InProcess.InProcessServer Server(SyncLab lab, string name) => ((InProcessGround)lab.Ground).Server(name);
}
