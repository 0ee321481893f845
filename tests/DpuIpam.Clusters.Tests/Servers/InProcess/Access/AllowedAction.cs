namespace DpuIpam.Clusters.Tests.Servers.InProcess.Access;

/// <summary>Something that a user may do.</summary>
/// <param name="Verbs">The verbs, or <c>*</c>.</param>
/// <param name="Resource">Plural of the kind, with a slash and the subresource where it is one, or <c>*</c>.</param>
/// <param name="Namespace">Where; null for everywhere.</param>
/// <param name="Name">Which object; null for all.</param>
internal sealed record AllowedAction(string[] Verbs, string Resource, string? Namespace = null, string? Name = null)
{
    public bool Allows(string verb, string resource, string @namespace, string name) =>
        (Verbs.Contains("*") || Verbs.Contains(verb)) && (Resource == "*" || Resource == resource)
        && (Namespace is null || Namespace == @namespace) && (Name is null || Name == name);
}
