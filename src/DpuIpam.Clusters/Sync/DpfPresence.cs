using System.Text.Json;
using DpuIpam.Resources;

namespace DpuIpam.Clusters.Sync;

/// <summary>Who holds the pools, asked per host cluster: DPF's webhook, its controller's Deployment or its Lease say so.
/// What can't be read counts as present.</summary>
/// <remarks>Managed fields say nothing: they are missing before DPF's first pass, and there for ever after.</remarks>
/// <param name="State">The answer.</param>
/// <param name="Reason">Why, in one clause.</param>
internal sealed record DpfPresence(DpfState State, string Reason)
{
    /// <summary>DPF's validating webhook for DPUServiceIPAM (docs/upstream.md, B.1).</summary>
    public const string WebhookName = ApiNames.IpamWebhook;

    /// <summary>The Deployment of the controller that serves DPUServiceIPAM objects.</summary>
    public const string DeploymentName = "dpuservice-controller-manager";

    /// <summary>The Lease by which its replicas elect a leader.</summary>
    public const string LeaseName = "dpuservice.dpu.nvidia.com";

    /// <summary>What can't be told counts as running.</summary>
    public static readonly DpfPresence NotAsked = new(DpfState.Present, "nobody asked whether it runs");

    /// <summary>Asks the host cluster.</summary>
    /// <exception cref="ClusterException">The host cluster does not answer.</exception>
    public static async Task<DpfPresence> DetectAsync(
        ClusterSession session, TimeProvider clock, CancellationToken cancellation)
    {
        var webhooks = ControllerSigns.ReadAsync(async () =>
            (await session.Host.ListAsync(ResourceKind.ValidatingWebhooks, ListScope.All, cancellation).ConfigureAwait(false)).Items);
        var deployment = ControllerSigns.ReadAsync(() => FindAsync(session, ResourceKind.Deployment, DeploymentName, cancellation));
        var lease = ControllerSigns.ReadAsync(() => FindAsync(session, ResourceKind.Lease, LeaseName, cancellation));
        await Task.WhenAll(webhooks, deployment, lease).ConfigureAwait(false);
        var (foundWebhooks, webhookError) = await webhooks.ConfigureAwait(false);
        var (foundDeployment, deploymentError) = await deployment.ConfigureAwait(false);
        var (foundLease, leaseError) = await lease.ConfigureAwait(false);
        if ((webhookError ?? deploymentError ?? leaseError) is { } error)
            return new DpfPresence(DpfState.Present, $"whether it runs can't be read, which counts as running ({error.Message})");
        var replicas = foundDeployment is null ? 0 : ControllerSigns.Replicas(foundDeployment);
        if (replicas > 0)
            return new DpfPresence(DpfState.Present, $"its Deployment {DeploymentName} has {replicas} {(replicas == 1 ? "replica" : "replicas")}");
        if (foundLease is not null && ControllerSigns.Holder(foundLease, clock) is { } holder)
            return new DpfPresence(DpfState.Present, $"its Lease {LeaseName} is renewed by {holder}");
        if (foundDeployment is not null)
            return new DpfPresence(DpfState.Stopped, $"its Deployment {DeploymentName} has no replicas, and no Lease is renewed");
        return (foundWebhooks ?? []).Any(HasWebhook)
            ? new DpfPresence(DpfState.Present, $"its webhook {WebhookName} is registered, and no Deployment shows it stopped")
            : new DpfPresence(DpfState.Absent, "neither its webhook nor its Deployment nor its Lease is there");
    }

    private static bool HasWebhook(ManifestDocument configuration) =>
        configuration.Root.TryGetProperty("webhooks", out var webhooks)
        && webhooks.ValueKind == JsonValueKind.Array
        && webhooks.EnumerateArray().Any(static webhook =>
            webhook.TryGetProperty("name", out var name) && name.ValueEquals(WebhookName));

    private static Task<ManifestDocument?> FindAsync(
        ClusterSession session, ResourceKind kind, string name, CancellationToken cancellation) =>
        session.Host.FindAsync(kind, new ObjectName(session.Namespace, name), cancellation);
}
