using System.Text.Json.Nodes;
using DpuIpam.Clusters.Tests.Servers.Grounds;
using DpuIpam.Clusters.Tests.Servers.Http;

namespace DpuIpam.Clusters.Tests.Servers.Judge;

/// <summary>The journal of folders. They are looked at all the time; what two looks in a row agree on was so at one time.</summary>
internal sealed class FolderJournal(IReadOnlyList<(string Cluster, string Folder)> folders) : ClusterJournal
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _looking = new(1);
    private Dictionary<Place, JsonObject> _known = [];
    private Task _watch = Task.CompletedTask;
    private long _revision;

    public override async Task StartAsync(CancellationToken cancellation)
    {
        await CatchUpAsync(cancellation);
        _watch = Task.Run(WatchAsync, cancellation);
    }

    public override async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _watch;
        _stopping.Dispose();
        _looking.Dispose();
    }

    protected override async Task CatchUpAsync(CancellationToken cancellation)
    {
        await _looking.WaitAsync(cancellation);
        try
        {
            var (before, now) = (Look(), Look());
            while (!AreEqual(before, now)) (before, now) = (now, Look());
            Record(now!);
        }
        finally
        {
            _looking.Release();
        }
    }

    private async Task WatchAsync()
    {
        try
        {
            while (true)
            {
                await CatchUpAsync(_stopping.Token);
                await Task.Delay(Pause, _stopping.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    /// <summary>What the files say; null when one went away while it was read.</summary>
    private Dictionary<Place, JsonObject>? Look()
    {
        var found = new Dictionary<Place, JsonObject>();
        try
        {
            foreach (var (cluster, folder) in folders)
            {
                foreach (var item in FolderObjects.Read(folder).SelectMany(static file => file.Items))
                {
                    if (Kinds.FirstOrDefault(kind => kind.Kind == (string?)item["kind"]) is { } kind)
                        found[new Place(cluster, kind, ApiPath.NameOf(item))] = item;
                }
            }
        }
        catch (IOException)
        {
            return null;
        }

        return found;
    }

    private static bool AreEqual(Dictionary<Place, JsonObject>? a, Dictionary<Place, JsonObject>? b) =>
        a is not null && b is not null && a.Count == b.Count
        && a.All(pair => b.TryGetValue(pair.Key, out var other) && JsonNode.DeepEquals(pair.Value, other));

    private void Record(Dictionary<Place, JsonObject> now)
    {
        if (AreEqual(_known, now)) return;
        _revision++;
        foreach (var (place, item) in _known)
            if (!now.ContainsKey(place)) Add(_revision, place.Cluster, ObjectChange.Deleted, place.Kind, item);
        foreach (var (place, item) in now)
        {
            if (!_known.TryGetValue(place, out var old)) Add(_revision, place.Cluster, ObjectChange.Added, place.Kind, item);
            else if (!JsonNode.DeepEquals(old, item)) Add(_revision, place.Cluster, ObjectChange.Modified, place.Kind, item);
        }

        _known = now;
    }

    private readonly record struct Place(string Cluster, ResourceKind Kind, ObjectName Name);
}
