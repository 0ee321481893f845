using DpuIpam.Resources;

namespace DpuIpam.Clusters.Api;

/// <summary>The objects that a watch has told of, to tell each change once, also when the objects are listed anew.</summary>
internal sealed class WatchedObjects
{
    private readonly Dictionary<ObjectName, ManifestDocument> _known = [];

    public WatchedObjects(IReadOnlyList<ManifestDocument> items)
    {
        foreach (var item in items) _known[ApiDocuments.NameOf(item.Root)] = item;
    }

    /// <summary>What an object that is there now means to somebody who knows the others.</summary>
    public void Seen(ManifestDocument document, List<ObjectEvent> events)
    {
        var name = ApiDocuments.NameOf(document.Root);
        var change = ObjectChange.Added;
        if (_known.TryGetValue(name, out var last))
        {
            if (!IsSame(last, document)) events.Add(new ObjectEvent(ObjectChange.Deleted, last));
            else if (ApiDocuments.VersionOf(last.Root) == ApiDocuments.VersionOf(document.Root)) return;
            else change = ObjectChange.Modified;
        }

        _known[name] = document;
        events.Add(new ObjectEvent(change, document));
    }

    /// <summary>What an object that is gone means.</summary>
    public void Gone(ManifestDocument document, List<ObjectEvent> events)
    {
        var name = ApiDocuments.NameOf(document.Root);
        if (!_known.TryGetValue(name, out var last) || !IsSame(last, document)) return;
        _known.Remove(name);
        events.Add(new ObjectEvent(ObjectChange.Deleted, document));
    }

    /// <summary>What a list of all that is there now means.</summary>
    public void Replace(IReadOnlyList<ManifestDocument> items, List<ObjectEvent> events)
    {
        var gone = new Dictionary<ObjectName, ManifestDocument>(_known);
        foreach (var item in items) gone.Remove(ApiDocuments.NameOf(item.Root));
        foreach (var (name, last) in gone)
        {
            _known.Remove(name);
            events.Add(new ObjectEvent(ObjectChange.Deleted, last));
        }

        foreach (var item in items) Seen(item, events);
    }

    /// <summary>Whether two are the same object, not one that was made anew under its name.</summary>
    private static bool IsSame(ManifestDocument a, ManifestDocument b) =>
        ApiDocuments.UidOf(a.Root) == ApiDocuments.UidOf(b.Root);
}
