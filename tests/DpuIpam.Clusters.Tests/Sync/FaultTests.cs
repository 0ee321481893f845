using System.Text.Json.Nodes;
using DpuIpam.Clusters.Sync;
using DpuIpam.Clusters.Tests.Servers.Crds;
using DpuIpam.Clusters.Tests.Servers.Grounds;
using DpuIpam.Clusters.Tests.Servers.Http;
using DpuIpam.Clusters.Tests.Servers.InProcess.Access;
using DpuIpam.Clusters.Tests.Servers.InProcess.Faults;
using DpuIpam.Planning;

namespace DpuIpam.Clusters.Tests.Sync;

/// <summary>Clusters that are away, old, forbidden or unwell: what can be served is served, and nothing else is written.</summary>
public sealed class FaultTests
{
    private const string WithoutWest = SyncLab.Subnet
        + ""","dpuClusterSelector":{"matchExpressions":[{"key":"cluster","operator":"NotIn","values":["west"]}]}""";

    private static readonly SessionOptions Quick = new() { Timeout = TimeSpan.FromSeconds(3) };
    private static readonly ObjectName Shared = new(TestNamespace.Dpf, SyncLab.Name);

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task One_dead_cluster_holds_up_no_other(GroundKind kind)
    {
        await using var lab = await SyncLab.OpenAsync(kind, session: Quick);
        var ground = (ServerGround)lab.Ground;
        await ground.AddNodesAsync("east", "e1");
        await lab.PutAsync(SyncLab.Subnet);
        await ground.CutOffAsync("west");

        Assert.Equal("Created east, Failed west", await lab.SyncAsync());
        Assert.Equal("shared: e1 10.0.0.1-10.0.0.10", await lab.AllocationsAsync("east"));
        Assert.Equal("DPUIPAMObjectReady=True, DPUIPAMObjectReconciled=False, Ready=False", await lab.ConditionsAsync());
        Assert.Contains(lab.Results, static result => result.Findings.Any(static finding => finding.RuleId == "ClusterUnreachable"));

        await ground.ReconnectAsync("west");
        Assert.Equal("Created west, Unchanged east", await lab.SyncAsync());
        Assert.Contains("DPUIPAMObjectReconciled=True", await lab.ConditionsAsync(), StringComparison.Ordinal);
        await lab.AssertCleanAsync();
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task A_dead_cluster_that_leaves_keeps_its_range(GroundKind kind)
    {
        await using var lab = await SyncLab.OpenAsync(kind, new GroundOptions { SpareClusters = ["north"] }, Quick);
        var ground = (ServerGround)lab.Ground;
        await ground.AddNodesAsync("west", "w1");
        await lab.PutAsync(SyncLab.Subnet);
        await lab.SyncAsync();
        await ground.CutOffAsync("west");
        await ground.RegisterAsync("north");
        await lab.PutAsync(WithoutWest);

        await using var later = await lab.AgainAsync();
        Assert.Equal("Created north, Failed west, Unchanged east", await later.SyncAsync());
        Assert.Equal("east 10.0.0.1-10.0.0.30; north 10.0.0.61-10.0.0.90; west 10.0.0.31-10.0.0.60", await lab.SharesAsync());
        Assert.Contains("ReclaimPending", await ReconciledAsync(lab), StringComparison.Ordinal);
        Assert.Equal("Failed west, Unchanged east, Unchanged north", await later.SyncAsync());

        // It is back: its pool goes, and then its range is free.
        await ground.ReconnectAsync("west");
        Assert.Equal("Deleted west, Unchanged east, Unchanged north", await later.SyncAsync(SyncLab.Allowing(drop: true)));
        Assert.Equal("east 10.0.0.1-10.0.0.30; north 10.0.0.61-10.0.0.90", await lab.SharesAsync());
        await lab.AssertCleanAsync();
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task A_pool_that_does_not_go_keeps_its_range_and_holds_up_no_other_cluster(GroundKind kind)
    {
        await using var lab = await SyncLab.OpenAsync(kind, new GroundOptions { SpareClusters = ["north"] }, Quick);
        var ground = (ServerGround)lab.Ground;
        await ground.AddNodesAsync("north", "n1");
        await lab.PutAsync(SyncLab.Subnet);
        await lab.SyncAsync();
        await HoldAsync(lab, "west", """["example.com/held"]""");
        await ground.RegisterAsync("north");
        await lab.PutAsync(WithoutWest);
        var impatient = SyncLab.Allocating with { Patience = TimeSpan.FromMilliseconds(200) };

        Assert.Equal("Created north, Unchanged east, Unknown west", await lab.SyncAsync(impatient));
        Assert.Equal("east 10.0.0.1-10.0.0.30; north 10.0.0.61-10.0.0.90; west 10.0.0.31-10.0.0.60", await lab.SharesAsync());
        Assert.Equal("shared: n1 10.0.0.61-10.0.0.70", await lab.AllocationsAsync("north"));
        Assert.Contains("a finalizer holds it", await ReconciledAsync(lab), StringComparison.Ordinal);

        await HoldAsync(lab, "west", "null");
        await Eventually.HoldsAsync("gone", async () => (await lab.PoolsAsync("west")).Count == 0);
        Assert.Equal("Unchanged east, Unchanged north", await lab.SyncAsync());
        Assert.Equal("east 10.0.0.1-10.0.0.30; north 10.0.0.61-10.0.0.90", await lab.SharesAsync());
        Assert.Contains("DPUIPAMObjectReconciled=True", await lab.ConditionsAsync(), StringComparison.Ordinal);
        await lab.AssertCleanAsync();
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task Beside_a_pool_under_a_former_name_that_does_not_go_none_is_written(GroundKind kind)
    {
        await using var lab = await SyncLab.OpenAsync(kind, session: Quick);
        await lab.PutAsync(SyncLab.Subnet);
        await lab.SyncAsync();
        await HoldAsync(lab, "west", """["example.com/held"]""");
        await lab.Ground.Host.MergeAsync(ResourceKind.ServiceIpam, Shared, JsonNode.Parse("""
            {"metadata":{"annotations":{"svc.dpu.nvidia.com/dpuserviceipam-child-object-name-override":"renamed"} } }
            """)!.AsObject());

        Assert.Equal(
            "Created east, Deleted east, Failed west, Unknown west",
            await lab.SyncAsync(SyncLab.Allocating with { Patience = TimeSpan.FromMilliseconds(200) }));

        Assert.Equal(["shared"], (await lab.PoolsAsync("west")).Select(static pool => pool.Pool));
        Assert.Equal(["renamed"], (await lab.PoolsAsync("east")).Select(static pool => pool.Pool));
        Assert.Contains(lab.Results, static result => result.Error?.Contains(
            "since the IPPool shared of dpf-operator-system/west is still there", StringComparison.Ordinal) == true);
        await HoldAsync(lab, "west", "null");
        await Eventually.HoldsAsync("gone", async () => (await lab.PoolsAsync("west")).Count == 0);
        Assert.Equal("Created west, Unchanged east", await lab.SyncAsync());
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(2, 1)]
    public async Task A_cluster_that_falls_silent_is_waited_for_once(int served, int unknown)
    {
        await using var lab = await SyncLab.OpenAsync(GroundKind.InProcess, session: Quick);
        for (var i = 0; i < 6; i++) await lab.PutAsync(SyncLab.Subnet.Replace("10.0.0.", $"10.{i}.0.", StringComparison.Ordinal), $"pool{i}");
        var plan = await lab.PrepareAsync(SyncLab.Allocating with { ThrottleLimit = 1 });
        var west = Server(lab, "west");
        west.Faults.Add(RequestMatch.Write("PATCH", "ippools"), Fault.Silence, skip: served, count: 100);
        west.Faults.Add(RequestMatch.Read("ippools"), Fault.Silence, count: 100);
        west.Requests.Clear();

        await lab.RunAsync(plan);

        Assert.Equal(6, lab.Results.Count(static result => result.Action == SyncAction.Created));
        Assert.Equal(unknown, lab.Results.Count(static result => result.Action == SyncAction.Unknown));
        Assert.Equal(
            6 - unknown, lab.Results.Count(static result => result.Findings.Any(static finding => finding.RuleId == "ClusterUnreachable")));
        Assert.InRange(west.Requests.Of("DpuIpam/").Count(static request => request.Path.Contains("/ippools", StringComparison.Ordinal)), 1, 4);
        // Each row tells of its own pool, and of no other.
        var failed = lab.Results.Where(static result => result.Action is SyncAction.Failed or SyncAction.Unknown).ToArray();
        Assert.All(failed, result => Assert.DoesNotContain(
            failed, other => other.Pool != result.Pool && result.Error!.Contains(other.Pool, StringComparison.Ordinal)));
        var met = failed.Where(static result => result.Error!.Contains(result.Pool, StringComparison.Ordinal)).ToArray();
        Assert.All(failed.Except(met), result => Assert.StartsWith(
            $"{result.Cluster}: nothing more was sent, since the cluster had stopped answering: no ", result.Error, StringComparison.Ordinal));
        Assert.Single(met);
    }

    [Fact]
    public async Task Addresses_outside_the_share_keep_an_object_from_being_ready()
    {
        await using var lab = await SyncLab.OpenAsync(GroundKind.InProcess, new GroundOptions { Clusters = ["east"] });
        await lab.Ground.AddNodesAsync("east", "e1");
        await lab.PutAsync(SyncLab.Subnet);
        await lab.SyncAsync();
        // As an nv-ipam does that does not look at exclusions.
        await lab.Ground.In("east").MergeAsync(ResourceKind.IPPool, Shared, JsonNode.Parse("""
            {"status":{"allocations":[{"nodeName":"e1","startIP":"10.0.0.41","endIP":"10.0.0.50"}]} }
            """)!.AsObject());
        var options = SyncLab.Allocating with { Allocate = false, Consent = new Consent(true, true) };

        Assert.Equal("Unchanged east", await lab.SyncAsync(options));
        Assert.Contains("e1 has 10.0.0.41-10.0.0.50, outside the cluster's share", await ReconciledAsync(lab), StringComparison.Ordinal);
        Server(lab, "host").Requests.Clear();
        Assert.Equal("Unchanged east", await lab.SyncAsync(options));
        Assert.Empty(Server(lab, "host").Requests.Writes);
    }

    [Theory, MemberData(nameof(GroundRows.Schemas), MemberType = typeof(GroundRows))]
    public async Task An_old_CRD_in_the_host_cluster_stops_the_sync_before_any_pool(GroundKind kind)
    {
        await using var lab = await SyncLab.OpenAsync(kind, new GroundOptions { OldClusters = ["host"], Clusters = ["east"] });
        await lab.PutAsync("\"ipv4Subnet\":{\"subnet\":\"10.0.0.0/24\",\"gateway\":\"10.0.0.254\",\"perNodeIPCount\":10}");

        Assert.Equal("Failed east", await lab.SyncAsync());
        Assert.Contains("status.dpuClusterAllocations", lab.Results[0].Error, StringComparison.Ordinal);
        Assert.Empty(await lab.PoolsAsync("east"));
    }

    [Theory, MemberData(nameof(GroundRows.Schemas), MemberType = typeof(GroundRows))]
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
        await using var ground = await InProcessGround.StartAsync(GroundKind.InProcess, new GroundOptions { Clusters = [] }, TestContext.Current.CancellationToken);
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
    public async Task A_namespace_that_may_not_be_made_is_named_before_the_first_write_there()
    {
        await using var lab = await SyncLab.OpenAsync(GroundKind.InProcess);
        var east = Server(lab, "east");
        var user = new TestUser("no-namespaces", Guid.NewGuid().ToString("N"));
        east.Users.Add(
            user, new AllowedAction(["get", "list"], "*"), new AllowedAction(["create"], "selfsubjectaccessreviews"),
            new AllowedAction(["*"], "ippools"), new AllowedAction(["*"], "ippools/status"), new AllowedAction(["*"], "cidrpools"),
            new AllowedAction(["*"], "cidrpools/status"));
        await ((InProcessGround)lab.Ground).SetKubeconfigAsync("east", KubeconfigText.Of(east, user, useToken: true));
        await lab.PutAsync(SyncLab.Subnet);
        var @namespace = new ObjectName("", TestNamespace.Dpf);
        if (await lab.Ground.In("east").FindAsync(ResourceKind.Namespace, @namespace) is not null)
            await lab.Ground.In("east").DeleteAsync(ResourceKind.Namespace, @namespace);
        east.Requests.Clear();

        Assert.Equal("Created west, Failed east", await lab.SyncAsync());
        Assert.Contains("create namespaces", lab.Results.Single(static result => result.Action == SyncAction.Failed).Error, StringComparison.Ordinal);
        Assert.Empty(east.Requests.Writes);

        await lab.Ground.In("east").CreateAsync(LoneServer.NewNamespace(TestNamespace.Dpf));
        Assert.Equal("Created east, Unchanged west", await lab.SyncAsync());
    }

    [Fact]
    public async Task A_sync_that_goes_on_asks_for_what_its_finalizer_takes()
    {
        await using var lab = await SyncLab.OpenAsync(GroundKind.InProcess, new GroundOptions { Clusters = [] });
        var ground = (InProcessGround)lab.Ground;
        var user = new TestUser("no-finalizers", Guid.NewGuid().ToString("N"));
        ground.Server().Users.Add(
            user, new AllowedAction(["get", "list"], "*"), new AllowedAction(["*"], "leases"), new AllowedAction(["*"], "dpuserviceipams/status"));
        using var session = await ground.OpenAsync(user);
        var plan = await SyncPlanner.PrepareAsync(session, null, SyncLab.Allocating, TestContext.Current.CancellationToken);

        await SyncRights.CheckAsync(plan, plan.Units, TestContext.Current.CancellationToken);
        var going = plan with { Options = plan.Options with { IsContinuous = true } };
        var error = await Assert.ThrowsAsync<ClusterException>(() => SyncRights.CheckAsync(going, going.Units, TestContext.Current.CancellationToken));

        Assert.Contains("patch dpuserviceipams (svc.dpu.nvidia.com)", error.Message, StringComparison.Ordinal);
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
            JsonNode.Parse("""{"spec":{"gateway":"10.0.0.9"} }""")!.AsObject());

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
        // Whoever allocates looks for nv-ipam as well: for its Lease and its Deployment in two namespaces.
        Assert.Equal(3 + 4, Server(lab, "east").Requests.Of("DpuIpam/").Count);
        foreach (var name in new[] { "host", "east", "west" }) Server(lab, name).Requests.Clear();
        Assert.Equal("Unchanged east, Unchanged west", await lab.SyncAsync(SyncLab.Allocating with { Allocate = false }));
        Assert.All(new[] { "host", "east", "west" }, name => Assert.Empty(Server(lab, name).Requests.Writes));
        Assert.Equal(3, Server(lab, "east").Requests.Of("DpuIpam/").Count);
    }

    private static Task HoldAsync(SyncLab lab, string cluster, string finalizers) => lab.Ground.In(cluster).MergeAsync(
        ResourceKind.IPPool, Shared, JsonNode.Parse($$"""{"metadata":{"finalizers":{{finalizers}} } }""")!.AsObject());

    private static async Task<string> ReconciledAsync(SyncLab lab) =>
        (await lab.IpamAsync()).Conditions.Single(static condition => condition.Type == "DPUIPAMObjectReconciled").Message;

    private static Servers.InProcess.InProcessServer Server(SyncLab lab, string name) => ((InProcessGround)lab.Ground).Server(name);
}
