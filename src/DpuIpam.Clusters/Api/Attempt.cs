namespace DpuIpam.Clusters.Api;

/// <summary>How one try to get an answer ended.</summary>
/// <param name="Answer">The answer; null when there was none.</param>
/// <param name="Silence">Why there was none.</param>
/// <param name="Reason">The same in words.</param>
internal sealed record Attempt(ApiAnswer? Answer, Silence Silence = Silence.None, string Reason = "")
{
    /// <summary>Whether an earlier try of the same request may have been done without an answer.</summary>
    public bool IsDoubtful { get; init; }
}

/// <summary>Why no answer came.</summary>
internal enum Silence
{
    /// <summary>One came.</summary>
    None,

    /// <summary>There was no connection: nothing was sent.</summary>
    NotSent,

    /// <summary>The server, or the caller's certificate, was not trusted: nothing was sent.</summary>
    NotTrusted,

    /// <summary>The connection broke.</summary>
    Broken,

    /// <summary>It took too long.</summary>
    TimedOut,
}
