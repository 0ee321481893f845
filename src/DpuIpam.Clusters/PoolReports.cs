using System.Globalization;
using System.Text.Json;
using DpuIpam.Clusters.Sync;
using DpuIpam.Planning;
using DpuIpam.Resources;

namespace DpuIpam.Clusters;

/// <summary>Reads the events that nv-ipam writes about pools (docs/upstream.md, 8.3). They stay for an hour, and nv-ipam writes
/// them again in every pass: only what was said of the pool as it is now, and of nodes that are there, still holds.</summary>
internal static class PoolReports
{
    /// <summary>The events. Those that may not be read are no reason to stop.</summary>
    public static async Task<IReadOnlyList<ManifestDocument>> ReadAsync(
        ICluster cluster, string @namespace, CancellationToken cancellation)
    {
        try
        {
            var events = await cluster.ListAsync(
                ResourceKind.Event, new ListScope { Namespace = @namespace }, cancellation).ConfigureAwait(false);
            return [.. events.Items.Where(static document => PoolReport.IsKnown(new FieldReader(document)["reason"].String() ?? ""))];
        }
        catch (ClusterException error) when (error.Failure is ClusterFailure.Forbidden or ClusterFailure.UnsupportedKind)
        {
            return [];
        }
    }

    /// <summary>What still holds, each report once.</summary>
    /// <param name="events">The events.</param>
    /// <param name="key">The DPU cluster.</param>
    /// <param name="pools">Its pools.</param>
    /// <param name="findNodesAsync">Finds the names of its nodes; null where they may not be read. Asked only where an event names
    /// one.</param>
    public static async Task<IReadOnlyList<PoolReport>> FindCurrentAsync(
        IReadOnlyList<ManifestDocument> events, string? key, IReadOnlyList<Pool> pools,
        Func<Task<IReadOnlySet<string>?>> findNodesAsync)
    {
        var reports = new HashSet<PoolReport>();
        foreach (var document in events)
        {
            if (Read(document, key) is { } report && pools.FirstOrDefault(report.IsAbout) is { } pool && Fits(document, pool))
                reports.Add(report);
        }

        if (!reports.Any(static report => report.NodeName is not null)) return [.. reports];
        var nodes = await findNodesAsync().ConfigureAwait(false);
        reports.RemoveWhere(report => report.NodeName is { } node
            && (nodes?.Contains(node) == false || HasAllocation(pools.First(report.IsAbout), node)));
        return [.. reports];
    }

    private static PoolReport? Read(ManifestDocument document, string? key)
    {
        var root = new FieldReader(document);
        var about = root["involvedObject"];
        var kind = about["kind"].String();
        var reason = root["reason"].String() ?? "";
        if (kind is not (ApiNames.IPPool or ApiNames.CidrPool)) return null;
        return new PoolReport(
            key, kind == ApiNames.IPPool ? PoolKind.IPPool : PoolKind.CIDRPool, about["namespace"].String() ?? "",
            about["name"].String() ?? "", reason, root["message"].String() ?? "");
    }

    /// <summary>Whether an event is about the pool as it is now: the same object, and not changed since.</summary>
    private static bool Fits(ManifestDocument document, Pool pool)
    {
        var uid = new FieldReader(document)["involvedObject"]["uid"].String();
        if (!string.IsNullOrEmpty(uid) && pool.Resource.Uid.Length > 0 && uid != pool.Resource.Uid) return false;
        return ManagedFields.LastChangeOf(pool.Resource.Root, "spec") is not { } changed
            || TimeOf(document) is not { } time || time >= changed;
    }

    /// <summary>When it was last said: by the clock of the server that keeps the event, or of nv-ipam, which counts up what it
    /// says again.</summary>
    private static DateTimeOffset? TimeOf(ManifestDocument document)
    {
        var root = new FieldReader(document);
        DateTimeOffset? latest = null;
        foreach (var text in new[]
                 {
                     root["metadata"]["creationTimestamp"].String(), root["firstTimestamp"].String(), root["lastTimestamp"].String(),
                     root["eventTime"].String(), root["series"]["lastObservedTime"].String(),
                 })
        {
            if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
                && !(time < latest)) latest = time;
        }

        return latest;
    }

    private static bool HasAllocation(Pool pool, string node)
    {
        for (var i = 0; i < pool.Resource.RecordedCount; i++)
            if (pool.Resource.RecordedNode(i) == node) return true;
        return false;
    }
}
