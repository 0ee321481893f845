namespace DpuIpam.Clusters.Sync;

/// <summary>Asks again and again, at growing intervals, until the answer is yes or patience ends.</summary>
internal static class Waiting
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    /// <summary>Whether a failure may be over at the next try.</summary>
    public static bool MayPass(ClusterException error) =>
        error.Failure is ClusterFailure.Unreachable or ClusterFailure.OutcomeUnknown or ClusterFailure.Server;

    /// <returns>Whether the answer was yes.</returns>
    public static async Task<bool> UntilAsync(
        Func<Task<bool>> question, TimeSpan patience, TimeProvider clock, CancellationToken cancellation)
    {
        var start = clock.GetTimestamp();
        for (var pause = Shortest; ; pause = TimeSpan.FromTicks(Math.Min(2 * pause.Ticks, Longest.Ticks)))
        {
            if (await question().ConfigureAwait(false)) return true;
            var left = patience - clock.GetElapsedTime(start);
            if (left <= TimeSpan.Zero) return false;
            await Task.Delay(pause < left ? pause : left, clock, cancellation).ConfigureAwait(false);
        }
    }
}
