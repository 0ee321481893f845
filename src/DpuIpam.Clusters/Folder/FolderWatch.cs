using System.Runtime.CompilerServices;
using System.Text.Json;
using DpuIpam.Resources;

namespace DpuIpam.Clusters.Folder;

/// <summary>Tells what changes in a folder, by looking at it again and again.</summary>
/// <remarks>
/// Change notifications of the operating system get lost under load and do not exist on network shares and bind mounts;
/// looking costs little, since files that did not change are not parsed.
/// </remarks>
internal sealed class FolderWatch
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);

    private readonly ResourceKind _kind;
    private readonly FolderScope _scope;
    private readonly Func<FolderObject, ManifestDocument> _view;
    private readonly Dictionary<ObjectName, (string? Version, ManifestDocument Document)> _known = [];

    /// <param name="kind">The kind.</param>
    /// <param name="scope">Which of its objects.</param>
    /// <param name="from">What the caller knows.</param>
    /// <param name="view">An object as it is handed out.</param>
    public FolderWatch(ResourceKind kind, FolderScope scope, ObjectList from, Func<FolderObject, ManifestDocument> view)
    {
        _kind = kind;
        _scope = scope;
        _view = view;
        foreach (var document in from.Items)
        {
            if (!document.Root.TryGetProperty("metadata", out var metadata) || Text(metadata, "name") is not { } name) continue;
            var @namespace = kind.IsNamespaced ? Text(metadata, "namespace") ?? "" : "";
            _known[new ObjectName(@namespace, name)] = (Text(metadata, "resourceVersion"), document);
        }
    }

    public async IAsyncEnumerable<ObjectEvent> RunAsync(
        Func<CancellationToken, Task<FolderContent>> read, [EnumeratorCancellation] CancellationToken cancellation)
    {
        IReadOnlyList<FolderFile> last = [];
        var isFirst = true;
        while (true)
        {
            var content = await read(cancellation).ConfigureAwait(false);
            if (isFirst || !content.Files.SequenceEqual(last))
            {
                foreach (var change in Compare(content)) yield return change;
            }

            isFirst = false;
            last = content.Files;
            await Task.Delay(Pause, cancellation).ConfigureAwait(false);
        }
    }

    private List<ObjectEvent> Compare(FolderContent content)
    {
        var found = new Dictionary<ObjectName, FolderObject>();
        var twice = new HashSet<ObjectName>();
        foreach (var item in content.Of(_kind))
        {
            var name = item.NameAs(_kind, content.DefaultNamespace);
            if (name.Name.Length > 0 && !found.TryAdd(name, item)) twice.Add(name);
        }

        var events = new List<ObjectEvent>();
        foreach (var (name, (_, document)) in _known.ToArray())
        {
            if (found.TryGetValue(name, out var item) ? _scope.Takes(item, name) || twice.Contains(name)
                : content.FindDoubt(_kind, name.Name) is not null) continue;
            _known.Remove(name);
            events.Add(new ObjectEvent(ObjectChange.Deleted, item is null ? document : _view(item)));
        }

        foreach (var (name, item) in found)
        {
            if (twice.Contains(name) || !_scope.Takes(item, name)) continue;
            var isKnown = _known.TryGetValue(name, out var known);
            if (isKnown && known.Version == item.Version) continue;
            var document = _view(item);
            _known[name] = (item.Version, document);
            events.Add(new ObjectEvent(isKnown ? ObjectChange.Modified : ObjectChange.Added, document));
        }

        return events;
    }

    private static string? Text(JsonElement tree, string field) =>
        tree.ValueKind == JsonValueKind.Object && tree.TryGetProperty(field, out var value)
            && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
