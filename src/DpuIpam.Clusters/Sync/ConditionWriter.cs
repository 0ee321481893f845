using System.Text.Json.Nodes;
using DpuIpam.Resources;

namespace DpuIpam.Clusters.Sync;

/// <summary>Writes the conditions of an object, unless it has them already.</summary>
internal static class ConditionWriter
{
    /// <param name="host">The host cluster.</param>
    /// <param name="stored">The object as it is now.</param>
    /// <param name="wanted">Its conditions.</param>
    /// <param name="hasNoShare">Whether it is known that the object never had a share: then its list says so, since an absent one
    /// may be lost.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="ClusterException">They were not written.</exception>
    public static async Task WriteAsync(
        ICluster host, ServiceIpamResource stored, IReadOnlyList<StoredCondition> wanted, bool hasNoShare, DateTimeOffset now,
        CancellationToken cancellation)
    {
        if (ConditionList.IsStored(stored, wanted)) return;
        try
        {
            await MergeAsync("").ConfigureAwait(false);
        }
        catch (ClusterException failure) when (failure.Failure == ClusterFailure.Invalid)
        {
            // There are servers (1.20 built with a newer Go) that take an empty text for null, and refuse it.
            await MergeAsync(ConditionList.NoMessage).ConfigureAwait(false);
        }

        Task MergeAsync(string noMessage)
        {
            var status = new JsonObject { ["conditions"] = ConditionList.Merge(stored, wanted, now, noMessage) };
            if (hasNoShare && !stored.HasShareList) status["dpuClusterAllocations"] = new JsonArray();
            if (stored.Generation is { } generation) status["observedGeneration"] = generation;
            var patch = new JsonObject
            {
                ["metadata"] = new JsonObject { ["resourceVersion"] = stored.ResourceVersion },
                ["status"] = status,
            };
            return host.MergeAsync(
                ResourceKind.ServiceIpam, new ObjectName(stored.Namespace, stored.Name), Tree.Of(patch), ObjectPart.Status, false,
                cancellation);
        }
    }
}
