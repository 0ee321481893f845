using System.Text.Json.Nodes;
using DpuIpam.Clusters.Sync;
using DpuIpam.Clusters.Tests.Servers.Crds;
using DpuIpam.Clusters.Tests.Servers.Grounds;
using DpuIpam.Clusters.Tests.Servers.InProcess.Faults;
using DpuIpam.Planning;
using DpuIpam.Resources;

namespace DpuIpam.Clusters.Tests.Sync;

/// <summary>Edits that must not be.</summary>
public sealed class EditRefusedTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Every ground with the marks of every tool.</summary>
    public static TheoryData<GroundKind, string, string, string> Tools => new(GroundRows.All.SelectMany(static row => new[]
    {
        (row.Data, "annotations", "argocd.argoproj.io/tracking-id", "Argo CD"),
        (row.Data, "labels", "argocd.argoproj.io/instance", "Argo CD"),
        (row.Data, "annotations", "meta.helm.sh/release-name", "Helm"),
        (row.Data, "labels", "app.kubernetes.io/managed-by", "Helm"),
        (row.Data, "labels", "kustomize.toolkit.fluxcd.io/name", "Flux"),
        (row.Data, "labels", "helm.toolkit.fluxcd.io/name", "Flux"),
        (row.Data, "labels", "app.kubernetes.io/managed-by", "pulumi"),
    }));

    [Theory, MemberData(nameof(Tools))]
    public async Task What_another_tool_manages_is_refused_by_its_name_unless_forced(GroundKind kind, string where, string key, string tool)
    {
        await using var lab = await SyncLab.OpenAsync(kind, new GroundOptions { Clusters = [] });
        await EditedObject.PutAsync(lab.Ground, "subnet");
        await lab.Ground.Host.MergeAsync(ResourceKind.ServiceIpam, EditedObject.Name, new JsonObject
        {
            ["metadata"] = new JsonObject { [where] = new JsonObject { [key] = tool.Replace(" ", "", StringComparison.Ordinal) } },
        });
        var before = await StoredAsync(lab);
        var plan = await PlanAsync(lab, Quota(9));

        var error = await Assert.ThrowsAsync<ClusterException>(() => ServiceIpamWriter.WriteAsync(plan, isForced: false, Stop));
        Assert.Equal(ClusterFailure.Conflict, error.Failure);
        Assert.Contains($"is managed by {tool}", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, await StoredAsync(lab));

        Assert.Equal(9, (await ServiceIpamWriter.WriteAsync(plan, isForced: true, Stop)).Quota);
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task What_a_controller_applies_is_refused_by_the_name_of_its_manager(GroundKind kind)
    {
        await using var lab = await SyncLab.OpenAsync(kind, new GroundOptions { Clusters = [] });
        var ground = (ServerGround)lab.Ground;
        (await ground.NewClient(ground.HostServer).ApplyAsync(EditedObject.New("network"), "argocd-controller")).Object();
        var before = await StoredAsync(lab);

        var error = await Assert.ThrowsAsync<ClusterException>(async () =>
            await ServiceIpamWriter.WriteAsync(await PlanAsync(lab, Quota(9, "network")), isForced: false, Stop));
        Assert.Contains("is managed by argocd-controller", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, await StoredAsync(lab));
    }

    [Theory, MemberData(nameof(GroundRows.All), MemberType = typeof(GroundRows))]
    public async Task What_somebody_else_edited_since_is_not_undone(GroundKind kind)
    {
        await using var lab = await SyncLab.OpenAsync(kind, new GroundOptions { Clusters = [] });
        await EditedObject.PutAsync(lab.Ground, "subnet");
        var plan = await PlanAsync(lab, Quota(9));
        await lab.Ground.Host.MergeAsync(
            ResourceKind.ServiceIpam, EditedObject.Name, Json("""{"spec":{"subnet":{"blocksPerDPUCluster":7}}}"""));
        var before = await StoredAsync(lab);

        var error = await Assert.ThrowsAsync<ClusterException>(() => ServiceIpamWriter.WriteAsync(plan, isForced: false, Stop));
        Assert.Equal(ClusterFailure.Conflict, error.Failure);
        Assert.Equal(before, await StoredAsync(lab));
    }

    [Theory, MemberData(nameof(GroundRows.All), MemberType = typeof(GroundRows))]
    public async Task An_object_that_was_deleted_or_made_anew_since_is_left_alone(GroundKind kind)
    {
        await using var lab = await SyncLab.OpenAsync(kind, new GroundOptions { Clusters = [] });
        await lab.PutAsync(SyncLab.Subnet);
        var plan = await PlanAsync(lab, Quota(9));
        await lab.Ground.Host.DeleteAsync(ResourceKind.ServiceIpam, EditedObject.Name);

        var gone = await Assert.ThrowsAsync<ClusterException>(() => ServiceIpamWriter.WriteAsync(plan, isForced: false, Stop));
        Assert.Contains(gone.Failure, new[] { ClusterFailure.NotFound, ClusterFailure.Conflict });
        Assert.Null(await lab.Ground.Host.FindAsync(ResourceKind.ServiceIpam, EditedObject.Name));

        await lab.PutAsync(SyncLab.Subnet.Replace("254", "253", StringComparison.Ordinal));
        var before = await StoredAsync(lab);
        var anew = await Assert.ThrowsAsync<ClusterException>(() => ServiceIpamWriter.WriteAsync(plan, isForced: false, Stop));
        Assert.Equal(ClusterFailure.Conflict, anew.Failure);
        Assert.Equal(before, await StoredAsync(lab));
    }

    [Fact]
    public async Task An_edit_between_the_dry_run_and_the_write_is_not_undone()
    {
        await using var lab = await SyncLab.OpenAsync(GroundKind.InProcess, new GroundOptions { Clusters = [] });
        var ground = (InProcessGround)lab.Ground;
        await EditedObject.PutAsync(ground, "subnet");
        var plan = await PlanAsync(lab, Quota(9));
        ground.Server().Faults.Add(RequestMatch.Write("PATCH", "/dpuserviceipams/"), Fault.Meanwhile(() => ground.Host.MergeAsync(
            ResourceKind.ServiceIpam, EditedObject.Name, Json("""{"spec":{"subnet":{"blocksPerDPUCluster":7}}}"""))), skip: 1);

        var error = await Assert.ThrowsAsync<ClusterException>(() => ServiceIpamWriter.WriteAsync(plan, isForced: false, Stop));
        Assert.Equal(ClusterFailure.Conflict, error.Failure);
        Assert.Equal(7, (await lab.IpamAsync()).Quota);
    }

    [Theory, MemberData(nameof(GroundRows.Schemas), MemberType = typeof(GroundRows))]
    public async Task A_field_that_the_server_does_not_know_is_named_and_nothing_is_written(GroundKind kind)
    {
        await using var lab = await SyncLab.OpenAsync(kind, new GroundOptions { Clusters = [], OldClusters = ["host"] });
        await lab.PutAsync("""
            "ipv4Subnet":{"subnet":"10.0.0.0/24","gateway":"10.0.0.254","perNodeIPCount":10}
            """);
        var before = await StoredAsync(lab);
        foreach (var edit in FieldEdit.All("ipv4Subnet").Where(static edit => edit.Path[^1] is "excludeRanges" or "blocksPerDPUCluster" && edit.Value is not null))
        {
            var plan = await PlanAsync(lab, edit.Edit);
            var error = await Assert.ThrowsAsync<ClusterException>(() => ServiceIpamWriter.WriteAsync(plan, isForced: false, Stop));
            Assert.Equal(ClusterFailure.UnsupportedField, error.Failure);
            Assert.Contains(edit.Path[^1], error.Message + string.Join(' ', error.Details), StringComparison.Ordinal);
            Assert.Equal(before, await StoredAsync(lab));
        }

        // What it does know can still be edited.
        var known = new ServiceIpamEdit();
        known.SetMode("gateway", "10.0.0.253");
        Assert.Equal("10.0.0.253", (await ServiceIpamWriter.WriteAsync(await PlanAsync(lab, known), isForced: false, Stop)).Gateway);
    }

    private static ServiceIpamEdit Quota(int quota, string modeField = "subnet")
    {
        var edit = new ServiceIpamEdit();
        edit.SetMode(modeField == "subnet" ? "blocksPerDPUCluster" : "subnetsPerDPUCluster", quota);
        return edit;
    }

    private static Task<ServiceIpamEditPlan> PlanAsync(SyncLab lab, ServiceIpamEdit edit) => PlanAsync(lab, edit.Apply);

    private static async Task<ServiceIpamEditPlan> PlanAsync(SyncLab lab, Func<ServiceIpamResource, ServiceIpamResource> edit)
    {
        var options = SyncLab.Allowing(renumber: true, drop: true);
        var inventory = (await lab.PrepareAsync(options)).Inventory;
        return ServiceIpamWriter.Prepare(lab.Session, inventory, edit(inventory.ServiceIpams[0]), options, Stop);
    }

    private static async Task<string> StoredAsync(SyncLab lab) =>
        (await lab.Ground.Host.FindAsync(ResourceKind.ServiceIpam, EditedObject.Name, Stop))!.ToJsonString();

    private static JsonObject Json(string text) => JsonNode.Parse(text)!.AsObject();
}
