using System.Globalization;
using System.Text.Json.Nodes;
using DpuIpam.Clusters.Tests.Servers.Http;

namespace DpuIpam.Clusters.Tests.Servers.InProcess.Store;

/// <summary>The objects of one cluster, and how they came to be so. Objects in it are never changed, only replaced.</summary>
internal sealed class ObjectStore(Revisions revisions)
{
    private readonly Dictionary<(ResourceKind Kind, ObjectName Name), (ServedKind Kind, JsonObject Item)> _items = [];
    private readonly List<StoredEvent> _history = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Held by a write from its reading to its storing.</summary>
    public Lock Gate { get; } = new();

    /// <summary>The version of the cluster as a whole.</summary>
    public long Revision { get; private set; } = revisions.Last;

    /// <summary>The oldest version from which a watch can go on.</summary>
    public long Oldest { get; private set; } = revisions.Last;

    /// <summary>Ends when something changes.</summary>
    public Task Changed
    {
        get
        {
            lock (Gate) return _changed.Task;
        }
    }

    /// <summary>Called for each change, in order, before the writer hears of it.</summary>
    public event Action<StoredEvent>? Stored;

    /// <summary>A copy of an object; null when it is not there.</summary>
    public JsonObject? Find(ResourceKind kind, ObjectName name)
    {
        lock (Gate) return _items.TryGetValue((kind, name), out var entry) ? entry.Item.DeepClone().AsObject() : null;
    }

    /// <summary>The objects of a kind, in order, and the version at which they are so.</summary>
    public (JsonObject[] Items, long Revision) List(ResourceKind kind)
    {
        lock (Gate)
            return (Ordered(_items.Where(pair => pair.Key.Kind == kind).Select(static pair => pair.Value.Item)), Revision);
    }

    /// <summary>The objects of a kind as they were at a version; null where that is forgotten.</summary>
    public JsonObject[]? ListAt(ResourceKind kind, long revision)
    {
        lock (Gate)
        {
            if (revision < Oldest) return null;
            var items = _items.Where(pair => pair.Key.Kind == kind).ToDictionary(static pair => pair.Key.Name, static pair => pair.Value.Item);
            for (var i = _history.Count - 1; i >= 0 && _history[i].Revision > revision; i--)
            {
                if (_history[i].Kind.Kind != kind) continue;
                var name = ApiPath.NameOf(_history[i].Item);
                if (_history[i].Before is { } before) items[name] = before;
                else items.Remove(name);
            }

            return Ordered(items.Values);
        }
    }

    /// <summary>The changes of a kind after a version; null where that is forgotten.</summary>
    public StoredEvent[]? ChangesAfter(ResourceKind kind, long revision)
    {
        lock (Gate)
        {
            if (revision < Oldest) return null;
            return [.. _history.Where(change => change.Revision > revision && change.Kind.Kind == kind)];
        }
    }

    /// <summary>Stores an object under a new version, and returns it with that.</summary>
    public JsonObject Put(ServedKind kind, JsonObject item)
    {
        lock (Gate)
        {
            var name = ApiPath.NameOf(item);
            var before = _items.TryGetValue((kind.Kind, name), out var entry) ? entry.Item : null;
            var stored = item.DeepClone().AsObject();
            var revision = revisions.Next();
            stored["metadata"]!["resourceVersion"] = revision.ToString(CultureInfo.InvariantCulture);
            _items[(kind.Kind, name)] = (kind, stored);
            Record(new StoredEvent(revision, kind, before is null ? ObjectChange.Added : ObjectChange.Modified, stored, before));
            return stored.DeepClone().AsObject();
        }
    }

    public void Remove(ServedKind kind, ObjectName name)
    {
        lock (Gate)
        {
            if (!_items.Remove((kind.Kind, name), out var entry)) return;
            var last = entry.Item.DeepClone().AsObject();
            var revision = revisions.Next();
            last["metadata"]!["resourceVersion"] = revision.ToString(CultureInfo.InvariantCulture);
            Record(new StoredEvent(revision, kind, ObjectChange.Deleted, last, entry.Item));
        }
    }

    /// <summary>Forgets what was, as etcd does after a while: older versions are gone from now on.</summary>
    public void Compact()
    {
        lock (Gate)
        {
            _history.Clear();
            Revision = Oldest = revisions.Next();
        }
    }

    private void Record(StoredEvent change)
    {
        _history.Add(change);
        Revision = change.Revision;
        Stored?.Invoke(change);
        var changed = _changed;
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        changed.SetResult();
    }

    private static JsonObject[] Ordered(IEnumerable<JsonObject> items) =>
        [.. items.OrderBy(static item => ApiPath.NameOf(item).ToString(), StringComparer.Ordinal)];
}
