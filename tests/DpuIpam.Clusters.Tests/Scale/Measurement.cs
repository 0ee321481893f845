using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace DpuIpam.Clusters.Tests.Scale;

/// <summary>What a piece of work cost: time, memory, and requests by their kind.</summary>
/// <param name="Time">Wall time.</param>
/// <param name="Allocated">Bytes allocated by the process.</param>
/// <param name="Peak">The largest working set of the process meanwhile.</param>
/// <param name="Requests">Requests by kind.</param>
internal sealed record Measurement(TimeSpan Time, long Allocated, long Peak, IReadOnlyDictionary<string, int> Requests)
{
    /// <summary>Does a piece of work, and hears of its requests.</summary>
    public static async Task<(T Result, Measurement Cost)> OfAsync<T>(Func<Task<T>> work)
    {
        GC.Collect();
        var requests = new ConcurrentDictionary<string, int>();
        var peak = Environment.WorkingSet;
        using var ending = new CancellationTokenSource();
        var sampling = Task.Run(async () =>
        {
            while (!ending.IsCancellationRequested)
            {
                peak = Math.Max(peak, Environment.WorkingSet);
                await Task.Delay(20, CancellationToken.None);
            }
        });
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var start = Stopwatch.GetTimestamp();
        RequestLog.Listen(record => requests.AddOrUpdate(KindOf(record), 1, static (_, count) => count + 1));
        var result = await work();
        RequestLog.Listen(null);
        var time = Stopwatch.GetElapsedTime(start);
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        await ending.CancelAsync();
        await sampling;
        return (result, new Measurement(time, allocated, peak, requests));
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Time.TotalSeconds:0.00} s, {Requests.Values.Sum()} requests, {Allocated / 1e6:0} MB allocated, peak {Peak / 1e6:0} MB")
        + string.Concat(Requests.OrderBy(static entry => entry.Key, StringComparer.Ordinal)
            .Select(static entry => $"\n      {entry.Value,6} {entry.Key}"));

    private static string KindOf(RequestRecord record)
    {
        var query = record.Target.Split('?');
        if (query[^1].Contains("dryRun", StringComparison.Ordinal)) return "dry run";
        if (query[0].EndsWith("selfsubjectaccessreviews", StringComparison.Ordinal)) return "access review";
        var parts = query[0].Split('/');
        string[] kinds = ["dpuserviceipams", "dpuclusters", "ippools", "cidrpools", "nodes", "leases", "secrets", "namespaces"];
        var kind = Array.FindLast(parts, part => kinds.Contains(part)) ?? "other";
        var suffix = parts[^1] == "status" ? "/status" : parts[^1] == kind ? " (list)" : "";
        return $"{(record.IsWrite ? "write" : "read")} {record.Method} {kind}{suffix} {record.Answer}";
    }
}
