using System.Text.Json.Nodes;

namespace DpuIpam.Clusters.Tests.Servers.Http;

/// <summary>Paths of the API.</summary>
internal static class ApiPath
{
    private static readonly ResourceKind[] Known =
    [
        ResourceKind.ServiceIpam, ResourceKind.DpuCluster, ResourceKind.IPPool, ResourceKind.CidrPool, ResourceKind.Node,
        ResourceKind.Namespace, ResourceKind.Secret, ResourceKind.Event, ResourceKind.Lease, ResourceKind.Deployment,
        ResourceKind.ValidatingWebhooks,
    ];

    /// <summary>The kind of an object.</summary>
    public static ResourceKind KindOf(JsonObject item) => Array.Find(
        Known, kind => kind.Kind == (string?)item["kind"] && kind.ApiVersion == (string?)item["apiVersion"])
        ?? throw new ArgumentException($"Nobody knows {item["apiVersion"]} {item["kind"]}.", nameof(item));

    public static ObjectName NameOf(JsonObject item) =>
        new((string?)item["metadata"]!["namespace"] ?? "", (string?)item["metadata"]!["name"] ?? "");

    /// <summary>All objects of a kind, in a namespace or everywhere.</summary>
    public static string Of(ResourceKind kind, string? @namespace)
    {
        var root = kind.Group.Length == 0 ? $"/api/{kind.Version}" : $"/apis/{kind.Group}/{kind.Version}";
        return string.IsNullOrEmpty(@namespace) || !kind.IsNamespaced
            ? $"{root}/{kind.Plural}"
            : $"{root}/namespaces/{@namespace}/{kind.Plural}";
    }

    /// <summary>One object.</summary>
    public static string Of(ResourceKind kind, ObjectName name) => $"{Of(kind, name.Namespace)}/{name.Name}";
}
