using System.Text.Json.Nodes;
using DpuIpam.Planning;
using DpuIpam.Resources;

namespace DpuIpam.Clusters.Sync;

/// <summary>Writes a pool exactly as wanted, or says why it can't.</summary>
internal static class PoolWriter
{
    /// <summary>What became of a pool.</summary>
    /// <param name="Action">Created, Updated or Unchanged.</param>
    /// <param name="Pool">The pool as the cluster has it now.</param>
    /// <param name="Fields">The fields that were changed.</param>
    internal sealed record Outcome(SyncAction Action, PoolResource Pool, IReadOnlyList<FieldDifference> Fields);

    /// <param name="cluster">The DPU cluster.</param>
    /// <param name="wanted">The pool as it should be.</param>
    /// <param name="live">The pool as it was when the write was decided; null when there was none.</param>
    /// <param name="probe">What is known of the schemas of clusters.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="ClusterException">It was not written, or not as wanted.</exception>
    public static async Task<Outcome> WriteAsync(
        ICluster cluster, PoolResource wanted, PoolResource? live, SchemaProbe probe, CancellationToken cancellation)
    {
        var fields = live is null ? [] : PoolComparison.Compare(wanted, live);
        if (live is not null && fields.Count == 0) return new Outcome(SyncAction.Unchanged, live, []);
        var kind = KindOf(wanted);
        var tree = Tree.Copy(wanted.Root);
        if (live is not null)
        {
            // By the version alone, a pool that was deleted meanwhile would be made anew.
            var metadata = (JsonObject)tree["metadata"]!;
            metadata["uid"] = live.Uid;
            metadata["resourceVersion"] = live.ResourceVersion;
        }

        var written = Tree.Pool(await ApplyAsync(cluster, kind, wanted, tree, probe, cancellation).ConfigureAwait(false));
        written = await CheckAsync(cluster, kind, wanted, written, cancellation).ConfigureAwait(false);
        return new Outcome(live is null ? SyncAction.Created : SyncAction.Updated, written, fields);
    }

    public static ResourceKind KindOf(PoolResource pool) =>
        pool is IPPoolResource ? ResourceKind.IPPool : ResourceKind.CidrPool;

    public static ObjectName NameOf(PoolResource pool) => new(pool.Namespace, pool.Name);

    private static async Task<ManifestDocument> ApplyAsync(
        ICluster cluster, ResourceKind kind, PoolResource wanted, JsonObject tree, SchemaProbe probe,
        CancellationToken cancellation)
    {
        for (var isRepeated = false; ; isRepeated = true)
        {
            try
            {
                await probe.CheckAsync(cluster, wanted, tree, cancellation).ConfigureAwait(false);
                return await cluster.ApplyAsync(kind, Tree.Of(tree), false, cancellation).ConfigureAwait(false);
            }
            catch (ClusterException error) when (error.Failure == ClusterFailure.NotFound && !isRepeated)
            {
                await MakeNamespaceAsync(cluster, wanted.Namespace, cancellation).ConfigureAwait(false);
            }
        }
    }

    private static async Task MakeNamespaceAsync(ICluster cluster, string name, CancellationToken cancellation)
    {
        var tree = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = ResourceKind.Namespace.Kind,
            ["metadata"] = new JsonObject { ["name"] = name },
        };
        try
        {
            await cluster.CreateAsync(ResourceKind.Namespace, Tree.Of(tree), cancellation).ConfigureAwait(false);
        }
        catch (ClusterException error) when (error.Failure == ClusterFailure.AlreadyExists)
        {
            // Somebody else was quicker, or the namespace was not what was missing.
        }
    }

    /// <summary>A server that does not know a field leaves it out without a word, and a field that somebody else set before
    /// stays: either way the pool is not the one that was planned.</summary>
    private static async Task<PoolResource> CheckAsync(
        ICluster cluster, ResourceKind kind, PoolResource wanted, PoolResource written, CancellationToken cancellation)
    {
        var rest = PoolComparison.Compare(wanted, written);
        if (rest.Count == 0) return written;
        SchemaProbe.ThrowIfLost(cluster, wanted, written);
        foreach (var field in rest)
        {
            var holders = ManagedFields.HoldersOf(written.Root, field.Path);
            if (holders.Count == 0) continue;
            throw new ClusterException(ClusterFailure.Conflict, cluster.Name,
                $"{wanted}: {field.Path} is set to {field.Found} by {string.Join(", ", holders)}, and is not wanted. Have it"
                + " removed there, then sync again.");
        }

        // Nobody holds it, so nobody's decision is overruled.
        var operations = new JsonArray(Test("/metadata/resourceVersion", written.ResourceVersion));
        foreach (var field in rest) operations.Add(new JsonObject { ["op"] = "remove", ["path"] = JsonPointer.Of(field.Path) });
        var answer = await cluster.PatchAsync(kind, NameOf(wanted), Tree.Of(operations), cancellation).ConfigureAwait(false);
        return Tree.Pool(answer);
    }

    private static JsonObject Test(string path, string? value) =>
        new() { ["op"] = "test", ["path"] = path, ["value"] = value };
}
