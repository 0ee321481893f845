using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http;
using System.Text.Json.Nodes;
using DpuIpam.Clusters.Tests.Servers.Http;

namespace DpuIpam.Clusters.Tests.Servers.Judge;

/// <summary>The journal of real servers, by watches. The servers keep their objects in one etcd, so the versions of their
/// objects are one order.</summary>
internal sealed class WatchJournal(IReadOnlyList<(string Cluster, ApiClient Client)> servers) : ClusterJournal
{
    /// <summary>Kinds of which an object may be made and deleted again to see how far the watches have come.</summary>
    private static readonly ResourceKind[] Marked = [ResourceKind.ServiceIpam, ResourceKind.IPPool, ResourceKind.CidrPool];

    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _markers = new();
    private readonly List<Task> _watches = [];

    public override async Task StartAsync(CancellationToken cancellation)
    {
        foreach (var (cluster, client) in servers)
        {
            foreach (var kind in Kinds)
            {
                var list = await client.ListAsync(kind, null, cancellation: cancellation);
                foreach (var item in list.Items) Add(Version(item), cluster, ObjectChange.Added, kind, item);
                _watches.Add(WatchAsync(cluster, client, kind, Version(list.Body)));
            }
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_watches);
        _stopping.Dispose();
    }

    protected override Task CatchUpAsync(CancellationToken cancellation) => Task.WhenAll(servers.SelectMany(server =>
        Marked.Select(kind => MarkAsync(server.Client, kind, cancellation))));

    private async Task WatchAsync(string cluster, ApiClient client, ResourceKind kind, long from)
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await foreach (var item in client.WatchAsync(kind, null, $"resourceVersion={from}", _stopping.Token))
                    from = Take(cluster, kind, (string)item["type"]!, item["object"]!.AsObject());
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception error) when (error is HttpRequestException or IOException)
            {
                // The connection was cut; the watch goes on where it was.
                await Task.Delay(100);
            }
        }
    }

    private long Take(string cluster, ResourceKind kind, string type, JsonObject item)
    {
        if (type is "ERROR" or "ANSWER") throw new InvalidOperationException($"The journal of {cluster} has lost {kind}: {item.ToJsonString()}");
        var version = Version(item);
        if (type == "BOOKMARK") return version;
        if (_markers.TryGetValue((string)item["metadata"]!["name"]!, out var marker))
        {
            if (type == "DELETED") marker.TrySetResult();
            return version;
        }

        Add(version, cluster, type switch
        {
            "ADDED" => ObjectChange.Added,
            "MODIFIED" => ObjectChange.Modified,
            _ => ObjectChange.Deleted,
        }, kind, item);
        return version;
    }

    /// <summary>Makes an object, deletes it, and waits until the watch has seen that.</summary>
    private async Task MarkAsync(ApiClient client, ResourceKind kind, CancellationToken cancellation)
    {
        var name = new ObjectName("default", $"marker-{Guid.NewGuid():N}");
        var seen = _markers[name.Name] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var spec = kind switch
        {
            _ when kind == ResourceKind.IPPool => """{"subnet":"192.0.2.0/24","perNodeBlockSize":1}""",
            _ when kind == ResourceKind.CidrPool => """{"cidr":"192.0.2.0/24","perNodeNetworkPrefix":32}""",
            _ => """{"ipv4Network":{"network":"192.0.2.0/24","prefixSize":32}}""",
        };
        (await client.CreateAsync(
            new JsonObject
            {
                ["apiVersion"] = kind.ApiVersion,
                ["kind"] = kind.Kind,
                ["metadata"] = new JsonObject { ["name"] = name.Name, ["namespace"] = name.Namespace },
                ["spec"] = JsonNode.Parse(spec),
            },
            cancellation: cancellation)).Object();
        (await client.DeleteAsync(kind, name, cancellation: cancellation)).Object();
        var failed = Task.WhenAny(_watches);
        if (await Task.WhenAny(seen.Task, failed) == failed) await await failed;
    }

    private static long Version(JsonNode item) =>
        long.Parse((string)item["metadata"]!["resourceVersion"]!, CultureInfo.InvariantCulture);
}
