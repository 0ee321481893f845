using System.Text.Json.Nodes;
using DpuIpam.Allocation;
using DpuIpam.Planning;
using DpuIpam.Resources;

namespace DpuIpam.Clusters.Sync;

/// <summary>Does the part of nv-ipam's controller: writes what each node gets into a pool's status (docs/upstream.md, 8.2).
/// For clusters without one, and for folders.</summary>
internal static class AllocationWriter
{
    /// <param name="cluster">The DPU cluster.</param>
    /// <param name="pool">The pool as it is there.</param>
    /// <param name="nodes">The nodes of the cluster.</param>
    /// <param name="consent">What may happen to allocations that are there.</param>
    /// <param name="takesOver">Whether a status that somebody else has written becomes ours.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>The pool as it is now, and whether anything was written.</returns>
    /// <exception cref="ClusterException">nv-ipam writes this status itself, or the pool has changed meanwhile.</exception>
    public static async Task<(PoolResource Pool, bool IsWritten)> WriteAsync(
        ICluster cluster, PoolResource pool, IReadOnlyList<Node> nodes, Consent consent, bool takesOver,
        CancellationToken cancellation)
    {
        var result = PoolPass.Run(pool, nodes);
        if (!result.StatusChanged || result.Fault != PassFault.None || result.Errors.Count > 0) return (pool, false);
        // What was there when the sync was planned went through the gate.
        if (!takesOver && AllocationGate.OtherOf(pool.Root) is { } other) throw WrittenBy(other, cluster, pool, null);

        // The plan went through the gate; this is what is written in the end.
        var changes = ChangeSet.Compare(RecordedAllocations.Of(pool), result, true);
        if ((changes.MovedCount > 0 && !consent.AllowRenumber) || (changes.Dropped.Count > 0 && !consent.AllowDrop))
        {
            throw new ClusterException(ClusterFailure.Conflict, cluster.Name,
                $"{pool}: its allocations have changed since this sync was planned; sync again.");
        }

        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject { ["resourceVersion"] = pool.ResourceVersion },
            ["status"] = DocumentTree.CopyValue(ManifestTree.StatusOf(pool, result)),
        };
        var (kind, name) = (PoolWriter.KindOf(pool), PoolWriter.NameOf(pool));
        try
        {
            var answer = await cluster.MergeAsync(kind, name, Tree.Of(patch), ObjectPart.Status, false, cancellation).ConfigureAwait(false);
            return (Tree.Pool(answer), true);
        }
        catch (ClusterException error) when (error.Failure == ClusterFailure.Conflict)
        {
            // Whoever was quicker has left his name.
            var found = await cluster.FindAsync(kind, name, cancellation).ConfigureAwait(false);
            if (found is not null && AllocationGate.OtherOf(found.Root) is { } quicker) throw WrittenBy(quicker, cluster, pool, error);
            throw;
        }
    }

    private static ClusterException WrittenBy(string other, ICluster cluster, PoolResource pool, Exception? inner) => new(
        ClusterFailure.Conflict, cluster.Name,
        $"{pool}: {other} has written the status since this sync was planned. Where that is nv-ipam, leave out -Allocate; else sync again.",
        inner: inner);
}
