using System.Text.Json.Nodes;
using DpuIpam.Clusters.Sync;
using DpuIpam.Clusters.Tests.Servers.Grounds;
using DpuIpam.Clusters.Tests.Servers.Judge;
using DpuIpam.Clusters.Tests.Servers.Semantics;

namespace DpuIpam.Clusters.Tests.Servers.Upstream;

/// <summary>The two played programs do what upstream's do.</summary>
public class PlayedUpstreamTests
{
    private const string Subnet = """{"ipv4Subnet":{"subnet":"10.0.0.0/24","gateway":"10.0.0.1","perNodeIPCount":10,"blocksPerDPUCluster":3}}""";

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task From_an_object_to_the_blocks_of_the_nodes_and_back_to_nothing(GroundKind kind)
    {
        await using var ground = (ServerGround)await TestGround.TakeAsync(kind);
        await ground.AddNodesAsync("east", "n2", "n1");
        await ground.AddNodesAsync("west", "n3");
        await using var dpf = await PlayedDpf.StartAsync(ground);
        await using var east = PlayedNvIpam.Start(ground.Clusters["east"].Server!);
        await using var west = PlayedNvIpam.Start(ground.Clusters["west"].Server!);
        await ground.Host.CreateAsync(Sample.ServiceIpam(Subnet));
        await Eventually.HoldsAsync("Ready", async () => Condition(await FindIpamAsync(ground), "Ready") == "True Success");
        Assert.Equal(["n1 10.0.0.1-10.0.0.10", "n2 10.0.0.11-10.0.0.20"], await AllocationsAsync(ground, "east"));
        Assert.Equal(["n3 10.0.0.31-10.0.0.40"], await AllocationsAsync(ground, "west"));
        var pool = (await ground.In("east").FindAsync(ResourceKind.IPPool, Sample.Name()))!;
        Assert.Equal(
            ["dpuserviceipamcontroller", "ipam-controller"],
            pool["metadata"]!["managedFields"]!.AsArray().Select(static entry => (string)entry!["manager"]!).Order(StringComparer.Ordinal));
        Sample.AssertJson("""[{"startIP":"10.0.0.0","endIP":"10.0.0.0"},{"startIP":"10.0.0.31","endIP":"10.0.0.255"}]""", pool["spec"]!["exclusions"]);

        await ground.Host.DeleteAsync(ResourceKind.ServiceIpam, Sample.Name());
        await Eventually.HoldsAsync("gone", async () => await FindIpamAsync(ground) is null);
        Assert.Null(await ground.In("east").FindAsync(ResourceKind.IPPool, Sample.Name()));
        var journal = await ground.Journal.ReadAsync();
        WatchJudge.AssertNoAddressInTwoPlaces(journal);
        WatchJudge.AssertNeverManagesPools(journal);
        AssertStoredBeforeApplied(journal);
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task A_hand_edit_of_a_pool_is_taken_back(GroundKind kind)
    {
        await using var ground = (ServerGround)await TestGround.TakeAsync(kind, new GroundOptions { Clusters = ["east"] });
        await using var dpf = await PlayedDpf.StartAsync(ground);
        await ground.Host.CreateAsync(Sample.ServiceIpam("""{"network":{"network":"10.0.0.0/24","prefixSize":30,"gatewayIndex":1}}"""));
        await Eventually.HoldsAsync("a pool", async () => await ground.In("east").FindAsync(ResourceKind.CidrPool, Sample.Name()) is not null);
        await ground.In("east").MergeAsync(ResourceKind.CidrPool, Sample.Name(), Sample.Json("""{"spec":{"gatewayIndex":2}}"""));
        await Eventually.HoldsAsync("the old gateway", async () =>
            (int)(await ground.In("east").FindAsync(ResourceKind.CidrPool, Sample.Name()))!["spec"]!["gatewayIndex"]! == 1);
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task A_cluster_that_leaves_loses_its_pool_and_one_too_many_freezes_all(GroundKind kind)
    {
        await using var ground = (ServerGround)await TestGround.TakeAsync(kind);
        await using var dpf = await PlayedDpf.StartAsync(ground);
        await ground.Host.CreateAsync(Sample.ServiceIpam(Subnet.Replace("0.0/24", "0.0/26", StringComparison.Ordinal)));
        await Eventually.HoldsAsync("served", async () => Condition(await FindIpamAsync(ground), "DPUIPAMObjectReconciled") == "True Success");
        await ground.Host.MergeAsync(ResourceKind.ServiceIpam, Sample.Name(), Sample.Json("""{"spec":{"dpuClusterSelector":{"matchLabels":{"cluster":"west"}}}}"""));
        await Eventually.HoldsAsync("left", async () => await ground.In("east").FindAsync(ResourceKind.IPPool, Sample.Name()) is null);
        await Eventually.HoldsAsync("forgotten", async () =>
            Assert.Single((await FindIpamAsync(ground))!["status"]!["dpuClusterAllocations"]!.AsArray())!["dpuCluster"]!.ToString() == "dpf-operator-system/west");

        await ground.Host.MergeAsync(ResourceKind.ServiceIpam, Sample.Name(), Sample.Json(
            """{"spec":{"dpuClusterSelector":null,"ipv4Subnet":{"excludeRanges":[{"startIP":"10.0.0.0","endIP":"10.0.0.30"}]}}}"""));
        await Eventually.HoldsAsync("an error", async () => Condition(await FindIpamAsync(ground), "DPUIPAMObjectReconciled") == "False Error");
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task Nv_ipam_tells_of_nodes_that_get_nothing_and_clears_what_is_invalid(GroundKind kind)
    {
        await using var ground = (ServerGround)await TestGround.TakeAsync(kind, new GroundOptions { Clusters = [] });
        await ground.AddNodesAsync("host", "n1", "n2");
        await using var nvIpam = PlayedNvIpam.Start(ground.HostServer);
        await ground.Host.CreateAsync(Sample.Pool("""{"subnet":"10.0.0.0/28","perNodeBlockSize":10}"""));
        await Eventually.HoldsAsync("a block", async () => await AllocationsAsync(ground, "host") is ["n1 10.0.0.1-10.0.0.10"]);
        await Eventually.HoldsAsync("an event", async () => (await EventsAsync(ground)).Contains("NoFreeRanges failed to allocate IPs on Node: n2"));
        await ground.Host.MergeAsync(ResourceKind.IPPool, Sample.Name(), Sample.Json("""{"spec":{"gateway":"10.9.9.9"}}"""));
        await Eventually.HoldsAsync("cleared", async () => (await AllocationsAsync(ground, "host")).Length == 0);
        await Eventually.HoldsAsync("an event", async () => (await EventsAsync(ground)).Any(static text => text.StartsWith("InvalidSpec", StringComparison.Ordinal)));
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task Whether_dpf_is_there_runs_or_is_stopped_can_be_seen(GroundKind kind)
    {
        await using var ground = (ServerGround)await TestGround.TakeAsync(kind, new GroundOptions { Clusters = ["east"] });
        using var session = await ground.OpenAsync();
        async Task<DpfState> StateAsync() => (await DpfPresence.DetectAsync(session, TimeProvider.System, CancellationToken.None)).State;
        Assert.Equal(DpfState.Absent, await StateAsync());
        await using var dpf = await PlayedDpf.StartAsync(ground);
        Assert.Equal(DpfState.Present, await StateAsync());
        await dpf.StopAsync();
        await Eventually.HoldsAsync("stopped", async () => await StateAsync() == DpfState.Stopped);
    }

    /// <summary>The shares are stored before the first pool is there.</summary>
    private static void AssertStoredBeforeApplied(IReadOnlyList<JournalEntry> journal)
    {
        var stored = journal.First(static entry => entry.Item["status"]?["dpuClusterAllocations"] is JsonArray { Count: 2 });
        var applied = journal.First(static entry => entry.Kind == ResourceKind.IPPool);
        Assert.True(stored.Revision < applied.Revision, $"{applied} came before {stored}.");
    }

    private static Task<JsonObject?> FindIpamAsync(TestGround ground) => ground.Host.FindAsync(ResourceKind.ServiceIpam, Sample.Name());

    private static string Condition(JsonObject? ipam, string type) => (ipam?["status"]?["conditions"] as JsonArray ?? [])
        .Where(condition => (string?)condition!["type"] == type)
        .Select(static condition => $"{condition!["status"]} {condition["reason"]}").FirstOrDefault() ?? "";

    private static async Task<string[]> AllocationsAsync(TestGround ground, string cluster) =>
        await ground.In(cluster).FindAsync(ResourceKind.IPPool, Sample.Name()) is { } pool
            ? [.. new JournalEntry(0, cluster, ObjectChange.Added, ResourceKind.IPPool, Sample.Name(), pool).Allocations]
            : [];

    private static async Task<IEnumerable<string>> EventsAsync(TestGround ground) =>
        (await ground.Host.ListAsync(ResourceKind.Event)).Select(static item => $"{item["reason"]} {item["message"]}");
}
