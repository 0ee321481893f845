using System.Text.Json.Nodes;
using DpuIpam.Resources;

namespace DpuIpam.Clusters.Sync;

/// <summary>Passes a pool from DPF to us, or back, while DPF is stopped: whoever applied its fields is renamed.</summary>
/// <remarks>
/// Without it both would hold the fields: what one of them drops later would stay for ever, since the other still has it.
/// A folder keeps no managers, and there is nothing to pass.
/// </remarks>
internal static class Handover
{
    /// <summary>The manager under which DPF applies pools (docs/upstream.md, C.1).</summary>
    public const string DpfManager = "dpuserviceipamcontroller";

    /// <summary>Makes a pool of DPF's ours.</summary>
    /// <returns>The pool as it is now; null when DPF has applied nothing of it.</returns>
    public static Task<PoolResource?> TakeAsync(ICluster cluster, PoolResource pool, CancellationToken cancellation) =>
        RenameAsync(cluster, pool, DpfManager, ApiNames.Manager, cancellation);

    /// <summary>Makes a pool of ours DPF's.</summary>
    /// <returns>The pool as it is now; null when we have applied nothing of it.</returns>
    public static Task<PoolResource?> GiveAsync(ICluster cluster, PoolResource pool, CancellationToken cancellation) =>
        RenameAsync(cluster, pool, ApiNames.Manager, DpfManager, cancellation);

    private static async Task<PoolResource?> RenameAsync(
        ICluster cluster, PoolResource pool, string from, string to, CancellationToken cancellation)
    {
        var index = ManagedFields.IndexOfApplier(pool.Root, from);
        if (index < 0) return null;
        var entry = $"/metadata/managedFields/{index}";
        var operations = new JsonArray(
            Operation("test", "/metadata/resourceVersion", pool.ResourceVersion),
            Operation("test", entry + "/manager", from));
        var other = ManagedFields.IndexOfApplier(pool.Root, to);
        if (other < 0)
        {
            operations.Add(Operation("replace", entry + "/manager", to));
        }
        else
        {
            // Where both have applied, the one that stays gets the other's fields too: what nobody held would stay for ever.
            var both = $"/metadata/managedFields/{other}";
            operations.Add(Operation("test", both + "/manager", to));
            operations.Add(new JsonObject
            {
                ["op"] = "replace",
                ["path"] = both + "/fieldsV1",
                ["value"] = ManagedFields.Union(pool.Root, other, index),
            });
            operations.Add(new JsonObject { ["op"] = "remove", ["path"] = entry });
        }

        var answer = await cluster.PatchAsync(
            PoolWriter.KindOf(pool), PoolWriter.NameOf(pool), Tree.Of(operations), cancellation).ConfigureAwait(false);
        return Tree.Pool(answer);
    }

    private static JsonObject Operation(string name, string path, string? value) =>
        new() { ["op"] = name, ["path"] = path, ["value"] = value };
}
