namespace DpuIpam.Clusters.Api;

/// <summary>The time that one call may take, tries and all.</summary>
internal sealed class CallBudget(TimeSpan whole, TimeProvider time, CancellationToken caller)
{
    private readonly long _start = time.GetTimestamp();

    /// <summary>Ends everything at once, without asking what became of it.</summary>
    public CancellationToken Caller { get; } = caller;

    public TimeSpan Left => whole - time.GetElapsedTime(_start);

    /// <summary>The limit of one try. Half, so that after one that hangs there is time to try, or to look, again.</summary>
    public CancellationTokenSource BeginTry()
    {
        var limit = whole / 2 < Left ? whole / 2 : Left;
        return new CancellationTokenSource(limit > TimeSpan.Zero ? limit : TimeSpan.Zero, time);
    }

    public Task WaitAsync(TimeSpan wait) => Task.Delay(wait, time, Caller);
}
