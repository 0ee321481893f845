using System.Text.Json.Nodes;
using DpuIpam.Clusters.Tests.Servers.Grounds;
using DpuIpam.Clusters.Tests.Servers.Http;
using DpuIpam.Resources;

namespace DpuIpam.Clusters.Tests.Servers.Upstream;

/// <summary>What DPF does in one DPU cluster (docs/upstream.md, C.4 to C.9).</summary>
internal sealed class DpfMember(string key, ApiClient client)
{
    public const string Manager = "dpuserviceipamcontroller";

    private static readonly ResourceKind[] PoolKinds = [ResourceKind.IPPool, ResourceKind.CidrPool];

    /// <summary>Makes the namespace where it is missing, applies the pool by force, and deletes owned pools of the other kind.</summary>
    public async Task ServeAsync(ServiceIpamResource ipam, PoolResource pool, CancellationToken cancellation)
    {
        if ((await client.GetAsync(ResourceKind.Namespace, new ObjectName("", ipam.Namespace), cancellation)).Status == 404)
            await client.CreateAsync(LoneServer.NewNamespace(ipam.Namespace), cancellation: cancellation);
        var kind = ResourceKind.PoolOf(ipam.Mode);
        if (pool.Name != ipam.Name) await client.DeleteAsync(kind, new ObjectName(ipam.Namespace, ipam.Name), cancellation: cancellation);
        Require(await client.ApplyAsync(Documents.Write(pool), Manager, force: true, cancellation: cancellation));
        await DeleteAsync(ipam, [ResourceKind.OtherPool(kind)], cancellation);
    }

    /// <summary>Deletes the owned pools of both kinds.</summary>
    /// <returns>How many are left.</returns>
    public async Task<int> CleanAsync(ServiceIpamResource ipam, CancellationToken cancellation)
    {
        await DeleteAsync(ipam, PoolKinds, cancellation);
        return (await ListAsync(ipam, cancellation)).Count;
    }

    /// <summary>The owned pools without any allocation, in the form of the condition's message.</summary>
    public async Task<IEnumerable<string>> FindUnreadyAsync(ServiceIpamResource ipam, CancellationToken cancellation) =>
        (await ListAsync(ipam, cancellation))
            .Where(static pool => pool["status"]?["allocations"] is not JsonArray { Count: > 0 })
            .Select(pool => $"* Cluster: {key}\n  Object: {ApiPath.NameOf(pool)}");

    private async Task<List<JsonObject>> ListAsync(ServiceIpamResource ipam, CancellationToken cancellation)
    {
        var pools = new List<JsonObject>();
        foreach (var kind in PoolKinds)
        {
            var answer = await client.ListAsync(kind, ipam.Namespace, Selector(ipam), cancellation);
            Require(answer);
            pools.AddRange(answer.Items);
        }

        return pools;
    }

    private async Task DeleteAsync(ServiceIpamResource ipam, IEnumerable<ResourceKind> kinds, CancellationToken cancellation)
    {
        foreach (var kind in kinds)
            Require(await client.SendAsync("DELETE", ApiPath.Of(kind, ipam.Namespace) + Selector(ipam), cancellation: cancellation));
    }

    private static string Selector(ServiceIpamResource ipam) => "?labelSelector=" + Uri.EscapeDataString(
        $"{ApiNames.OwnerNameLabel}={ipam.Name},{ApiNames.OwnerNamespaceLabel}={ipam.Namespace}");

    private static JsonObject Require(ApiAnswer answer) =>
        answer.IsSuccess ? answer.Body : throw new DpfException($"{answer.Status}: {answer.Message}");
}
