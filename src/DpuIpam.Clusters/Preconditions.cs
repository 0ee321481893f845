using DpuIpam.Resources;

namespace DpuIpam.Clusters;

/// <summary>The object that a write is meant for, as it was when the write was decided.</summary>
/// <param name="Uid">Its uid: one that was deleted and made anew has another.</param>
/// <param name="ResourceVersion">Its version; null where any state of the object will do.</param>
internal readonly record struct Preconditions(string Uid, string? ResourceVersion)
{
    public static Preconditions Of(Resource resource) => new(resource.Uid, resource.ResourceVersion);
}
