using System.Collections.ObjectModel;

namespace DpuIpam;

/// <summary>Lists as pipeline objects hold them: indexable from PowerShell, and nobody can change them.</summary>
internal static class Lists
{
    /// <summary>A read-only view of an array.</summary>
    public static ReadOnlyCollection<T> ReadOnly<T>(this T[] items) => Array.AsReadOnly(items);

    /// <summary>A read-only copy.</summary>
    public static ReadOnlyCollection<T> ReadOnly<T>(this IEnumerable<T> items) => Array.AsReadOnly(items.ToArray());
}
