using System.Text.Json.Nodes;
using DpuIpam.Clusters.Sync;
using DpuIpam.Clusters.Tests.Servers.Grounds;

namespace DpuIpam.Clusters.Tests.Sync;

/// <summary>What keeps an object from being ready, and how long it is waited for.</summary>
public sealed class ReadinessTests
{
    private static readonly ObjectName Name = new(TestNamespace.Dpf, SyncLab.Name);

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task One_node_without_an_allocation_is_named_with_what_nv_ipam_says(GroundKind kind)
    {
        await using var dpf = await DpfLab.OpenAsync(kind, new GroundOptions { Clusters = ["east"] });
        await dpf.Lab.Ground.AddNodesAsync("east", "e1", "e2");
        await dpf.Lab.PutAsync("\"subnet\":{\"subnet\":\"10.0.0.0/28\",\"gateway\":\"10.0.0.14\",\"perNodeIPCount\":10}");
        // DPF calls it ready: one allocation is enough for it.
        await Eventually.HoldsAsync("ready in DPF's eyes", async () => (await dpf.Lab.ConditionsAsync()).Contains(" Ready=True", StringComparison.Ordinal)
            && (await dpf.Lab.PoolsAsync("east"))[0].Allocated == 1);
        await Eventually.HoldsAsync("the event", async () => (await dpf.Ground.In("east").ListAsync(ResourceKind.Event)).Count > 0);

        var reasons = await dpf.WaitAsync(DpfLab.Hasty);

        Assert.Equal(
            ["NodeUnallocated e2 gets nothing: the pool is exhausted.",
             "PoolEventReported nv-ipam reports NoFreeRanges: failed to allocate IPs on Node: e2"], reasons);
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task Events_about_nodes_that_are_gone_and_about_an_earlier_pool_are_no_reasons(GroundKind kind)
    {
        await using var lab = await SyncLab.OpenAsync(kind, new GroundOptions { Clusters = ["east"] });
        await lab.Ground.AddNodesAsync("east", "e1", "e2");
        await lab.PutAsync(SyncLab.Subnet);
        await lab.SyncAsync(SyncLab.Allocating with { Allocate = false });
        var uid = (await lab.PoolsAsync("east"))[0].Resource.Uid;
        foreach (var (node, about) in new[] { ("e1", uid), ("gone", uid), ("e2", Guid.NewGuid().ToString()) })
        {
            await lab.Ground.In("east").CreateAsync(JsonNode.Parse($$$"""
                {"apiVersion":"v1","kind":"Event","metadata":{"name":"{{{node}}}","namespace":"{{{TestNamespace.Dpf}}}"},
                 "involvedObject":{"apiVersion":"nv-ipam.nvidia.com/v1alpha1","kind":"IPPool","name":"shared","namespace":"{{{TestNamespace.Dpf}}}","uid":"{{{about}}}"},
                 "reason":"NoFreeRanges","message":"failed to allocate IPs on Node: {{{node}}}","type":"Warning"}
                """)!.AsObject());
        }

        var inventory = await InventoryReader.ReadAsync(lab.Session, InventoryParts.All, 4, TestContext.Current.CancellationToken);
        Assert.Equal(["failed to allocate IPs on Node: e1"], inventory.Reports.Select(static report => report.Message));
        var reasons = ReadinessWatch.Look(inventory, [$"{Name.Namespace}/{Name.Name}"], TestContext.Current.CancellationToken)[0].Reasons;
        Assert.Equal(
            ["nv-ipam reports NoFreeRanges: failed to allocate IPs on Node: e1"],
            reasons.Where(static reason => reason.RuleId == "PoolEventReported").Select(static reason => reason.Message));
        // The nodes are looked up where they are not wanted for themselves.
        inventory = await InventoryReader.ReadAsync(
            lab.Session, InventoryParts.Pools | InventoryParts.Reports, 4, TestContext.Current.CancellationToken);
        Assert.Equal(["failed to allocate IPs on Node: e1"], inventory.Reports.Select(static report => report.Message));
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task Conditions_of_DPF_and_events_about_an_invalid_spec_are_among_the_reasons(GroundKind kind)
    {
        await using var dpf = await DpfLab.OpenAsync(kind, new GroundOptions { Clusters = ["east"] });
        await dpf.Lab.Ground.AddNodesAsync("east", "e1");
        // DPF takes it, nv-ipam does not (docs/upstream.md, B.7).
        await dpf.Lab.PutAsync("\"network\":{\"network\":\"10.0.0.0/24\",\"prefixSize\":28,\"gatewayIndex\":0}");
        await Eventually.HoldsAsync("the event", async () => (await dpf.Ground.In("east").ListAsync(ResourceKind.Event)).Count > 0);
        await Eventually.HoldsAsync("the condition", async () => (await dpf.Lab.ConditionsAsync()).StartsWith("DPUIPAMObjectReady=False", StringComparison.Ordinal));

        var reasons = await dpf.WaitAsync(DpfLab.Hasty);

        Assert.Contains(reasons, static reason => reason.StartsWith("PoolEventReported nv-ipam reports InvalidSpec: ", StringComparison.Ordinal));
        Assert.Contains(reasons, static reason =>
            reason.StartsWith("ConditionReported DPUIPAMObjectReady is False: Objects are not ready:", StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task A_pool_in_a_namespace_that_nv_ipam_does_not_watch_is_told(GroundKind kind)
    {
        await using var dpf = await DpfLab.OpenAsync(kind, new GroundOptions { Clusters = ["east"] }, startsNvIpam: false);
        await dpf.Lab.Ground.AddNodesAsync("east", "e1");
        var east = dpf.Ground.In("east");
        await east.CreateAsync(LoneServer.NewNamespace("elsewhere"));
        // What an nv-ipam leaves behind that was started for this namespace.
        await east.CreateAsync(JsonNode.Parse("""
            {"apiVersion":"nv-ipam.nvidia.com/v1alpha1","kind":"IPPool","metadata":{"name":"other","namespace":"elsewhere"},
             "spec":{"subnet":"10.9.0.0/24","perNodeBlockSize":10},
             "status":{"allocations":[{"nodeName":"e1","startIP":"10.9.0.1","endIP":"10.9.0.10"}]} }
            """)!.AsObject());
        await dpf.Lab.PutAsync("\"subnet\":{\"subnet\":\"10.0.0.0/24\",\"gateway\":\"10.0.0.254\",\"perNodeIPCount\":10}");
        await Eventually.HoldsAsync("the pool", async () => await east.FindAsync(ResourceKind.IPPool, Name) is not null);

        var reasons = await dpf.WaitAsync(DpfLab.Hasty);

        Assert.Contains(
            "NamespaceNotWatched nv-ipam serves pools of other namespaces of dpf-operator-system/east, and none of dpf-operator-system.",
            reasons);
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task Allocations_outside_the_share_are_an_error(GroundKind kind)
    {
        await using var dpf = await DpfLab.OpenAsync(kind, startsNvIpam: false);
        await dpf.Lab.Ground.AddNodesAsync("west", "w1");
        await dpf.Lab.PutAsync(SyncLab.Subnet);
        await Eventually.HoldsAsync("the pool", async () => await dpf.Ground.In("west").FindAsync(ResourceKind.IPPool, Name) is not null);
        // What an nv-ipam does that knows no exclusions.
        await dpf.Ground.In("west").MergeAsync(ResourceKind.IPPool, Name, JsonNode.Parse("""
            {"status":{"allocations":[{"nodeName":"w1","startIP":"10.0.0.1","endIP":"10.0.0.10"}]} }
            """)!.AsObject());

        Assert.Equal("Deferred west, Unchanged east", await dpf.FollowAsync(DpfLab.Hasty));

        var finding = dpf.Results.SelectMany(static result => result.Findings).First(static finding => finding.RuleId == "AllocationOutsideShare");
        Assert.Equal((FindingSeverity.Error, "w1"), (finding.Severity, finding.NodeName));
        Assert.Contains("10.0.0.31-10.0.0.60", finding.Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task Without_DPF_they_are_an_error_of_the_sync(GroundKind kind)
    {
        await using var lab = await SyncLab.OpenAsync(kind);
        await lab.Ground.AddNodesAsync("west", "w1");
        await lab.PutAsync(SyncLab.Subnet);
        var options = new SyncOptions { Consent = new Planning.Consent(true, true) };
        await lab.SyncAsync(options);
        await lab.Ground.In("west").MergeAsync(ResourceKind.IPPool, Name, JsonNode.Parse("""
            {"status":{"allocations":[{"nodeName":"w1","startIP":"10.0.0.1","endIP":"10.0.0.10"}]} }
            """)!.AsObject());

        await lab.SyncAsync(options);

        var findings = lab.Results.Single(static result => result.Cluster!.EndsWith("west", StringComparison.Ordinal)).Findings;
        Assert.Contains(findings, static finding => finding.RuleId == "AllocationOutsideShare");
        Assert.Contains("DPUIPAMObjectReconciled=False", await lab.ConditionsAsync(), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task A_pool_that_is_to_go_away_is_waited_for(GroundKind kind)
    {
        await using var dpf = await DpfLab.OpenAsync(kind);
        Assert.Equal("Unchanged east, Unchanged west", await dpf.EditAsync(SyncLab.Subnet));
        await dpf.Ground.In("west").MergeAsync(
            ResourceKind.IPPool, Name, JsonNode.Parse("""{"metadata":{"finalizers":["example.com/held"]} }""")!.AsObject());
        await dpf.Lab.PutAsync(SyncLab.Subnet + ""","dpuClusterSelector":{"matchLabels":{"cluster":"east"} }""");
        await Eventually.HoldsAsync("the error", async () => (await dpf.WaitAsync(DpfLab.Hasty)).Any(static reason =>
            reason.Contains("Stale objects still exist", StringComparison.Ordinal)));

        Assert.Contains("PoolLeft The IPPool shared is still there.", await dpf.WaitAsync(DpfLab.Hasty));
        Assert.Equal("Deferred west, Unchanged east", await dpf.FollowAsync(DpfLab.Hasty));
        var plan = await dpf.Lab.PrepareAsync(DpfLab.Patient);
        await dpf.Ground.In("west").MergeAsync(ResourceKind.IPPool, Name, JsonNode.Parse("""{"metadata":{"finalizers":null} }""")!.AsObject());
        var results = new List<SyncResult>();
        await DpfFollower.RunAsync(plan, plan.Units, results.Add, static _ => { }, static _ => { }, CancellationToken.None);
        Assert.Equal(["Deleted", "Unchanged"], results.Select(static result => result.Action.ToString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_host_that_goes_away_ends_no_wait_and_what_was_seen_last_is_told()
    {
        await using var lab = await SyncLab.OpenAsync(GroundKind.InProcess, session: new SessionOptions { Timeout = TimeSpan.FromSeconds(2) });
        await lab.PutAsync(SyncLab.Subnet);
        var host = ((InProcessGround)lab.Ground).Server();
        string[] keys = [$"{TestNamespace.Dpf}/{SyncLab.Name}"];
        var options = new SyncOptions { Patience = TimeSpan.FromSeconds(1) };
        var seen = 0;

        var states = await ReadinessWatch.WaitAsync(
            lab.Session, keys, options, _ => { if (seen++ == 0) host.StopListeningAsync().GetAwaiter().GetResult(); }, CancellationToken.None);

        var reasons = Assert.Single(states).Reasons.Select(static reason => reason.RuleId).ToArray();
        Assert.Equal(("PoolMissing", "ClusterUnreachable"), (reasons[0], reasons[^1]));
        Assert.Equal(1, seen);

        var error = await Assert.ThrowsAsync<ClusterException>(() =>
            ReadinessWatch.WaitAsync(lab.Session, keys, options, static _ => { }, CancellationToken.None));
        Assert.Equal(ClusterFailure.Unreachable, error.Failure);

        // It is back before patience ends.
        var waiting = ReadinessWatch.WaitAsync(lab.Session, keys, DpfLab.Patient, static _ => { }, CancellationToken.None);
        await host.ListenAsync();
        await lab.SyncAsync();
        Assert.Empty(Assert.Single(await waiting).Reasons);
    }
}
