using System.Collections.Concurrent;

namespace DpuIpam.Clusters.Tests.Servers.InProcess.Faults;

/// <summary>The requests that a server answered, in the order of their ends.</summary>
internal sealed class RequestJournal
{
    private readonly ConcurrentQueue<RequestEntry> _entries = new();

    public IReadOnlyList<RequestEntry> All => [.. _entries];

    /// <summary>Requests that may have changed something; those of the tests' own access are left out.</summary>
    public IReadOnlyList<RequestEntry> Writes => [.. Of("").Where(static entry => entry.IsWrite)];

    /// <summary>Requests of callers whose user agent begins like this; those of the tests' own access never count.</summary>
    public IReadOnlyList<RequestEntry> Of(string userAgent) => [.. _entries.Where(entry =>
        entry.UserAgent.StartsWith(userAgent, StringComparison.Ordinal) && !entry.UserAgent.StartsWith("test-", StringComparison.Ordinal))];

    public void Add(RequestEntry entry) => _entries.Enqueue(entry);

    public void Clear() => _entries.Clear();
}
