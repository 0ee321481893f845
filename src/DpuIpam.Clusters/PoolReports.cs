using DpuIpam.Planning;
using DpuIpam.Resources;

namespace DpuIpam.Clusters;

/// <summary>Reads the events that nv-ipam writes about pools (docs/upstream.md, 8.3).</summary>
internal static class PoolReports
{
    /// <summary>The reports, each once. Events that may not be read are no reason to stop.</summary>
    public static async Task<IReadOnlyList<PoolReport>> ReadAsync(
        ICluster cluster, string? key, string @namespace, CancellationToken cancellation)
    {
        try
        {
            var events = await cluster.ListAsync(
                ResourceKind.Event, new ListScope { Namespace = @namespace }, cancellation).ConfigureAwait(false);
            return [.. events.Items.Select(document => Read(document, key)).OfType<PoolReport>().Distinct()];
        }
        catch (ClusterException error) when (error.Failure is ClusterFailure.Forbidden or ClusterFailure.UnsupportedKind)
        {
            return [];
        }
    }

    private static PoolReport? Read(ManifestDocument document, string? key)
    {
        var root = new FieldReader(document);
        var about = root["involvedObject"];
        var kind = about["kind"].String();
        var reason = root["reason"].String() ?? "";
        if (kind is not (ApiNames.IPPool or ApiNames.CidrPool) || !PoolReport.IsKnown(reason)) return null;
        return new PoolReport(
            key, kind == ApiNames.IPPool ? PoolKind.IPPool : PoolKind.CIDRPool, about["namespace"].String() ?? "",
            about["name"].String() ?? "", reason, root["message"].String() ?? "");
    }
}
