using System.Text.Json.Nodes;
using DpuIpam.Clusters.Tests.Servers.Http;

namespace DpuIpam.Clusters.Tests.Servers.Grounds;

/// <summary>The objects of a server, by plain HTTP.</summary>
internal sealed class ServerObjects(string cluster, ApiClient client) : IObjectAccess
{
    public string Cluster { get; } = cluster;

    public async Task CreateAsync(JsonObject item, CancellationToken cancellation)
    {
        (await client.CreateAsync(item, cancellation: cancellation)).Object();
        if (item["status"] is { } status) await SetStatusAsync(ApiPath.KindOf(item), ApiPath.NameOf(item), status, cancellation);
    }

    public async Task<JsonObject?> FindAsync(ResourceKind kind, ObjectName name, CancellationToken cancellation)
    {
        var answer = await client.GetAsync(kind, name, cancellation);
        return answer.Status == 404 ? null : answer.Object();
    }

    public async Task<IReadOnlyList<JsonObject>> ListAsync(ResourceKind kind, CancellationToken cancellation) =>
        [.. (await client.ListAsync(kind, null, cancellation: cancellation)).Items];

    public async Task MergeAsync(ResourceKind kind, ObjectName name, JsonObject patch, CancellationToken cancellation)
    {
        if (patch.Any(static pair => pair.Key != "status")) (await client.MergeAsync(kind, name, patch, cancellation: cancellation)).Object();
        if (patch["status"] is { } status) await SetStatusAsync(kind, name, status, cancellation);
    }

    public async Task DeleteAsync(ResourceKind kind, ObjectName name, CancellationToken cancellation) =>
        (await client.DeleteAsync(kind, name, cancellation: cancellation)).Object();

    private async Task SetStatusAsync(ResourceKind kind, ObjectName name, JsonNode status, CancellationToken cancellation)
    {
        // These have no status apart, or the server fills it.
        if (kind == ResourceKind.Lease || kind == ResourceKind.Secret || kind == ResourceKind.Event) return;
        (await client.MergeAsync(kind, name, new JsonObject { ["status"] = status.DeepClone() }, "/status", cancellation)).Object();
    }
}
