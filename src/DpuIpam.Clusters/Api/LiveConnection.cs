namespace DpuIpam.Clusters.Api;

/// <summary>The connection of the moment: made when it is first needed, made anew when its credentials end.</summary>
/// <param name="cluster">How messages name the cluster.</param>
/// <param name="access">What the first connection is made with.</param>
/// <param name="readAgain">Reads the kubeconfig or Secret again.</param>
/// <param name="connectTimeout">How long one try to connect may take.</param>
/// <param name="time">The clock.</param>
internal sealed class LiveConnection(
    string cluster, ServerAccess access, Func<CancellationToken, Task<ServerAccess>> readAgain, TimeSpan connectTimeout,
    TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private ServerConnection? _current;
    private ServerConnection? _retired;
    private bool _isDisposed;

    public async Task<ServerConnection> GetAsync(CancellationToken cancellation)
    {
        var current = Volatile.Read(ref _current);
        return current is not null && !current.HasExpired(time.GetUtcNow())
            ? current
            : await ReplaceAsync(current, cancellation).ConfigureAwait(false);
    }

    /// <summary>Another connection than one that did not work; what a second caller finds replaced it takes as it is.</summary>
    /// <exception cref="ClusterException">The credentials can't be read again.</exception>
    public async Task<ServerConnection> ReplaceAsync(ServerConnection? used, CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_current is not null && _current != used) return _current;
            var newest = _current is null ? access : await readAgain(cancellation).ConfigureAwait(false);
            if (newest.Server != access.Server)
            {
                // What was planned was planned for the first one.
                throw new ClusterException(ClusterFailure.Configuration, cluster,
                    $"its kubeconfig now leads to {newest}, no longer to {access}; connect again");
            }

            var next = await ServerConnection.OpenAsync(cluster, newest, connectTimeout, time, cancellation)
                .ConfigureAwait(false);
            // Requests may still be on their way on the last connection, hardly on the one before.
            _retired?.Dispose();
            _retired = _current;
            Volatile.Write(ref _current, next);
            return next;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>A text of the server without the secrets that were sent to it, in case it repeats them.</summary>
    public string Scrub(string text)
    {
        text = _current?.Scrub(text) ?? text;
        return _retired?.Scrub(text) ?? text;
    }

    public void Dispose()
    {
        _isDisposed = true;
        _current?.Dispose();
        _retired?.Dispose();
    }
}
