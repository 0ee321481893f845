using System.Text.Json.Nodes;

namespace DpuIpam.Clusters.Tests.Servers.InProcess;

/// <summary>A kind that the server serves.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Schema">What a custom kind's objects look like; null for the kinds that Kubernetes brings.</param>
/// <param name="HasStatus">Whether the status is written apart.</param>
/// <param name="HasGeneration">Whether changes of the spec are counted.</param>
internal sealed record ServedKind(ResourceKind Kind, JsonObject? Schema, bool HasStatus, bool HasGeneration)
{
    /// <summary>The kinds of Kubernetes that the module reads or writes.</summary>
    public static readonly IReadOnlyList<ServedKind> BuiltIn =
    [
        new(ResourceKind.Namespace, null, true, false), new(ResourceKind.Node, null, true, false),
        new(ResourceKind.Secret, null, false, false), new(ResourceKind.Event, null, false, false),
        new(ResourceKind.Lease, null, false, false), new(ResourceKind.Deployment, null, true, true),
        new(ResourceKind.ValidatingWebhooks, null, false, true),
    ];

    public bool IsCustom => Schema is not null;

    /// <summary><c>ippools.nv-ipam.nvidia.com</c>.</summary>
    public string Qualified => Kind.Group.Length == 0 ? Kind.Plural : $"{Kind.Plural}.{Kind.Group}";

    public JsonObject Details(string name)
    {
        var details = new JsonObject { ["name"] = name, ["kind"] = Kind.Plural };
        if (Kind.Group.Length > 0) details["group"] = Kind.Group;
        return details;
    }
}
