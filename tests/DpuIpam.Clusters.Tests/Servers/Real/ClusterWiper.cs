using System.Text.Json.Nodes;
using DpuIpam.Clusters.Tests.Servers.Crds;
using DpuIpam.Clusters.Tests.Servers.Http;

namespace DpuIpam.Clusters.Tests.Servers.Real;

/// <summary>Empties a real server between two tests.</summary>
internal static class ClusterWiper
{
    private static readonly ResourceKind[] Kinds =
    [
        .. TestCrds.Kinds, ResourceKind.Secret, ResourceKind.Lease, ResourceKind.Event, ResourceKind.Deployment,
        ResourceKind.ValidatingWebhooks, ResourceKind.Node,
    ];

    public static async Task WipeAsync(ApiClient client, CancellationToken cancellation)
    {
        foreach (var kind in Kinds)
        {
            var list = await client.ListAsync(kind, null, cancellation: cancellation);
            if (list.Status == 404) continue;
            foreach (var item in list.Object()["items"]!.AsArray())
                await DeleteAsync(client, kind, item!.AsObject(), cancellation);
        }

        foreach (var item in (await client.ListAsync(ResourceKind.Namespace, null, cancellation: cancellation)).Object()["items"]!.AsArray())
        {
            var name = (string)item!["metadata"]!["name"]!;
            if (name != "default" && !IsSystem(name)) await DeleteNamespaceAsync(client, name, cancellation);
        }
    }

    private static async Task DeleteAsync(ApiClient client, ResourceKind kind, JsonObject item, CancellationToken cancellation)
    {
        var name = ApiPath.NameOf(item);
        if (IsSystem(name.Namespace)) return;
        if (item["metadata"]!["finalizers"] is JsonArray { Count: > 0 })
        {
            var nothing = new JsonObject { ["metadata"] = new JsonObject { ["finalizers"] = null } };
            await client.MergeAsync(kind, name, nothing, cancellation: cancellation);
        }

        await client.DeleteAsync(kind, name, cancellation: cancellation);
    }

    /// <summary>Does what the namespace controller does once a namespace is empty.</summary>
    private static async Task DeleteNamespaceAsync(ApiClient client, string name, CancellationToken cancellation)
    {
        await client.DeleteAsync(ResourceKind.Namespace, new ObjectName("", name), cancellation: cancellation);
        var answer = await client.GetAsync(ResourceKind.Namespace, new ObjectName("", name), cancellation);
        if (answer.Status == 404) return;
        var item = answer.Object();
        item["spec"] = new JsonObject { ["finalizers"] = new JsonArray() };
        await client.SendAsync("PUT", $"/api/v1/namespaces/{name}/finalize", item, cancellation: cancellation);
    }

    private static bool IsSystem(string @namespace) => @namespace.StartsWith("kube-", StringComparison.Ordinal);
}
