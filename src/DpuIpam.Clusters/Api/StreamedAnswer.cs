namespace DpuIpam.Clusters.Api;

/// <summary>An answer that comes bit by bit, and the connection that stays open for it.</summary>
internal sealed class StreamedAnswer(HttpResponseMessage response, ServerConnection connection) : IDisposable
{
    private int _isDisposed;

    public HttpResponseMessage Response { get; } = response;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0) return;
        Response.Dispose();
        connection.Leave();
    }
}
