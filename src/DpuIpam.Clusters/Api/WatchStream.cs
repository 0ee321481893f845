using System.Text.Json;
using DpuIpam.Clusters.Manifests;

namespace DpuIpam.Clusters.Api;

/// <summary>One answer to a watch: events, line by line, until it ends.</summary>
internal sealed class WatchStream(StreamedAnswer answer, ApiRequest request, ApiTransport transport) : IDisposable
{
    /// <summary>Servers send a bookmark every minute or so: after a silence of two, nobody is there.</summary>
    private static readonly TimeSpan LongestSilence = TimeSpan.FromMinutes(2);

    private LineReader? _lines;

    /// <summary>The next event; or how it ended.</summary>
    /// <exception cref="ClusterException">What came is no event, or too long.</exception>
    public async Task<WatchLine> ReadAsync(CancellationToken cancellation)
    {
        using var silence = new CancellationTokenSource(LongestSilence, transport.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellation);
        try
        {
            _lines ??= new LineReader(
                await answer.Response.Content.ReadAsStreamAsync(either.Token).ConfigureAwait(false), request.Limit);
            var line = await _lines.ReadAsync(either.Token).ConfigureAwait(false);
            return line is { } text ? Parse(text.Span) : new WatchLine(WatchEnd.Ended);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new WatchLine(WatchEnd.Broken);
        }
        catch (Exception error) when (error is IOException or HttpRequestException)
        {
            return new WatchLine(WatchEnd.Broken);
        }
        catch (InvalidDataException)
        {
            throw Wrong($"an event is larger than {request.Limit >> 20} MiB, the most that is read");
        }
    }

    public void Dispose() => answer.Dispose();

    private WatchLine Parse(ReadOnlySpan<byte> text)
    {
        if (text.Trim(" \r\t"u8).IsEmpty) return new WatchLine(WatchEnd.None);
        JsonElement line;
        try
        {
            line = JsonTree.Parse(text, ManifestLimits.Default);
        }
        catch (JsonException)
        {
            throw Wrong("an event is not JSON that can be read");
        }

        var item = ApiDocuments.Field(line, "object");
        switch (ApiDocuments.Text(line, "type"))
        {
            case "ADDED" or "MODIFIED":
                return new WatchLine(item, IsGone: false);
            case "DELETED":
                return new WatchLine(item, IsGone: true);
            case "BOOKMARK":
                return new WatchLine(WatchEnd.None) { Version = ApiDocuments.VersionOf(item) };
            case "ERROR" when ServerStatus.Of(item) is { } status:
                return new WatchLine(status.Code switch
                {
                    // The version is too new for this server, or it is too busy: it will be better soon.
                    429 or 503 or 504 => WatchEnd.Busy,
                    // Also where it is not the version's age, a new list is the way on on which nothing is lost.
                    _ => WatchEnd.Expired,
                });
            default:
                throw Wrong("what came is no event of a watch");
        }
    }

    private ClusterException Wrong(string message) =>
        new(ClusterFailure.Server, transport.Cluster, $"{request.What}: {message}");
}

/// <summary>One event of a watch, or its end.</summary>
/// <param name="End">How it ended; none when it goes on.</param>
internal readonly record struct WatchLine(WatchEnd End)
{
    public WatchLine(JsonElement @object, bool IsGone)
        : this(WatchEnd.None)
    {
        Object = @object;
        this.IsGone = IsGone;
        Version = ApiDocuments.VersionOf(@object);
    }

    /// <summary>The object that the event is about; null for a bookmark.</summary>
    public JsonElement? Object { get; }

    public bool IsGone { get; }

    /// <summary>From where to go on; null when the event does not say.</summary>
    public string? Version { get; init; }
}

/// <summary>How a watch ended.</summary>
internal enum WatchEnd
{
    /// <summary>It goes on.</summary>
    None,

    /// <summary>The server ended it, as it does from time to time.</summary>
    Ended,

    /// <summary>The connection broke, or nothing came.</summary>
    Broken,

    /// <summary>The server can't do it now.</summary>
    Busy,

    /// <summary>The version to go on from is gone.</summary>
    Expired,
}
