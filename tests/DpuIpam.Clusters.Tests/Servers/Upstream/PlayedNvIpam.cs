using System.Net.Http;
using System.Text.Json.Nodes;
using DpuIpam.Allocation;
using DpuIpam.Clusters.Tests.Servers.Grounds;
using DpuIpam.Clusters.Tests.Servers.Http;
using DpuIpam.Resources;

namespace DpuIpam.Clusters.Tests.Servers.Upstream;

/// <summary>Plays nv-ipam's controller in one cluster (docs/upstream.md, 8): it allocates at once, at every
/// change.</summary>
internal sealed class PlayedNvIpam : IAsyncDisposable
{
    private const string Manager = "ipam-controller";

    private readonly ApiClient _client;
    private readonly ChangeSignal _signal = new();
    private readonly HashSet<string> _told = [];
    private readonly Task _run;

    private PlayedNvIpam(ITestServer server)
    {
        _client = new ApiClient(server, server.Admin, "test-nv-ipam/1.0");
        foreach (var kind in (ResourceKind[])[ResourceKind.IPPool, ResourceKind.CidrPool, ResourceKind.Node]) _signal.Watch(_client, kind);
        _run = Task.Run(RunAsync);
    }

    /// <summary>Starts it in a cluster.</summary>
    public static PlayedNvIpam Start(ITestServer server) => new(server);

    /// <summary>Starts it in all DPU clusters of a test, or in the host cluster where there are none.</summary>
    public static IReadOnlyList<PlayedNvIpam> StartAll(ServerGround ground) => ground.Clusters.Count == 0
        ? [Start(ground.HostServer)]
        : [.. ground.Clusters.Values.Select(static cluster => Start(cluster.Server!))];

    public async ValueTask DisposeAsync()
    {
        await _signal.StopAsync(_run);
        _signal.Dispose();
        _client.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_signal.Stopping.IsCancellationRequested)
        {
            try
            {
                await _signal.WaitAsync(TimeSpan.FromSeconds(10));
                var nodes = await ListAsync(ResourceKind.Node);
                foreach (var kind in (ResourceKind[])[ResourceKind.IPPool, ResourceKind.CidrPool])
                    foreach (var pool in await ListAsync(kind, TestNamespace.Dpf)) await PassAsync(kind, pool, nodes);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (HttpRequestException)
            {
                // The server is away; the next change is told when it is back.
                await Task.Delay(50);
                _signal.Set();
            }
        }
    }

    private async Task<List<JsonObject>> ListAsync(ResourceKind kind, string? @namespace = null)
    {
        var answer = await _client.ListAsync(kind, @namespace, cancellation: _signal.Stopping);
        if (answer.Status == 404) return [];
        return [.. answer.Items.Select(item =>
        {
            item["apiVersion"] = kind.ApiVersion;
            item["kind"] = kind.Kind;
            return item;
        })];
    }

    private async Task PassAsync(ResourceKind kind, JsonObject item, List<JsonObject> nodes)
    {
        var pool = Documents.Read<PoolResource>(item);
        var result = PoolPass.Run(pool, [.. nodes.Select(static node =>
        {
            var resource = Documents.Read<NodeResource>(node);
            return new Node(resource.Name, resource.Labels);
        })]);
        if (result.Fault != PassFault.None) return;
        if (result.StatusChanged)
        {
            item["status"] = new JsonObject { ["allocations"] = Allocations(RecordedAllocations.Of(pool, result)) };
            var answer = await _client.ReplaceAsync(item, $"/status?fieldManager={Manager}", _signal.Stopping);
            // Somebody else was faster: the change that this was tells itself.
            if (answer.Status is 404 or 409) return;
            answer.Object();
        }

        if (result.Errors.Count > 0) await TellAsync(pool, "InvalidSpec", string.Join(", ", result.Errors));
        foreach (var node in result.Unserved)
        {
            await (kind == ResourceKind.IPPool
                ? TellAsync(pool, "NoFreeRanges", $"failed to allocate IPs on Node: {node}")
                : TellAsync(pool, "NoFreePrefixes", $"failed to allocated prefix for Node: {node}, no free prefixes"));
        }
    }

    private static JsonArray Allocations(RecordedAllocations recorded) => recorded.Blocks is { } blocks
        ? new JsonArray([.. blocks.Select(static block => new JsonObject
        {
            ["nodeName"] = block.NodeName, ["startIP"] = block.StartIP, ["endIP"] = block.EndIP,
        })])
        : new JsonArray([.. recorded.Prefixes!.Select(static prefix =>
        {
            var entry = new JsonObject { ["nodeName"] = prefix.NodeName, ["prefix"] = prefix.Prefix };
            if (prefix.Gateway.Length > 0) entry["gateway"] = prefix.Gateway;
            return entry;
        })]);

    /// <summary>Writes an event; the same one about the same spec is folded, as event clients do.</summary>
    private async Task TellAsync(PoolResource pool, string reason, string message)
    {
        if (!_told.Add($"{pool.Uid} {pool.Generation} {reason} {message}")) return;
        var now = DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
        await _client.CreateAsync(
            new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "Event",
                ["metadata"] = new JsonObject { ["name"] = $"{pool.Name}.{Guid.NewGuid():N}", ["namespace"] = pool.Namespace },
                ["involvedObject"] = new JsonObject
                {
                    ["apiVersion"] = ApiNames.NvIpamVersion, ["kind"] = pool.Kind, ["namespace"] = pool.Namespace,
                    ["name"] = pool.Name, ["uid"] = pool.Uid,
                },
                ["reason"] = reason,
                ["message"] = message,
                ["type"] = "Warning",
                ["count"] = 1,
                ["firstTimestamp"] = now,
                ["lastTimestamp"] = now,
                ["source"] = new JsonObject { ["component"] = $"{pool.Kind}Controller" },
            },
            cancellation: _signal.Stopping);
    }
}
