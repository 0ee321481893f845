using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using DpuIpam.Clusters.Tests.Servers.InProcess.Store;

namespace DpuIpam.Clusters.Tests.Servers.InProcess.Serving;

/// <summary>The events of one watch.</summary>
internal sealed class WatchStream(ObjectStore store, Target target, ListQuery query, ObjectForm form)
{
    /// <summary>The events until the watch's time is up; an <c>ERROR</c> is the last one.</summary>
    public async IAsyncEnumerable<JsonObject> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timeout.CancelAfter(query.Timeout);
        var (items, revision) = store.List(target.Kind.Kind);
        if (query.Version is { } from)
        {
            if (from > revision && !await ReachesAsync(from, timeout.Token))
            {
                cancellation.ThrowIfCancellationRequested();
                yield return Event("ERROR", ObjectReader.TooLarge(from, revision).ToStatus());
                yield break;
            }

            revision = from;
        }
        else
        {
            foreach (var item in items)
                if (Matches(item)) yield return Event("ADDED", form.One(item));
        }

        while (true)
        {
            // Asked for first: a change between the reading and the waiting must not be missed.
            var changed = store.Changed;
            if (store.ChangesAfter(target.Kind.Kind, revision) is not { } changes)
            {
                var message = $"too old resource version: {revision} ({store.Oldest})";
                yield return Event("ERROR", Refusal.Expired(message).ToStatus());
                yield break;
            }

            foreach (var change in changes)
            {
                revision = change.Revision;
                if (TypeOf(change) is { } type) yield return Event(type, form.One(Shown(change, type)));
            }

            if (await EndsAsync(changed, timeout.Token)) continue;
            cancellation.ThrowIfCancellationRequested();
            if (query.WantsBookmarks) yield return Bookmark(Math.Max(revision, store.Revision));
            yield break;
        }
    }

    private async Task<bool> ReachesAsync(long revision, CancellationToken timeout)
    {
        // A real server waits three seconds for a version that is still to come.
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(timeout);
        patience.CancelAfter(TimeSpan.FromSeconds(3));
        while (store.Revision < revision)
            if (!await EndsAsync(store.Changed, patience.Token)) return false;
        return true;
    }

    private static async Task<bool> EndsAsync(Task changed, CancellationToken timeout)
    {
        try
        {
            await changed.WaitAsync(timeout);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private bool Matches(JsonObject item) =>
        ObjectReader.IsIn(item, target.Name.Namespace) && Selector.Matches(item, query.Labels, query.Fields);

    /// <summary>What the change looks like from inside the selector; null when it is not seen there.</summary>
    private string? TypeOf(StoredEvent change)
    {
        var was = change.Before is not null && Matches(change.Before);
        var @is = change.Change != ObjectChange.Deleted && Matches(change.Item);
        return (was, @is) switch
        {
            (false, true) => "ADDED",
            (true, true) => "MODIFIED",
            (true, false) => "DELETED",
            _ => null,
        };
    }

    /// <summary>An object that left the selector is shown as it was inside, with the version at which it left.</summary>
    private static JsonObject Shown(StoredEvent change, string type)
    {
        if (type != "DELETED" || change.Change == ObjectChange.Deleted) return change.Item;
        var item = change.Before!.DeepClone().AsObject();
        item["metadata"]!["resourceVersion"] = change.Revision.ToString(CultureInfo.InvariantCulture);
        return item;
    }

    private JsonObject Bookmark(long revision) => Event("BOOKMARK", new JsonObject
    {
        ["apiVersion"] = form.IsMetadataOnly ? "meta.k8s.io/v1" : target.Kind.Kind.ApiVersion,
        ["kind"] = form.IsMetadataOnly ? "PartialObjectMetadata" : target.Kind.Kind.Kind,
        ["metadata"] = new JsonObject { ["resourceVersion"] = revision.ToString(CultureInfo.InvariantCulture) },
    });

    private static JsonObject Event(string type, JsonObject item) => new() { ["type"] = type, ["object"] = item };
}
