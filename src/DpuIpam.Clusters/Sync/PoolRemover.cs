using DpuIpam.Planning;
using DpuIpam.Resources;

namespace DpuIpam.Clusters.Sync;

/// <summary>Deletes a pool, and waits until it is seen gone.</summary>
internal static class PoolRemover
{
    private const int MostTries = 5;

    /// <summary>Whether a pool must not be deleted by itself: DPF would make it anew, and nv-ipam would deal afresh.</summary>
    public static bool IsRemade(Inventory inventory, Pool pool) =>
        inventory.Dpf.State != DpfState.Absent && inventory.ServiceIpams.Any(ipam => HeldShare.IsOwned(ipam, pool));

    /// <param name="cluster">The DPU cluster.</param>
    /// <param name="pool">The pool as it was when the deletion was decided.</param>
    /// <param name="consent">What may happen to its allocations.</param>
    /// <param name="patience">How long to wait.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="ClusterException">It is not gone, or has changed in a way that asks for a new decision.</exception>
    public static async Task DeleteAsync(
        ICluster cluster, PoolResource pool, Consent consent, TimeSpan patience, TimeProvider clock,
        CancellationToken cancellation)
    {
        var kind = PoolWriter.KindOf(pool);
        var name = PoolWriter.NameOf(pool);
        // Whoever asks has been through the gate; nothing goes past it.
        if (pool.RecordedCount > 0 && !consent.AllowDrop)
            throw new ClusterException(ClusterFailure.Conflict, cluster.Name, $"{pool} has allocations; nothing was deleted.");
        var current = pool;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await cluster.DeleteAsync(kind, name, Preconditions.Of(current), cancellation).ConfigureAwait(false);
                break;
            }
            catch (ClusterException error) when (error.Failure == ClusterFailure.Conflict && attempt < MostTries)
            {
                var found = await cluster.FindAsync(kind, name, cancellation).ConfigureAwait(false);
                if (found is null) return;
                current = Tree.Pool(found);
                if (Objection(pool, current, consent) is { } objection)
                    throw new ClusterException(ClusterFailure.Conflict, cluster.Name, $"{pool} {objection}; sync again.");
            }
        }

        await WaitUntilGoneAsync(cluster, kind, name, pool.Uid, patience, clock, cancellation).ConfigureAwait(false);
    }

    /// <summary>nv-ipam writes the status at any time: that alone is no reason to stop.</summary>
    private static string? Objection(PoolResource planned, PoolResource current, Consent consent)
    {
        if (current.Uid != planned.Uid) return "was made anew since it was read";
        if (SpecOf(planned) != SpecOf(current)) return "was changed since it was read";
        return current.RecordedCount > planned.RecordedCount && !consent.AllowDrop
            ? "got allocations since it was read"
            : null;
    }

    private static string SpecOf(PoolResource pool) =>
        pool.Root.TryGetProperty("spec", out var spec) ? DocumentTree.Text(spec) : "";

    private static async Task WaitUntilGoneAsync(
        ICluster cluster, ResourceKind kind, ObjectName name, string uid, TimeSpan patience, TimeProvider clock,
        CancellationToken cancellation)
    {
        var gone = await Waiting.UntilAsync(async () =>
        {
            var found = await cluster.FindAsync(kind, name, cancellation).ConfigureAwait(false);
            return found is null || Tree.Pool(found).Uid != uid;
        }, patience, clock, cancellation).ConfigureAwait(false);
        if (!gone)
        {
            throw new ClusterException(ClusterFailure.OutcomeUnknown, cluster.Name,
                $"{kind} {name} is being deleted and is still there after {patience.TotalSeconds:0} s: a finalizer holds it.");
        }
    }
}
