namespace DpuIpam.Clusters.Api;

/// <summary>A clock on which short waits are over at once, and long ones when a test says so.</summary>
internal sealed class InstantTime : TimeProvider
{
    /// <summary>Back-off is short, time limits are long: tests give calls an hour.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly List<Timer> _limits = [];
    private readonly List<TimeSpan> _waits = [];
    private TimeSpan _elapsed;

    /// <summary>What was waited for, in order.</summary>
    public IReadOnlyList<TimeSpan> Waits
    {
        get
        {
            lock (_lock) return [.. _waits];
        }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero) + Elapsed;

    public override long GetTimestamp() => Elapsed.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Lets every time limit that runs now pass.</summary>
    public void Expire()
    {
        Timer[] limits;
        lock (_lock)
        {
            limits = [.. _limits];
            _limits.Clear();
            if (limits.Length > 0) _elapsed += limits.Min(static limit => limit.Due);
        }

        foreach (var limit in limits) limit.Fire();
    }

    private TimeSpan Elapsed
    {
        get
        {
            lock (_lock) return _elapsed;
        }
    }

    private void Start(Timer timer)
    {
        lock (_lock)
        {
            _limits.Remove(timer);
            if (timer.Due == Timeout.InfiniteTimeSpan) return;
            if (timer.Due > LongestWait)
            {
                _limits.Add(timer);
                return;
            }

            _waits.Add(timer.Due);
            _elapsed += timer.Due;
        }

        ThreadPool.QueueUserWorkItem(static one => one.Fire(), timer, preferLocal: false);
    }

    private void Stop(Timer timer)
    {
        lock (_lock) _limits.Remove(timer);
    }

    private sealed class Timer(InstantTime time, TimerCallback callback, object? state) : ITimer
    {
        public TimeSpan Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Due = dueTime;
            time.Start(this);
            return true;
        }

        public void Fire() => callback(state);

        public void Dispose() => time.Stop(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
