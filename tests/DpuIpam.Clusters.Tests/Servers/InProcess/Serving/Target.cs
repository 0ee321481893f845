namespace DpuIpam.Clusters.Tests.Servers.InProcess.Serving;

/// <summary>What a path of the API names.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Name">The object; with an empty name all of the namespace, with an empty namespace all there are.</param>
/// <param name="Subresource">The part of the object; null for the object.</param>
internal sealed record Target(ServedKind Kind, ObjectName Name, string? Subresource)
{
    /// <summary>Reads a path; null when nothing is served there.</summary>
    public static Target? Of(string path, IReadOnlyList<ServedKind> kinds)
    {
        var parts = path.Trim('/').Split('/');
        var (group, rest) = parts switch
        {
            ["api", "v1", .. var tail] => ("/v1", tail),
            ["apis", var name, var version, .. var tail] => ($"{name}/{version}", tail),
            _ => ("", []),
        };
        var @namespace = "";
        if (rest is ["namespaces", var inside, _, ..] and not ["namespaces", _, "status" or "finalize"])
        {
            @namespace = inside;
            rest = rest[2..];
        }

        if (rest.Length is 0 or > 3) return null;
        var kind = kinds.FirstOrDefault(kind => kind.Kind.Plural == rest[0] && $"{kind.Kind.Group}/{kind.Kind.Version}" == group);
        if (kind is null || (!kind.Kind.IsNamespaced && @namespace.Length > 0)) return null;
        var item = rest.Length > 1 ? rest[1] : "";
        if (kind.Kind.IsNamespaced && item.Length > 0 && @namespace.Length == 0) return null;
        var subresource = rest.Length > 2 ? rest[2] : null;
        if (subresource is not null && !(subresource == "status" && kind.HasStatus)) return null;
        return new Target(kind, new ObjectName(@namespace, item), subresource);
    }
}
