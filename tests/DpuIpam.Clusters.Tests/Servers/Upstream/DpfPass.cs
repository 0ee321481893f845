using System.Net.Http;
using System.Text.Json.Nodes;
using DpuIpam.Allocation;
using DpuIpam.Clusters.Tests.Servers.Http;
using DpuIpam.Planning;
using DpuIpam.Resources;

namespace DpuIpam.Clusters.Tests.Servers.Upstream;

/// <summary>One pass of DPF's controller over one DPUServiceIPAM (docs/upstream.md, C.2 to C.7).</summary>
/// <param name="client">The way to the host cluster.</param>
/// <param name="open">The way to a DPU cluster; it throws where that can't be reached.</param>
internal sealed class DpfPass(ApiClient client, Func<DpuClusterResource, Task<DpfMember>> open)
{
    private const string Finalizer = "svc.dpu.nvidia.com/dpuserviceipam";

    /// <returns>Whether another pass is due though nothing changes.</returns>
    public async Task<bool> RunAsync(JsonObject item, IReadOnlyList<DpuClusterResource> clusters, CancellationToken cancellation)
    {
        var ipam = Documents.Read<ServiceIpamResource>(item);
        var conditions = new DpfConditions(item);
        var isDue = false;
        JsonArray? shares = null;
        try
        {
            if (ipam.IsBeingDeleted)
            {
                if (!ipam.Finalizers.Contains(Finalizer)) return false;
                if (await CleanAsync(ipam, clusters, conditions, cancellation))
                {
                    await SetFinalizersAsync(ipam, ipam.Finalizers.Where(static finalizer => finalizer != Finalizer), cancellation);
                    return false;
                }

                isDue = true;
            }
            else if (!ipam.Finalizers.Contains(Finalizer))
            {
                await SetFinalizersAsync(ipam, ipam.Finalizers.Append(Finalizer), cancellation);
            }
            else
            {
                (shares, isDue) = await ServeAsync(ipam, clusters, conditions, cancellation);
            }
        }
        catch (Exception error) when (error is DpfException or HttpRequestException)
        {
            conditions.SetFalse(DpfConditions.Reconciled, "Error", $"Error occurred: {error.Message}");
            isDue = true;
        }

        isDue |= !await JudgeReadinessAsync(ipam, clusters, conditions, cancellation);
        await WriteStatusAsync(item, ipam, conditions, shares, cancellation);
        return isDue;
    }

    /// <summary>Shares first: a pool is never applied from one that was not stored before.</summary>
    private async Task<(JsonArray? Shares, bool IsDue)> ServeAsync(
        ServiceIpamResource ipam, IReadOnlyList<DpuClusterResource> clusters, DpfConditions conditions, CancellationToken cancellation)
    {
        var targets = Targets(ipam, clusters);
        string?[] keys = [.. targets.Select(static cluster => cluster.Key)];
        var table = ShareTable.Of(ipam, keys);
        if (table.Parent is not { } parent) throw new DpfException(table.Error!);
        var shares = new JsonArray([.. table.Parts.Select(part => new JsonObject
        {
            ["dpuCluster"] = part.Cluster, ["ipRanges"] = Documents.Write(IpRange.Of(part.Share, parent.Range.Family)),
        })]);
        var stored = new JsonArray([.. ipam.Shares.Select(static share => new JsonObject
        {
            ["dpuCluster"] = share.DpuCluster,
            ["ipRanges"] = Documents.Write(share.Ranges.Select(static range => new IpRange(range.StartIP, range.EndIP))),
        })]);
        if (!JsonNode.DeepEquals(shares, stored))
        {
            conditions.SetFalse(DpfConditions.Reconciled, "Pending", "Committing state before modifying underlying resources");
            return (shares, true);
        }

        foreach (var part in table.Parts)
        {
            var member = await open(targets.First(cluster => cluster.Key == part.Cluster));
            await member.ServeAsync(ipam, PoolBuilder.Build(ipam, part.Exclusions, parent.Range.Family), cancellation);
        }

        foreach (var cluster in clusters.Except(targets))
        {
            if (await (await open(cluster)).CleanAsync(ipam, cancellation) > 0)
                throw new DpfException($"Stale objects still exist across non matching DPUClusters: {cluster.Key}");
        }

        conditions.SetTrue(DpfConditions.Reconciled);
        return (null, false);
    }

    /// <summary>Whether nothing of the object is left in any cluster, targets or not.</summary>
    private async Task<bool> CleanAsync(
        ServiceIpamResource ipam, IReadOnlyList<DpuClusterResource> clusters, DpfConditions conditions, CancellationToken cancellation)
    {
        var left = 0;
        foreach (var cluster in clusters) left += await (await open(cluster)).CleanAsync(ipam, cancellation);
        if (left == 0) return true;
        conditions.SetFalse(DpfConditions.Reconciled, "AwaitingDeletion", $"{left} objects still exist across all DPU clusters");
        return false;
    }

    private async Task<bool> JudgeReadinessAsync(
        ServiceIpamResource ipam, IReadOnlyList<DpuClusterResource> clusters, DpfConditions conditions, CancellationToken cancellation)
    {
        try
        {
            var unready = new List<string>();
            foreach (var cluster in Targets(ipam, clusters)) unready.AddRange(await (await open(cluster)).FindUnreadyAsync(ipam, cancellation));
            if (unready.Count == 0) conditions.SetTrue(DpfConditions.ObjectReady);
            else conditions.SetFalse(DpfConditions.ObjectReady, "Pending", $"Objects are not ready:\n{string.Join('\n', unready)}");
            return true;
        }
        catch (Exception error) when (error is DpfException or HttpRequestException)
        {
            conditions.SetFalse(DpfConditions.ObjectReady, "Pending", $"Error occurred: {error.Message}");
            return false;
        }
    }

    private static List<DpuClusterResource> Targets(ServiceIpamResource ipam, IReadOnlyList<DpuClusterResource> clusters) =>
        [.. clusters.Where(cluster => LabelMatch.Matches(ipam.ClusterSelector, cluster.Labels))];

    private async Task SetFinalizersAsync(ServiceIpamResource ipam, IEnumerable<string> finalizers, CancellationToken cancellation)
    {
        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["resourceVersion"] = ipam.ResourceVersion,
                ["finalizers"] = new JsonArray([.. finalizers.Select(static name => (JsonNode)name)]),
            },
        };
        await client.MergeAsync(
            ResourceKind.ServiceIpam, new ObjectName(ipam.Namespace, ipam.Name), patch, $"?fieldManager={DpfMember.Manager}", cancellation);
    }

    /// <summary>Written once at the end, and only what is different.</summary>
    private async Task WriteStatusAsync(
        JsonObject item, ServiceIpamResource ipam, DpfConditions conditions, JsonArray? shares, CancellationToken cancellation)
    {
        var status = new JsonObject { ["conditions"] = conditions.Summarize().DeepClone(), ["observedGeneration"] = ipam.Generation };
        if (shares is not null) status["dpuClusterAllocations"] = shares.DeepClone();
        if (status.All(pair => JsonNode.DeepEquals(pair.Value, item["status"]?[pair.Key]))) return;
        await client.MergeAsync(
            ResourceKind.ServiceIpam, new ObjectName(ipam.Namespace, ipam.Name), new JsonObject { ["status"] = status },
            $"/status?fieldManager={DpfMember.Manager}", cancellation);
    }
}
