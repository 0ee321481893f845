using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using DpuIpam.Planning;
using DpuIpam.Resources;

namespace DpuIpam.Clusters.Sync;

/// <summary>Makes sure, before anything is written, that a cluster keeps every field of a pool: one that does not know
/// exclusions would leave them out without a word, and hand out the whole range.</summary>
/// <remarks>Asked by a dry run, once per cluster, kind and set of fields.</remarks>
internal sealed class SchemaProbe
{
    private readonly ConcurrentDictionary<(ICluster Cluster, ResourceKind Kind, string Fields), Lazy<Task>> _asked = new();

    /// <exception cref="ClusterException">A field would be lost, or the pool is refused.</exception>
    public async Task CheckAsync(ICluster cluster, PoolResource wanted, JsonObject tree, CancellationToken cancellation)
    {
        var key = (cluster, PoolWriter.KindOf(wanted), FieldsOf(wanted.Root));
        while (true)
        {
            var own = new Lazy<Task>(() => AskAsync(cluster, wanted, tree, cancellation));
            var asked = _asked.GetOrAdd(key, own);
            try
            {
                await asked.Value.ConfigureAwait(false);
                return;
            }
            catch (ClusterException)
            {
                _asked.TryRemove(new(key, asked));
                if (ReferenceEquals(asked, own)) throw;
                // What another pool was refused for need not be true of this one.
            }
        }
    }

    private static async Task AskAsync(ICluster cluster, PoolResource wanted, JsonObject tree, CancellationToken cancellation)
    {
        PoolResource answer;
        try
        {
            answer = Tree.Pool(await cluster.ApplyAsync(PoolWriter.KindOf(wanted), Tree.Of(tree), true, cancellation).ConfigureAwait(false));
        }
        catch (ClusterException error) when (error.Failure == ClusterFailure.UnsupportedField)
        {
            // The server's own words, without the cluster's name, which comes first again.
            throw TooOld(cluster, wanted, error.Reason);
        }

        ThrowIfLost(cluster, wanted, answer);
    }

    /// <summary>Compares what a server answered with what it was given.</summary>
    /// <exception cref="ClusterException">A field is lost.</exception>
    public static void ThrowIfLost(ICluster cluster, PoolResource wanted, PoolResource answer)
    {
        if (PoolComparison.Compare(wanted, answer).FirstOrDefault(static field => field.Wanted is not null) is not { } lost) return;
        throw TooOld(cluster, wanted, $"it does not keep {lost.Path} (wanted {lost.Wanted}, found {lost.Found ?? "nothing"})");
    }

    private static ClusterException TooOld(ICluster cluster, PoolResource wanted, string why) => new(
        ClusterFailure.UnsupportedField, cluster.Name,
        $"{wanted}: the cluster's definition of {wanted.Kind} is too old for this DPUServiceIPAM ({why}). Update nv-ipam's CRDs"
        + " there; nothing was written.");

    private static string FieldsOf(JsonElement root) => string.Join(',', root.GetProperty("spec").EnumerateObject()
        .Select(static field => field.Name).Order(StringComparer.Ordinal));
}
