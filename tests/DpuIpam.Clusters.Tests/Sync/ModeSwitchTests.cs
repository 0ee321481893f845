using System.Text.Json.Nodes;
using DpuIpam.Clusters.Api;
using DpuIpam.Clusters.Sync;
using DpuIpam.Clusters.Tests.Servers.Grounds;
using DpuIpam.Clusters.Tests.Servers.Http;
using DpuIpam.Clusters.Tests.Servers.InProcess.Access;
using DpuIpam.Clusters.Tests.Servers.InProcess.Faults;
using DpuIpam.Planning;
using DpuIpam.Resources;

namespace DpuIpam.Clusters.Tests.Sync;

/// <summary>A switch of the mode deletes before it makes anew: what would stop it halfway is found before.</summary>
public sealed class ModeSwitchTests
{
    private static readonly GroundOptions Lone = new() { Clusters = [] };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(GroundRows.All), MemberType = typeof(GroundRows))]
    public async Task It_leaves_no_trace_of_its_question(GroundKind kind)
    {
        await using var lab = await SyncedAsync(kind, new GroundOptions { Clusters = ["east"] });

        var made = await ModeSwitch.RunAsync(await PlanAsync(lab.Session), isForced: false, Stop);

        Assert.Equal(IpamMode.Network, made.Mode);
        Assert.Equal([SyncLab.Name], (await lab.PrepareAsync()).Inventory.ServiceIpams.Select(static ipam => ipam.Name));
        Assert.Empty(await lab.PoolsAsync("east"));
    }

    [Theory, MemberData(nameof(GroundRows.Schemas), MemberType = typeof(GroundRows))]
    public async Task What_the_server_would_not_take_costs_nothing(GroundKind kind)
    {
        await using var lab = await SyncedAsync(kind, new GroundOptions { Clusters = ["east"] });

        var error = await Assert.ThrowsAsync<ClusterException>(async () =>
            await ModeSwitch.RunAsync(await PlanAsync(lab.Session, "notYetKnown"), isForced: false, Stop));

        Assert.Equal(ClusterFailure.UnsupportedField, error.Failure);
        Assert.Equal(IpamMode.Subnet, (await lab.IpamAsync()).Mode);
        Assert.Single(await lab.PoolsAsync("east"));
    }

    [Theory]
    [InlineData("create dpuserviceipams", "delete")]
    [InlineData("delete dpuserviceipams shared", "create")]
    public async Task A_right_that_is_missing_is_named_and_nothing_is_written(string missing, string granted)
    {
        await using var lab = await SyncedAsync(GroundKind.InProcess, Lone);
        var server = ((InProcessGround)lab.Ground).Server();
        using var session = await OpenAsync(lab, new AllowedAction([granted, "patch"], "*"));
        var plan = await PlanAsync(session);
        server.Requests.Clear();

        var error = await Assert.ThrowsAsync<ClusterException>(() => ModeSwitch.RunAsync(plan, isForced: false, Stop));

        Assert.Equal(ClusterFailure.Forbidden, error.Failure);
        Assert.Contains(missing, error.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests.Writes);
    }

    [Theory]
    [InlineData("dpuserviceipams", "delete ippools shared (nv-ipam.nvidia.com) in dpf-operator-system")]
    [InlineData("ippools", "delete dpuserviceipams shared (svc.dpu.nvidia.com) in dpf-operator-system")]
    public async Task A_removal_asks_for_its_rights_before_its_first_deletion(string granted, string missing)
    {
        await using var lab = await SyncedAsync(GroundKind.InProcess, Lone);
        var server = ((InProcessGround)lab.Ground).Server();
        using var session = await OpenAsync(lab, new AllowedAction(["*"], "leases"), new AllowedAction(["delete"], granted));
        var inventory = await InventoryReader.ReadAsync(session, InventoryParts.Pools, 1, Stop);
        var removal = ServiceIpamRemover.Prepare(session, inventory, inventory.ServiceIpams[0], SyncLab.Allowing(drop: true));
        server.Requests.Clear();

        var error = await Assert.ThrowsAsync<ClusterException>(() => ServiceIpamRemover.RemoveAsync(removal, Stop));

        Assert.Equal(ClusterFailure.Forbidden, error.Failure);
        Assert.Contains(missing, error.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests.Writes);
    }

    [Fact]
    public async Task What_goes_wrong_between_deletion_and_making_is_told_as_that()
    {
        await using var lab = await SyncedAsync(GroundKind.InProcess, Lone);
        ((InProcessGround)lab.Ground).Server().Faults.Add(RequestMatch.Write("POST", "/dpuserviceipams"), Fault.Of(403, "Forbidden"));

        var error = await Assert.ThrowsAsync<HalfDoneException>(async () =>
            await ModeSwitch.RunAsync(await PlanAsync(lab.Session), isForced: false, Stop));

        Assert.True(error.IsDeleted);
        Assert.Equal(ClusterFailure.Forbidden, error.Cause.Failure);
    }

    [Theory, MemberData(nameof(GroundRows.All), MemberType = typeof(GroundRows))]
    public async Task A_pool_that_does_not_go_is_told_as_begun(GroundKind kind)
    {
        await using var lab = await SyncedAsync(kind, new GroundOptions { Clusters = ["east"] });
        await HoldAsync("""["example.com/held"]""");
        var options = SyncLab.Allowing(renumber: true, drop: true) with { Patience = TimeSpan.FromMilliseconds(200) };

        var error = await Assert.ThrowsAsync<HalfDoneException>(async () =>
            await ModeSwitch.RunAsync(await PlanAsync(lab.Session, options: options), isForced: false, Stop));

        Assert.False(error.IsDeleted);
        Assert.Contains("still there", error.Message, StringComparison.Ordinal);
        Assert.Equal(IpamMode.Subnet, (await lab.IpamAsync()).Mode);
        await HoldAsync("null");

        Task HoldAsync(string finalizers) => lab.Ground.In("east").MergeAsync(
            ResourceKind.IPPool, EditedObject.Name, JsonNode.Parse($$"""{"metadata":{"finalizers":{{finalizers}} } }""")!.AsObject(), Stop);
    }

    private static async Task<SyncLab> SyncedAsync(GroundKind kind, GroundOptions options)
    {
        var lab = await SyncLab.OpenAsync(kind, options);
        await lab.PutAsync("\"subnet\":{\"subnet\":\"10.0.0.0/24\",\"gateway\":\"10.0.0.254\",\"perNodeIPCount\":10}");
        await lab.SyncAsync();
        return lab;
    }

    /// <summary>A session of a user who may read everything, and what is said beside it.</summary>
    private static Task<ClusterSession> OpenAsync(SyncLab lab, params AllowedAction[] rights)
    {
        var ground = (InProcessGround)lab.Ground;
        var user = new TestUser("switcher", Guid.NewGuid().ToString("N"));
        ground.Server().Users.Add(
            user, [new AllowedAction(["get", "list", "watch"], "*"), new AllowedAction(["create"], "selfsubjectaccessreviews"), .. rights]);
        return KubernetesSession.OpenAsync(
            new KubeconfigChoice { Paths = [ground.WriteKubeconfig(user, useToken: true)] }, new SessionOptions(), Stop);
    }

    private static async Task<ServiceIpamEditPlan> PlanAsync(ClusterSession session, string? unknownField = null, SyncOptions? options = null)
    {
        var inventory = await InventoryReader.ReadAsync(session, InventoryParts.Pools | InventoryParts.Nodes, 1, Stop);
        var live = inventory.ServiceIpams[0];
        var edit = new ServiceIpamEdit();
        edit.SetMode("network", "10.0.0.0/24");
        edit.SetMode("prefixSize", 28);
        if (unknownField is not null) edit.SetMode(unknownField, 1);
        var wanted = new ServiceIpamEdit().Copy(edit.ApplyInMode(live, "network"), live.Name, live.Namespace, null);
        return ServiceIpamWriter.Prepare(
            session, inventory, wanted, options ?? SyncLab.Allowing(renumber: true, drop: true), Stop);
    }
}
