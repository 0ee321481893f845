using System.Text.Json.Nodes;
using DpuIpam.Clusters.Sync;
using DpuIpam.Clusters.Tests.Servers.Grounds;
using DpuIpam.Clusters.Tests.Servers.InProcess.Faults;
using DpuIpam.Clusters.Tests.Servers.Semantics;
using DpuIpam.Clusters.Tests.Servers.Upstream;

namespace DpuIpam.Clusters.Tests.Sync;

/// <summary>A DPF that is stopped: what shows it, what a sync does then, and how pools pass from it to us and back.</summary>
public sealed class StoppedDpfTests
{
    private const string Full = """
        "network":{"network":"10.0.0.0/24","prefixSize":28,"gatewayIndex":1,"defaultGateway":true,"routes":[{"dst":"172.16.0.0/16"}]},
        "metadata":{"labels":{"pool":"a"},"annotations":{"note":"b"} },
        "nodeSelector":{"nodeSelectorTerms":[{"matchExpressions":[{"key":"kubernetes.io/hostname","operator":"Exists"}]}]}
        """;

    private const string Bare = "\"network\":{\"network\":\"10.0.0.0/24\",\"prefixSize\":28,\"gatewayIndex\":1}";

    private static readonly ObjectName Name = new(TestNamespace.Dpf, SyncLab.Name);
    private static readonly GroundOptions One = new() { Clusters = ["east"] };
    /// <summary>nv-ipam runs, and gives nodes their addresses.</summary>
    private static readonly SyncOptions BesideNvIpam = SyncLab.Allocating with { Allocate = false };

    private static readonly SyncOptions Taking = new() { TakeOverFromDpf = true, Patience = TimeSpan.FromSeconds(10) };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task A_lease_that_is_renewed_counts_as_running_and_one_that_is_not_as_stopped(GroundKind kind)
    {
        await using var lab = await SyncLab.OpenAsync(kind, One);
        var ground = (ServerGround)lab.Ground;
        var installation = new DpfInstallation(ground.NewClient(ground.HostServer));
        await installation.InstallAsync(Stop);
        Assert.Equal((DpfState.Present, "its Deployment dpuservice-controller-manager has 1 replica"), await StateAsync(lab));

        // Scaled down, but a replica has not ended yet.
        await installation.ScaleAsync(0, Stop);
        await installation.HoldLeaseAsync(DateTime.UtcNow, cancellation: Stop);
        Assert.Equal((DpfState.Present, "its Lease dpuservice.dpu.nvidia.com is renewed by dpf-0_1"), await StateAsync(lab));

        // Nobody has renewed it for twice its 15 seconds, or it was given back.
        await installation.HoldLeaseAsync(DateTime.UtcNow - TimeSpan.FromSeconds(31), cancellation: Stop);
        Assert.Equal(DpfState.Stopped, (await StateAsync(lab)).State);
        await installation.HoldLeaseAsync(DateTime.UtcNow, holder: "", cancellation: Stop);
        Assert.Equal(DpfState.Stopped, (await StateAsync(lab)).State);

        await installation.UninstallAsync(Stop);
        Assert.Equal(DpfState.Absent, (await StateAsync(lab)).State);
    }

