using DpuIpam.Resources;

namespace DpuIpam.Clusters;

/// <summary>What a watch saw.</summary>
/// <param name="Change">What happened.</param>
/// <param name="Document">The object after it; for <see cref="ObjectChange.Deleted"/> as it was last.</param>
internal sealed record ObjectEvent(ObjectChange Change, ManifestDocument Document);

/// <summary>What happened to an object.</summary>
internal enum ObjectChange
{
    Added,
    Modified,
    Deleted,
}
