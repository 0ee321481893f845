using System.Text;

namespace DpuIpam.Clusters.Sync;

/// <summary>JSON pointers (RFC 6901) of field paths such as <c>spec.gateway</c> and <c>metadata.labels['a.b/c']</c>.</summary>
internal static class JsonPointer
{
    public static string Of(string fieldPath)
    {
        var pointer = new StringBuilder();
        foreach (var step in Steps(fieldPath))
        {
            pointer.Append('/').Append(step
                .Replace("~", "~0", StringComparison.Ordinal)
                .Replace("/", "~1", StringComparison.Ordinal));
        }

        return pointer.ToString();
    }

    /// <summary>The names of a path, from the outside in.</summary>
    public static IEnumerable<string> Steps(string fieldPath)
    {
        var rest = fieldPath;
        while (rest.Length > 0)
        {
            if (rest.StartsWith("['", StringComparison.Ordinal))
            {
                var end = rest.IndexOf("']", StringComparison.Ordinal);
                yield return rest[2..end];
                rest = rest[(end + 2)..];
            }
            else
            {
                var end = rest.AsSpan().IndexOfAny('.', '[');
                yield return end < 0 ? rest : rest[..end];
                rest = end < 0 ? "" : rest[end..];
            }

            rest = rest.TrimStart('.');
        }
    }
}
