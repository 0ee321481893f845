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
    private readonly ConcurrentDictionary<(ICluster Cluster, ResourceKind Kind, string Fields), bool> _kept = new();

    /// <exception cref="ClusterException">A field would be lost, or the pool is refused.</exception>
    public async Task CheckAsync(ICluster cluster, PoolResource wanted, JsonObject tree, CancellationToken cancellation)
    {
        var kind = PoolWriter.KindOf(wanted);
        var key = (cluster, kind, FieldsOf(wanted.Root));
        if (_kept.ContainsKey(key)) return;
        var answer = await cluster.ApplyAsync(kind, Tree.Of(tree), true, cancellation).ConfigureAwait(false);
        ThrowIfLost(cluster, wanted, Tree.Pool(answer));
        _kept[key] = true;
    }

    /// <summary>Compares what a server answered with what it was given.</summary>
    /// <exception cref="ClusterException">A field is lost.</exception>
    public static void ThrowIfLost(ICluster cluster, PoolResource wanted, PoolResource answer)
    {
        if (PoolComparison.Compare(wanted, answer).FirstOrDefault(static field => field.Wanted is not null) is not { } lost) return;
        throw new ClusterException(ClusterFailure.UnsupportedField, cluster.Name,
            $"{wanted}: the server does not keep {lost.Path} (wanted {lost.Wanted}, found {lost.Found ?? "nothing"}): its"
            + $" definition of {wanted.Kind} is too old for this DPUServiceIPAM. Update nv-ipam's CRDs there.");
    }

    private static string FieldsOf(JsonElement root) => string.Join(',', root.GetProperty("spec").EnumerateObject()
        .Select(static field => field.Name).Order(StringComparer.Ordinal));
}
