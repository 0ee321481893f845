using System.Text.Json;
using DpuIpam.Allocation;

namespace DpuIpam.Clusters.Folder;

/// <summary>A scope, ready to be asked about objects.</summary>
internal sealed class FolderScope
{
    private readonly string? _namespace;
    private readonly LabelSelector? _selector;

    private FolderScope(string? @namespace, LabelSelector? selector)
    {
        _namespace = @namespace;
        _selector = selector;
    }

    /// <exception cref="ClusterException">Its label selector can't be read.</exception>
    public static FolderScope Of(ListScope scope, string cluster)
    {
        try
        {
            return new FolderScope(
                scope.Namespace, scope.LabelSelector is null ? null : LabelSelectorParser.Parse(scope.LabelSelector));
        }
        catch (FormatException error)
        {
            throw new ClusterException(ClusterFailure.Invalid, cluster, error.Message, inner: error);
        }
    }

    public bool Takes(FolderObject candidate, ObjectName name) =>
        (string.IsNullOrEmpty(_namespace) || name.Namespace.Length == 0 || name.Namespace == _namespace)
        && (_selector is null || LabelMatch.Matches(_selector, LabelsOf(candidate.Root)));

    private static Dictionary<string, string> LabelsOf(JsonElement root)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!root.TryGetProperty("metadata", out var metadata) || metadata.ValueKind != JsonValueKind.Object
            || !metadata.TryGetProperty("labels", out var map) || map.ValueKind != JsonValueKind.Object) return labels;
        foreach (var label in map.EnumerateObject())
            if (label.Value.ValueKind == JsonValueKind.String) labels[label.Name] = label.Value.GetString()!;
        return labels;
    }
}
