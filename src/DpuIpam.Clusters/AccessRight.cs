namespace DpuIpam.Clusters;

/// <summary>Something that the caller must be allowed to do.</summary>
/// <param name="Verb">get, list, watch, create, patch, update or delete.</param>
/// <param name="Kind">To objects of this kind.</param>
/// <param name="Namespace">In this namespace; empty for all, and for kinds without one.</param>
/// <param name="Subresource">Of this part, such as <c>status</c>; null for the object.</param>
/// <param name="Name">Of this object alone, since roles can name objects; null for any.</param>
internal sealed record AccessRight(
    string Verb, ResourceKind Kind, string Namespace = "", string? Subresource = null, string? Name = null)
{
    /// <summary>The right as RBAC names it: <c>patch dpuserviceipams/status (svc.dpu.nvidia.com) in dpf-operator-system</c>.</summary>
    public override string ToString()
    {
        var resource = Subresource is null ? Kind.Plural : $"{Kind.Plural}/{Subresource}";
        var group = Kind.Group.Length == 0 ? "" : $" ({Kind.Group})";
        var name = Name is null ? "" : " " + Name;
        return $"{Verb} {resource}{name}{group}{(Namespace.Length == 0 ? "" : " in " + Namespace)}";
    }
}
