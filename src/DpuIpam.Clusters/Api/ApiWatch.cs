using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace DpuIpam.Clusters.Api;

/// <summary>Watches objects without end: resumes after a cut, and lists again where that is not possible.</summary>
internal sealed class ApiWatch(ApiTransport transport, ApiLists lists, ResourceKind kind, ListScope scope)
{
    private const string MetadataAccept = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json";
    private const int ShortestSeconds = 240;
    private const int JitterSeconds = 60;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private readonly string _what = ApiLists.What("watch", kind, scope);

    public async IAsyncEnumerable<ObjectEvent> RunAsync(
        ObjectList from, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var known = new WatchedObjects(from.Items);
        var version = from.ResourceVersion;
        var events = new List<ObjectEvent>();
        var failures = 0;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var (stream, end, retryAfter) = await OpenAsync(version, cancellation).ConfigureAwait(false);
            using (stream)
            {
                while (stream is not null)
                {
                    var line = await stream.ReadAsync(cancellation).ConfigureAwait(false);
                    end = line.End;
                    if (end != WatchEnd.None) break;
                    failures = 0;
                    version = line.Version ?? version;
                    if (line.Object is not { } root) continue;
                    var document = ApiDocuments.Of(transport.Cluster, kind, root);
                    if (line.IsGone) known.Gone(document, events);
                    else known.Seen(document, events);
                    foreach (var seen in events) yield return seen;
                    events.Clear();
                }
            }

            // An end that comes at once, again and again, must not become a storm of requests.
            if (failures > 0 || end != WatchEnd.Ended)
                await WaitAsync(failures, end, retryAfter, cancellation).ConfigureAwait(false);
            failures++;
            if (end != WatchEnd.Expired) continue;
            if (await TryListAsync(cancellation).ConfigureAwait(false) is not { } list) continue;
            known.Replace(list.Items, events);
            version = list.ResourceVersion;
            foreach (var missed in events) yield return missed;
            events.Clear();
        }
    }

    private Task WaitAsync(int failures, WatchEnd end, TimeSpan? retryAfter, CancellationToken cancellation)
    {
        // What expired is listed at once, the first time.
        if (failures == 0 && end == WatchEnd.Expired) return Task.CompletedTask;
        var wait = retryAfter < LongestWait ? retryAfter.Value : RetryRules.Backoff(failures + 1, LongestWait);
        return Task.Delay(wait, transport.Time, cancellation);
    }

    private async Task<(WatchStream? Stream, WatchEnd End, TimeSpan? RetryAfter)> OpenAsync(
        string version, CancellationToken cancellation)
    {
        var request = Request(version);
        var (streamed, failure) = await transport.OpenAsync(request, cancellation).ConfigureAwait(false);
        if (streamed is not null)
        {
            var response = streamed.Response;
            var head = new ApiAnswer(
                (int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, default, null);
            if (head.IsJson) return (new WatchStream(streamed, request, transport), WatchEnd.None, null);
            streamed.Dispose();
            throw ServerErrors.Unexpected(transport, request, head);
        }

        if (failure!.Answer is not { } answer)
        {
            return failure.Silence == Silence.NotTrusted
                ? throw transport.Unreachable(request, failure)
                : (null, WatchEnd.Broken, null);
        }

        return answer.Status switch
        {
            410 => (null, WatchEnd.Expired, null),
            408 or 429 or 500 or 502 or 503 or 504 => (null, WatchEnd.Busy, answer.RetryAfter),
            _ => throw ServerErrors.Of(transport, request, answer),
        };
    }

    /// <summary>The objects as they are now; null when the server can't say, which may pass.</summary>
    private async Task<ObjectList?> TryListAsync(CancellationToken cancellation)
    {
        try
        {
            return await lists.ReadAsync(kind, scope, cancellation).ConfigureAwait(false);
        }
        catch (ClusterException error) when (error.Failure is
            ClusterFailure.Unreachable or ClusterFailure.Server or ClusterFailure.Expired)
        {
            return null;
        }
    }

    private ApiRequest Request(string version)
    {
        var target = new StringBuilder(ApiPaths.Collection(transport.Cluster, kind, scope.Namespace));
        ApiPaths.Add(target, "watch", "true");
        ApiPaths.Add(target, "allowWatchBookmarks", "true");
        ApiPaths.Add(target, "resourceVersion", version);
        // Not all watches of many clients should end, and begin again, at once.
        var seconds = ShortestSeconds + Random.Shared.Next(JitterSeconds);
        ApiPaths.Add(target, "timeoutSeconds", seconds.ToString(CultureInfo.InvariantCulture));
        if (scope.LabelSelector is { } selector) ApiPaths.Add(target, "labelSelector", selector);
        return new ApiRequest
        {
            Method = HttpMethod.Get,
            Target = target.ToString(),
            What = _what,
            Accept = scope.MetadataOnly ? MetadataAccept : ApiRequest.Json,
            IsSecret = kind == ResourceKind.Secret,
        };
    }
}
