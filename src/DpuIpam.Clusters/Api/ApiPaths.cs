using System.Text;

namespace DpuIpam.Clusters.Api;

/// <summary>Where a kind's objects lie in the API, and what is asked of them there.</summary>
internal static class ApiPaths
{
    /// <summary>Who we are to the server: in managed fields and in answers about conflicts.</summary>
    public const string FieldManager = Resources.ApiNames.Manager;

    public static string Group(ResourceKind kind) =>
        kind.Group.Length == 0 ? $"api/{kind.Version}" : $"apis/{kind.Group}/{kind.Version}";

    /// <summary>All objects, or those of one namespace.</summary>
    public static string Collection(string cluster, ResourceKind kind, string? @namespace) =>
        string.IsNullOrEmpty(@namespace) || !kind.IsNamespaced
            ? $"{Group(kind)}/{kind.Plural}"
            : $"{Group(kind)}/namespaces/{Segment(cluster, kind, @namespace)}/{kind.Plural}";

    public static string Object(string cluster, ResourceKind kind, ObjectName name, ObjectPart part = ObjectPart.Object)
    {
        if (kind.IsNamespaced && name.Namespace.Length == 0) throw NoName(cluster, $"the {kind} {name.Name} has no namespace");
        var path = $"{Collection(cluster, kind, name.Namespace)}/{Segment(cluster, kind, name.Name)}";
        return part == ObjectPart.Status ? path + "/status" : path;
    }

    /// <summary>What every write says: who writes, and that unknown fields are an error instead of silently lost.</summary>
    public static string WriteQuery(bool isDryRun) =>
        $"?fieldManager={FieldManager}&fieldValidation=Strict{(isDryRun ? "&dryRun=All" : "")}";

    public static void Add(StringBuilder target, string name, string value) =>
        target.Append(target.ToString().Contains('?') ? '&' : '?').Append(name).Append('=').Append(Uri.EscapeDataString(value));

    /// <summary>A name as a part of a path. The API takes none that could lead to another path.</summary>
    private static string Segment(string cluster, ResourceKind kind, string name) =>
        name is "" or "." or ".." || name.AsSpan().ContainsAny('/', '%')
            ? throw NoName(cluster, $"\"{name}\" can't be the name of a {kind} or of its namespace")
            : Uri.EscapeDataString(name);

    private static ClusterException NoName(string cluster, string message) => new(ClusterFailure.Invalid, cluster, message);
}
