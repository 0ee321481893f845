using DpuIpam.Resources;

namespace DpuIpam.Writing;

/// <summary>Tells objects of one name apart.</summary>
internal static class Remade
{
    /// <summary>Whether an object was made anew since it was read; what was never read has no uid.</summary>
    public static bool Is(Resource given, Resource live) => given.Uid.Length > 0 && live.Uid.Length > 0 && given.Uid != live.Uid;
}