    [Theory, InlineData("validatingwebhookconfigurations"), InlineData("deployments/"), InlineData("leases/")]
    public async Task What_cannot_be_read_counts_as_running(string what)
    {
        await using var lab = await SyncLab.OpenAsync(GroundKind.InProcess, One);
        await lab.PutAsync(Bare);
        ((InProcessGround)lab.Ground).Server().Faults.Add(RequestMatch.Read(what), Fault.Of(403, "Forbidden"), count: 5);

        var (state, reason) = await StateAsync(lab);

        Assert.Equal(DpfState.Present, state);
        Assert.Contains("can't be read, which counts as running", reason, StringComparison.Ordinal);
        Assert.True((await lab.PrepareAsync(Taking)).IsBesideDpf);
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task A_sync_defers_at_once_and_writes_nothing(GroundKind kind)
    {
        await using var dpf = await DpfLab.OpenAsync(kind, One);
        Assert.Equal("Unchanged east", await dpf.EditAsync(Full));
        await dpf.Dpf.StopAsync();
        await dpf.Lab.PutAsync(Bare);

        Assert.Equal("Deferred east", await dpf.FollowAsync());

        Assert.Empty(dpf.Seen);
        Assert.Equal(["DpfStopped", "PoolDiffers"], dpf.Results[0].Findings.Take(2).Select(static finding => finding.RuleId));
        await dpf.AssertOnlySpecsWrittenAsync();
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task What_is_taken_over_loses_the_fields_that_are_no_longer_wanted(GroundKind kind)
    {
        await using var dpf = await DpfLab.OpenAsync(kind, One);
        await dpf.Lab.Ground.AddNodesAsync("east", "e1");
        Assert.Equal("Unchanged east", await dpf.EditAsync(Full));
        await dpf.Dpf.StopAsync();
        await dpf.Lab.PutAsync(Bare);

        Assert.Equal("Updated east", await dpf.Lab.SyncAsync(Taking));

        await AssertBareAsync(dpf);
        Assert.Equal(["Apply dpuipam"], await AppliersAsync(dpf));
        Assert.Equal("shared: e1 10.0.0.0/28", await dpf.Lab.AllocationsAsync("east"));
        var before = (await dpf.Ground.Journal.ReadAsync()).Count;
        Assert.Equal("Unchanged east", await dpf.Lab.SyncAsync(Taking));
        Assert.Equal(before, (await dpf.Ground.Journal.ReadAsync()).Count);
        await dpf.Lab.AssertCleanAsync();
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task Where_both_have_applied_nothing_is_left_behind_either(GroundKind kind)
    {
        await using var dpf = await DpfLab.OpenAsync(kind, One);
        Assert.Equal("Unchanged east", await dpf.EditAsync(Full));
        await dpf.Dpf.StopAsync();
        await dpf.Dpf.Installation.UninstallAsync();
        await dpf.Lab.PutAsync(Bare);
        // This one applies what both want, and can't take away the rest.
        Assert.Equal("Failed east", await dpf.Lab.SyncAsync(BesideNvIpam));
        Assert.Equal(["Apply dpuipam", "Apply dpuserviceipamcontroller"], await AppliersAsync(dpf));

        Assert.Equal("Updated east", await dpf.Lab.SyncAsync(Taking));

        await AssertBareAsync(dpf);
        Assert.Equal(["Apply dpuipam"], await AppliersAsync(dpf));
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task Fields_that_an_uninstalled_DPF_has_left_are_named_with_the_way_out(GroundKind kind)
    {
        await using var dpf = await DpfLab.OpenAsync(kind, One);
        Assert.Equal("Unchanged east", await dpf.EditAsync(Full));
        await dpf.Dpf.StopAsync();
        await dpf.Dpf.Installation.UninstallAsync();
        Assert.Equal("Unchanged east", await dpf.Lab.SyncAsync(BesideNvIpam));

        // A value that is another, and a field that goes away.
        (string Spec, string Field)[] edits =
        [
            (Full.Replace("172.16.0.0", "172.17.0.0", StringComparison.Ordinal), "spec.routes"),
            (Full.Replace("\"defaultGateway\":true,", "", StringComparison.Ordinal), "spec.defaultGateway"),
        ];
        foreach (var (spec, field) in edits)
        {
            await dpf.Lab.PutAsync(spec);
            Assert.Equal("Failed east", await dpf.Lab.SyncAsync(BesideNvIpam));
            var result = Assert.Single(dpf.Lab.Results);
            Assert.Contains(field, result.Error, StringComparison.Ordinal);
            Assert.Contains("dpuserviceipamcontroller", result.Error, StringComparison.Ordinal);
            Assert.Contains("With -TakeOverFromDpf", result.Error, StringComparison.Ordinal);
            Assert.Equal(result.Error, result.Failure!.Message);
        }
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task What_is_handed_back_DPF_can_take_fields_away_from(GroundKind kind)
    {
        await using var dpf = await DpfLab.OpenAsync(kind, One);
        Assert.Equal("Unchanged east", await dpf.EditAsync(Full));
        await dpf.Dpf.StopAsync();
        Assert.Equal("Updated east", await dpf.Lab.SyncAsync(Taking));
        var results = new List<SyncResult>();
        var plan = await dpf.Lab.PrepareAsync(new SyncOptions { HandBackToDpf = true });

        await HandBackRun.RunAsync(plan, plan.Units, results.Add, Stop);

        Assert.Equal(SyncAction.Updated, Assert.Single(results).Action);
        Assert.Equal(["Apply dpuserviceipamcontroller"], await AppliersAsync(dpf));
        results.Clear();
        plan = await dpf.Lab.PrepareAsync(new SyncOptions { HandBackToDpf = true });
        await HandBackRun.RunAsync(plan, plan.Units, results.Add, Stop);
        Assert.Equal(SyncAction.Unchanged, Assert.Single(results).Action);

        await dpf.RestartDpfAsync();
        Assert.Equal("Unchanged east", await dpf.EditAsync(Bare));
        await AssertBareAsync(dpf);
        plan = await dpf.Lab.PrepareAsync(new SyncOptions { HandBackToDpf = true });
        var error = await Assert.ThrowsAsync<ClusterException>(() => HandBackRun.RunAsync(plan, plan.Units, results.Add, Stop));
        Assert.Contains("DPF runs", error.Message, StringComparison.Ordinal);
        await dpf.Lab.AssertCleanAsync();
    }

    private static async Task<(DpfState State, string Reason)> StateAsync(SyncLab lab)
    {
        var presence = await DpfPresence.DetectAsync(lab.Session, TimeProvider.System, Stop);
        return (presence.State, presence.Reason);
    }

    private static async Task AssertBareAsync(DpfLab dpf)
    {
        var pool = (await dpf.Ground.In("east").FindAsync(ResourceKind.CidrPool, Name, Stop))!;
        Assert.Equal(["cidr", "gatewayIndex", "perNodeNetworkPrefix"], pool["spec"]!.AsObject()
            .Where(static field => field.Key != "exclusions").Select(static field => field.Key).Order(StringComparer.Ordinal));
        Assert.Equal(
            ["dpu.nvidia.com/dpuserviceipam-name", "dpu.nvidia.com/dpuserviceipam-namespace"],
            pool["metadata"]!["labels"]!.AsObject().Select(static label => label.Key).Order(StringComparer.Ordinal));
        Assert.Empty(pool["metadata"]!["annotations"] as JsonObject ?? []);
    }

    /// <summary>Who holds something of the pool's spec, and how.</summary>
    private static async Task<string[]> AppliersAsync(DpfLab dpf)
    {
        var pool = (await dpf.Ground.In("east").FindAsync(ResourceKind.CidrPool, Name, Stop))!;
        return [.. Sample.Managers(pool).Where(static line => line.Contains("f:spec", StringComparison.Ordinal))
            .Select(static line => string.Join(' ', line.Split(' ').Take(2)))];
    }
}
