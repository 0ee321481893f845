using System.Globalization;

namespace DpuIpam.Clusters.Manifests;

/// <summary>One step of a field path: a name, or an index when the name is null.</summary>
internal readonly record struct FieldStep(string? Name, int Index);

/// <summary>Reads field paths: <c>spec.exclusions[0].startIP</c>, <c>metadata.labels['a.b/c']</c>.</summary>
internal static class FieldPath
{
    /// <summary>
    /// The steps of a path. A name in <c>['...']</c> has no escapes and ends with the first <c>']</c> before a step or
    /// the end.
    /// </summary>
    public static IReadOnlyList<FieldStep> Parse(string path)
    {
        var steps = new List<FieldStep>();
        var i = 0;
        while (i < path.Length)
        {
            if (path[i] == '.')
            {
                i++;
            }
            else if (path.AsSpan(i).StartsWith("['"))
            {
                var end = EndOfQuoted(path, i + 2);
                steps.Add(new FieldStep(path[(i + 2)..end], 0));
                i = end + 2;
            }
            else if (path[i] == '[' && path.IndexOf(']', i) is > 0 and var close
                && TryParse(path.AsSpan(i + 1, close - i - 1), out var index))
            {
                steps.Add(new FieldStep(null, index));
                i = close + 1;
            }
            else
            {
                var length = path.AsSpan(i + 1).IndexOfAny('.', '[');
                var end = length < 0 ? path.Length : i + 1 + length;
                steps.Add(new FieldStep(path[i..end], 0));
                i = end;
            }
        }

        return steps;
    }

    private static bool TryParse(ReadOnlySpan<char> digits, out int index) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out index);

    private static int EndOfQuoted(string path, int from)
    {
        for (var end = path.IndexOf("']", from, StringComparison.Ordinal); end >= 0;
            end = path.IndexOf("']", end + 1, StringComparison.Ordinal))
        {
            if (end + 2 == path.Length || path[end + 2] is '.' or '[') return end;
        }

        return path.Length;
    }
}
