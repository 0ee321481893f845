namespace DpuIpam.Clusters.Api;

/// <summary>What is tried again, and after how long.</summary>
internal static class RetryRules
{
    /// <summary>How often one request is sent at most.</summary>
    public const int Tries = 5;

    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    /// <summary>What a server asks for beyond this is not waited for.</summary>
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromSeconds(30);

    /// <summary>Reads change nothing: whatever may be better next time is tried again.</summary>
    public static bool IsWorthReadingAgain(Attempt attempt) => attempt.Answer is null
        ? attempt.Silence != Silence.NotTrusted
        : attempt.Answer.Status is 408 or 429 or 500 or 502 or 503 or 504;

    /// <summary>A write is sent again as it is only where the server did nothing, or said that it did nothing.</summary>
    public static bool IsWorthSendingAgain(Attempt attempt) => attempt.Answer is null
        ? attempt.Silence == Silence.NotSent
        : attempt.Answer.Status is 429 or 503;

    /// <summary>Whether a write may have been done, or may still be, although nothing says so.</summary>
    public static bool IsUnknown(Attempt attempt) => attempt.Answer is null
        ? attempt.Silence is Silence.Broken or Silence.TimedOut
        : attempt.Answer.Status is 408 or 500 or 502 or 504;

    /// <summary>
    /// Whether a write of unknown outcome that was not seen done may be sent once more: not where it may only be late.
    /// </summary>
    public static bool MayRepeat(Attempt attempt) => attempt.Answer is null
        ? attempt.Silence == Silence.Broken
        : attempt.Answer.Status is 500 or 502;

    /// <summary>The wait before the next try: what the server asks for, else longer each time, never the same for two
    /// callers.</summary>
    /// <returns>Null when the server asks for longer than anybody waits.</returns>
    public static TimeSpan? Wait(int tries, TimeSpan? retryAfter)
    {
        if (retryAfter is { } asked) return asked <= LongestRetryAfter ? asked : null;
        return Backoff(tries, LongestWait);
    }

    /// <summary>Longer after each failure, never the same for two callers.</summary>
    public static TimeSpan Backoff(int failures, TimeSpan longest)
    {
        var wait = FirstWait * Math.Pow(2, Math.Min(failures - 1, 10));
        if (wait > longest) wait = longest;
        return wait * (0.5 + Random.Shared.NextDouble() / 2);
    }
}
