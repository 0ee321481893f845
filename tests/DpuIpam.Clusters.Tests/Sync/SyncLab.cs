using System.Text.Json;
using System.Text.Json.Nodes;
using DpuIpam.Clusters.Sync;
using DpuIpam.Clusters.Tests.Servers.Grounds;
using DpuIpam.Clusters.Tests.Servers.Judge;
using DpuIpam.Planning;
using DpuIpam.Resources;

namespace DpuIpam.Clusters.Tests.Sync;

/// <summary>A ground on which objects are written and synced, and what a test asks of it.</summary>
internal sealed class SyncLab(TestGround ground, ClusterSession session, bool ownsGround = true) : IAsyncDisposable
{
    public const string Name = "shared";

    /// <summary>Blocks of ten: 1-10, 11-20 and so on; three of them per cluster.</summary>
    public const string Subnet = """
        "subnet":{"subnet":"10.0.0.0/24","gateway":"10.0.0.254","perNodeIPCount":10,"blocksPerDPUCluster":3}
        """;

    public TestGround Ground { get; } = ground;

    public ClusterSession Session { get; } = session;

    /// <summary>Results of the last sync, one line each, in order.</summary>
    public IReadOnlyList<SyncResult> Results { get; private set; } = [];

    public List<string> Warnings { get; } = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<SyncLab> OpenAsync(GroundKind kind, GroundOptions? options = null, SessionOptions? session = null)
    {
        var ground = await TestGround.TakeAsync(kind, options, Stop);
        return new SyncLab(ground, await ground.OpenAsync(session, Stop));
    }

    /// <summary>Another connection to the same clusters.</summary>
    public async Task<SyncLab> AgainAsync() => new(Ground, await Ground.OpenAsync(null, Stop), ownsGround: false);

    /// <summary>Makes or replaces the object's spec with the test's own access.</summary>
    public async Task PutAsync(string spec, string name = Name)
    {
        var wanted = JsonNode.Parse($"{{ {spec} }}")!.AsObject();
        var key = new ObjectName(TestNamespace.Dpf, name);
        if (await Ground.Host.FindAsync(ResourceKind.ServiceIpam, key, Stop) is { } found)
        {
            TakeAway(found["spec"]!.AsObject(), wanted);
            await Ground.Host.MergeAsync(ResourceKind.ServiceIpam, key, new JsonObject { ["spec"] = wanted }, Stop);
            return;
        }

        await Ground.Host.CreateAsync(
            new JsonObject
            {
                ["apiVersion"] = ResourceKind.ServiceIpam.ApiVersion,
                ["kind"] = ResourceKind.ServiceIpam.Kind,
                ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = TestNamespace.Dpf },
                ["spec"] = wanted,
            },
            Stop);
    }

    public Task<SyncPlan> PrepareAsync(SyncOptions? options = null) =>
        SyncPlanner.PrepareAsync(Session, null, options ?? Allocating, Stop);

    /// <summary>Syncs all objects.</summary>
    /// <returns>What was done: <c>Created east, Unchanged west</c>, by cluster.</returns>
    public async Task<string> SyncAsync(SyncOptions? options = null) => await RunAsync(await PrepareAsync(options));

    public async Task<string> RunAsync(SyncPlan plan)
    {
        var results = new List<SyncResult>();
        await SyncRun.RunAsync(plan, plan.Units, results.Add, Warnings.Add, Stop);
        Results = results;
        return string.Join(", ", results
            .Select(static result => $"{result.Action} {(result.Cluster ?? "host").Split('/')[^1]}")
            .Order(StringComparer.Ordinal));
    }

    public static SyncOptions Allocating { get; } = new() { Allocate = true, Patience = TimeSpan.FromSeconds(10) };

    public static SyncOptions Allowing(bool renumber = false, bool drop = false) =>
        Allocating with { Consent = new Consent(renumber, drop) };

    /// <summary>The stored shares: <c>east 10.0.0.1-10.0.0.30; west ...</c>.</summary>
    public async Task<string> SharesAsync(string name = Name)
    {
        var ipam = await IpamAsync(name);
        return string.Join("; ", ipam.Shares.Select(static share =>
            $"{share.DpuCluster.Split('/')[^1]} {string.Join(", ", share.Ranges.Select(static range => $"{range.StartIP}-{range.EndIP}"))}"));
    }

    public async Task<ServiceIpamResource> IpamAsync(string name = Name)
    {
        var found = await Ground.Host.FindAsync(ResourceKind.ServiceIpam, new ObjectName(TestNamespace.Dpf, name), Stop);
        return new ServiceIpamResource(Document(found!));
    }

    /// <summary>The conditions: <c>Ready=True, DPUIPAMObjectReconciled=True, ...</c>.</summary>
    public async Task<string> ConditionsAsync(string name = Name) => string.Join(", ", (await IpamAsync(name)).Conditions
        .OrderBy(static condition => condition.Type, StringComparer.Ordinal)
        .Select(static condition => $"{condition.Type}={condition.Status}"));

    /// <summary>What a cluster's pools give to nodes: <c>shared: e1 10.0.0.1-10.0.0.10, ...</c>.</summary>
    public async Task<string> AllocationsAsync(string cluster) => string.Join("; ", (await PoolsAsync(cluster)).Select(static pool =>
        $"{pool.Pool}: {string.Join(", ", pool.Allocations.Select(static allocation => allocation.ToString()))}"));

    /// <summary>The exclusions of a cluster's pools.</summary>
    public async Task<string> ExclusionsAsync(string cluster) => string.Join("; ", (await PoolsAsync(cluster)).Select(static pool =>
        string.Join(", ", pool.Exclusions.Select(static range => range.ToString()))));

    public async Task<IReadOnlyList<Pool>> PoolsAsync(string cluster)
    {
        var pools = new List<Pool>();
        foreach (var kind in new[] { ResourceKind.IPPool, ResourceKind.CidrPool })
            foreach (var item in await Ground.In(cluster).ListAsync(kind, Stop)) pools.Add(new Pool((PoolResource)ResourceReader.Read(Document(item))!, null));
        return pools;
    }

    /// <summary>At no event was an address in two nodes or two clusters.</summary>
    public async Task AssertCleanAsync() => WatchJudge.AssertNoAddressInTwoPlaces(await Ground.Journal.ReadAsync(Stop));

    public async ValueTask DisposeAsync()
    {
        Session.Dispose();
        if (ownsGround) await Ground.DisposeAsync();
    }

    /// <summary>What is there and not wanted becomes a null of the patch.</summary>
    private static void TakeAway(JsonObject found, JsonObject wanted)
    {
        foreach (var (field, value) in found)
        {
            if (!wanted.TryGetPropertyValue(field, out var inner)) wanted[field] = null;
            else if (value is JsonObject old && inner is JsonObject kept) TakeAway(old, kept);
        }
    }

    private static ManifestDocument Document(JsonObject item) => new(JsonDocument.Parse(item.ToJsonString()).RootElement, default);
}
