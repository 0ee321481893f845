using System.Text.Json;
using DpuIpam.Resources;

namespace DpuIpam.Clusters.Sync;

/// <summary>Whether nv-ipam's controller allocates in a DPU cluster.</summary>
internal enum NvIpamState
{
    /// <summary>Nothing shows it.</summary>
    Absent,

    /// <summary>It has written a pool's status, and nothing shows that it still runs.</summary>
    Seen,

    /// <summary>It runs, or whether it does can't be read.</summary>
    Running,
}

/// <summary>Whether nv-ipam's controller allocates in a DPU cluster, asked per cluster: it serves pools that it has not touched yet
/// as well. Its Lease and its Deployment say so, in the namespace of the pools and in its default one.</summary>
/// <param name="State">The answer.</param>
/// <param name="Reason">Why, in one clause.</param>
internal sealed record NvIpamPresence(NvIpamState State, string Reason)
{
    /// <summary>The manager under which it writes a pool's status: the name of its program.</summary>
    public const string Manager = "ipam-controller";

    /// <summary>The Lease by which its replicas elect a leader.</summary>
    public const string LeaseName = "dd1643cf.nvidia.com";

    /// <summary>Where it looks at pools unless it is told otherwise.</summary>
    private const string DefaultNamespace = "kube-system";

    /// <summary>Asks a DPU cluster.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="pools">Its pools.</param>
    /// <param name="namespace">The namespace of the pools.</param>
    /// <param name="clock">Tells whether a Lease is renewed.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="ClusterException">The cluster does not answer.</exception>
    public static async Task<NvIpamPresence> DetectAsync(
        ICluster cluster, IReadOnlyList<Pool> pools, string @namespace, TimeProvider clock, CancellationToken cancellation)
    {
        string[] namespaces = [.. new[] { @namespace, DefaultNamespace }.Distinct(StringComparer.Ordinal)];
        ClusterException? unreadable = null;
        foreach (var place in namespaces)
        {
            var (lease, leaseError) = await ControllerSigns.ReadAsync(
                () => cluster.FindAsync(ResourceKind.Lease, new ObjectName(place, LeaseName), cancellation)).ConfigureAwait(false);
            if (lease is not null && ControllerSigns.Holder(lease, clock) is { } holder)
                return new NvIpamPresence(NvIpamState.Running, $"its Lease {place}/{LeaseName} is renewed by {holder}");
            var (deployments, deploymentError) = await ControllerSigns.ReadAsync(async () => (await cluster.ListAsync(
                ResourceKind.Deployment, new ListScope { Namespace = place }, cancellation).ConfigureAwait(false)).Items).ConfigureAwait(false);
            foreach (var deployment in deployments ?? [])
            {
                if (IsController(deployment) && ControllerSigns.Replicas(deployment) is > 0 and var replicas)
                {
                    return new NvIpamPresence(NvIpamState.Running,
                        $"its Deployment {place}/{new FieldReader(deployment)["metadata"]["name"].String()} has {replicas}"
                        + $" {(replicas == 1 ? "replica" : "replicas")}");
                }
            }

            unreadable ??= leaseError ?? deploymentError;
        }

        if (unreadable is not null)
            return new NvIpamPresence(NvIpamState.Running, $"whether it runs can't be read, which counts as running ({unreadable.Message})");
        var written = pools.FirstOrDefault(static pool =>
            ManagedFields.HoldersOf(pool.Resource.Root, "status").Contains(Manager, StringComparer.Ordinal));
        return written is null
            ? new NvIpamPresence(NvIpamState.Absent, "neither its Lease nor its Deployment nor a status of its own is there")
            : new NvIpamPresence(NvIpamState.Seen, $"{Manager} has written the status of {written.Kind} {written.Pool}");
    }

    /// <summary>Installations name it in many ways; its program has one name.</summary>
    private static bool IsController(ManifestDocument deployment)
    {
        if (deployment.Root.TryGetProperty("metadata", out var metadata) && metadata.TryGetProperty("name", out var name)
            && name.ValueKind == JsonValueKind.String && name.GetString()!.EndsWith(Manager, StringComparison.Ordinal)) return true;
        if (!deployment.Root.TryGetProperty("spec", out var spec) || spec.ValueKind != JsonValueKind.Object
            || !spec.TryGetProperty("template", out var template) || template.ValueKind != JsonValueKind.Object
            || !template.TryGetProperty("spec", out var pod) || pod.ValueKind != JsonValueKind.Object
            || !pod.TryGetProperty("containers", out var containers) || containers.ValueKind != JsonValueKind.Array) return false;
        return containers.EnumerateArray().Any(static container => Runs(container, "command") || Runs(container, "args"));
    }

    private static bool Runs(JsonElement container, string field) =>
        container.ValueKind == JsonValueKind.Object && container.TryGetProperty(field, out var words)
        && words.ValueKind == JsonValueKind.Array
        && words.EnumerateArray().Any(static word => word.ValueKind == JsonValueKind.String
            && (word.GetString() == Manager || word.GetString()!.EndsWith("/" + Manager, StringComparison.Ordinal)));
}
