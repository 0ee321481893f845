namespace DpuIpam.Clusters.Api;

/// <summary>The connection of the moment: made when it is first needed, made anew when its credentials end.</summary>
/// <param name="cluster">How messages name the cluster.</param>
/// <param name="access">What the first connection is made with.</param>
/// <param name="readAgain">Reads the kubeconfig or Secret again.</param>
/// <param name="connectTimeout">How long one try to connect may take.</param>
/// <param name="pluginTimeout">How long a credential plugin may take.</param>
/// <param name="time">The clock.</param>
internal sealed class LiveConnection(
    string cluster, ServerAccess access, Func<CancellationToken, Task<ServerAccess>> readAgain, TimeSpan connectTimeout,
    TimeSpan pluginTimeout, TimeProvider time) : IDisposable
{
    /// <summary>Closed connections whose secrets are still looked for in what a server says: an answer may be read a little
    /// later than it came.</summary>
    private const int RememberedConnections = 8;

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly object _forming = new();
    private ServerConnection? _current;
    private volatile ServerConnection[] _former = [];
    private int _isLetGo;
    private bool _isDisposed;

    /// <summary>The connection of the moment, open for one request; whoever got it leaves it when the answer was read.</summary>
    /// <param name="failed">A connection that did not work, and that is to be replaced if nobody else has done so.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="ClusterException">The credentials can't be read, or can't be used.</exception>
    public async Task<ServerConnection> EnterAsync(ServerConnection? failed, CancellationToken cancellation)
    {
        while (true)
        {
            var current = Volatile.Read(ref _current);
            if (current is null || current == failed || current.HasExpired(time.GetUtcNow()))
                current = await ReplaceAsync(failed ?? current, cancellation).ConfigureAwait(false);
            if (!current.TryEnter()) continue;
            if (Volatile.Read(ref _isLetGo) != 0) Retire(current);
            return current;
        }
    }

    /// <summary>From now on each connection is closed as soon as no request is on its way on it: nobody is to come any more,
    /// and somebody still may.</summary>
    public void LetGo()
    {
        Interlocked.Exchange(ref _isLetGo, 1);
        if (Volatile.Read(ref _current) is { } current) Retire(current);
    }

    /// <summary>A text of the server without the secrets that were sent to it, in case it repeats them.</summary>
    public string Scrub(string text)
    {
        text = Volatile.Read(ref _current)?.Scrub(text) ?? text;
        foreach (var former in _former) text = former.Scrub(text);
        return text;
    }

    /// <summary>Whose time is over of the credentials of the moment; null for none.</summary>
    public string? FindExpired() =>
        (Volatile.Read(ref _current) ?? _former.LastOrDefault())?.FindExpired(time.GetUtcNow());

    public void Dispose()
    {
        _isDisposed = true;
        Volatile.Read(ref _current)?.Dispose();
        foreach (var former in _former) former.Dispose();
    }

    /// <summary>Another connection than one that did not work; what a second caller finds replaced it takes as it is.</summary>
    private async Task<ServerConnection> ReplaceAsync(ServerConnection? used, CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (Volatile.Read(ref _current) is { } current && current != used) return current;
            var newest = used is null ? access : await readAgain(cancellation).ConfigureAwait(false);
            if (newest.Server != access.Server)
            {
                // What was planned was planned for the first one.
                throw new ClusterException(ClusterFailure.Configuration, cluster,
                    $"its kubeconfig now leads to {newest}, no longer to {access}; connect again");
            }

            var next = await ServerConnection.OpenAsync(
                cluster, newest, connectTimeout, pluginTimeout, time, cancellation).ConfigureAwait(false);
            if (Interlocked.Exchange(ref _current, next) is { } former) Close(former);
            return next;
        }
        finally
        {
            _gate.Release();
        }
    }

    private void Retire(ServerConnection connection)
    {
        // Whoever else has taken it away closes it.
        if (Interlocked.CompareExchange(ref _current, null, connection) == connection) Close(connection);
    }

    /// <summary>Requests may still be on their way on it: it is closed when the last of them has ended.</summary>
    private void Close(ServerConnection connection)
    {
        lock (_forming)
        {
            var kept = _former.Append(connection).ToList();
            // The oldest may be held open for long, by a watch.
            for (var i = 0; i < kept.Count && kept.Count > RememberedConnections;)
            {
                if (kept[i].IsClosed) kept.RemoveAt(i);
                else i++;
            }

            _former = [.. kept];
        }

        connection.Retire();
    }
}
