namespace DpuIpam.Resources;

/// <summary>Metadata that nobody writes into a manifest.</summary>
internal static class ServerMetadata
{
    /// <summary>Set by the API server alone; in a manifest they are noise, or refused.</summary>
    public static IReadOnlySet<string> Fields { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "creationTimestamp", "deletionGracePeriodSeconds", "deletionTimestamp", "generation", "managedFields",
        "resourceVersion", "selfLink", "uid",
    };

    /// <summary>Set by controllers for one object; on another they would hold up its deletion, or bring it about.</summary>
    public static IReadOnlySet<string> FieldsOfControllers { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "finalizers", "ownerReferences",
    };
}
