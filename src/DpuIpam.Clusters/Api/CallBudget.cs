namespace DpuIpam.Clusters.Api;

/// <summary>The time that one call may take, tries and all. Getting credentials does not count: a plugin may wait for
/// somebody to sign in, and has a limit of its own.</summary>
internal sealed class CallBudget(TimeSpan whole, TimeProvider time, CancellationToken caller)
{
    private readonly long _start = time.GetTimestamp();
    private TimeSpan _uncounted;

    /// <summary>Ends everything at once, without asking what became of it.</summary>
    public CancellationToken Caller { get; } = caller;

    public TimeSpan Left => whole + _uncounted - time.GetElapsedTime(_start);

    /// <summary>Waits for something without counting it.</summary>
    public async Task<T> WithoutCountingAsync<T>(Func<CancellationToken, Task<T>> get)
    {
        var start = time.GetTimestamp();
        var result = await get(Caller).ConfigureAwait(false);
        _uncounted += time.GetElapsedTime(start);
        return result;
    }

    /// <summary>The limit of one try. Half, so that after one that hangs there is time to try, or to look, again.</summary>
    public CancellationTokenSource BeginTry()
    {
        var limit = whole / 2 < Left ? whole / 2 : Left;
        return new CancellationTokenSource(limit > TimeSpan.Zero ? limit : TimeSpan.Zero, time);
    }

    public Task WaitAsync(TimeSpan wait) => Task.Delay(wait, time, Caller);
}
