namespace DpuIpam.Clusters;

/// <summary>One request to a cluster, or one file read or written; never with a body, a header or a secret.</summary>
/// <param name="Cluster">The cluster.</param>
/// <param name="Method">HTTP method; <c>READ</c>, <c>WRITE</c> and <c>DELETE</c> for files.</param>
/// <param name="Target">Path and query, or the file.</param>
/// <param name="Answer">Status code or <c>ok</c>, or why there was none.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="IsWrite">Whether it may have changed something.</param>
internal sealed record RequestRecord(
    string Cluster, string Method, string Target, string Answer, TimeSpan Duration, bool IsWrite)
{
    public override string ToString() =>
        $"{Cluster}: {Method} {Target} -> {Answer} ({Duration.TotalMilliseconds:0} ms)";
}

/// <summary>Tells whoever listens in the current flow of calls about each request.</summary>
/// <remarks>By flow, not by connection: commands that run at once on one connection hear only of their own requests.</remarks>
internal static class RequestLog
{
    private static readonly AsyncLocal<Action<RequestRecord>?> Listener = new();

    /// <summary>Whether a record is worth making.</summary>
    public static bool IsHeard => Listener.Value is not null;

    /// <summary>Hears of the requests that the caller, and what it starts, sends from now on. The listener may be called
    /// from several threads at once.</summary>
    public static void Listen(Action<RequestRecord>? listener) => Listener.Value = listener;

    public static void Add(RequestRecord record) => Listener.Value?.Invoke(record);
}
