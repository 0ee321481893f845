namespace DpuIpam.Clusters.Tests.Servers.InProcess.Faults;

/// <summary>The faults that wait for their requests. Each is used up by as many requests as it was made for.</summary>
internal sealed class FaultPlan
{
    private readonly Lock _gate = new();
    private readonly List<(RequestMatch Match, Fault Fault, int Left)> _waiting = [];

    /// <param name="match">The requests.</param>
    /// <param name="fault">What goes wrong with them.</param>
    /// <param name="count">How many of them; the others go well.</param>
    /// <param name="skip">How many go well first.</param>
    public void Add(RequestMatch match, Fault fault, int count = 1, int skip = 0)
    {
        lock (_gate)
        {
            if (skip > 0) _waiting.Add((match, new Fault(), skip));
            _waiting.Add((match, fault, count));
        }
    }

    /// <summary>Forgets all that wait; returns how many requests they were still waiting for.</summary>
    public int Clear()
    {
        lock (_gate)
        {
            var left = _waiting.Sum(static entry => entry.Left);
            _waiting.Clear();
            return left;
        }
    }

    /// <summary>The fault of a request; null when it goes well.</summary>
    public Fault? Take(RequestEntry request)
    {
        lock (_gate)
        {
            var at = _waiting.FindIndex(entry => entry.Match.Matches(request));
            if (at < 0) return null;
            var (match, fault, left) = _waiting[at];
            if (left == 1) _waiting.RemoveAt(at);
            else _waiting[at] = (match, fault, left - 1);
            return fault;
        }
    }
}
