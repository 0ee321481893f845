using System.Globalization;
using System.Text.Json.Nodes;
using DpuIpam.Clusters.Tests.Servers.Grounds;
using DpuIpam.Clusters.Tests.Servers.Http;
using DpuIpam.Clusters.Tests.Servers.Semantics;

namespace DpuIpam.Clusters.Tests.Servers.Upstream;

/// <summary>What shows in a host cluster that DPF is installed and runs: its webhook, its Deployment and its Lease.</summary>
internal sealed class DpfInstallation(ApiClient client)
{
    private const string Deployment = "dpuservice-controller-manager";
    private const string Lease = "dpuservice.dpu.nvidia.com";

    private static readonly ObjectName DeploymentName = new(TestNamespace.Dpf, Deployment);
    private static readonly ObjectName LeaseName = new(TestNamespace.Dpf, Lease);

    /// <summary>Installs it. The webhook's rules match nothing, since nobody would answer.</summary>
    public async Task InstallAsync(CancellationToken cancellation)
    {
        string[] items =
        [
            """
            {"apiVersion":"admissionregistration.k8s.io/v1","kind":"ValidatingWebhookConfiguration",
             "metadata":{"name":"dpuservice-validating-webhook-configuration"},
             "webhooks":[{"name":"ipam-validator.svc.dpu.nvidia.com","admissionReviewVersions":["v1"],"sideEffects":"None",
              "failurePolicy":"Fail","clientConfig":{"url":"https://127.0.0.1:9/validate"},"rules":[]}]}
            """,
            $$$"""
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"{{{Deployment}}}","namespace":"{{{TestNamespace.Dpf}}}" },
             "spec":{"replicas":1,"selector":{"matchLabels":{"app":"dpf"}},"template":{"metadata":{"labels":{"app":"dpf"}},
              "spec":{"containers":[{"name":"manager","image":"none"}]} } } }
            """,
            $$$"""
            {"apiVersion":"coordination.k8s.io/v1","kind":"Lease","metadata":{"name":"{{{Lease}}}","namespace":"{{{TestNamespace.Dpf}}}" },
             "spec":{"holderIdentity":"dpf-0_1","leaseDurationSeconds":15,"acquireTime":"{{{Now()}}}","renewTime":"{{{Now()}}}" } }
            """,
        ];
        foreach (var item in items) (await client.CreateAsync(Sample.Json(item), cancellation: cancellation)).Object();
        await ScaleAsync(1, cancellation);
    }

    /// <summary>Takes away all that shows it. What it has written in clusters stays.</summary>
    public async Task UninstallAsync(CancellationToken cancellation = default)
    {
        var webhooks = new ObjectName("", "dpuservice-validating-webhook-configuration");
        (await client.DeleteAsync(ResourceKind.ValidatingWebhooks, webhooks, cancellation: cancellation)).Object();
        (await client.DeleteAsync(ResourceKind.Deployment, DeploymentName, cancellation: cancellation)).Object();
        (await client.DeleteAsync(ResourceKind.Lease, LeaseName, cancellation: cancellation)).Object();
    }

    /// <summary>Sets how many replicas of the controller there should be, and are.</summary>
    public async Task ScaleAsync(int replicas, CancellationToken cancellation = default)
    {
        var spec = new JsonObject { ["spec"] = new JsonObject { ["replicas"] = replicas } };
        (await client.MergeAsync(ResourceKind.Deployment, DeploymentName, spec, cancellation: cancellation)).Object();
        var status = new JsonObject
        {
            ["status"] = new JsonObject
            {
                ["replicas"] = replicas, ["readyReplicas"] = replicas, ["availableReplicas"] = replicas, ["updatedReplicas"] = replicas,
            },
        };
        (await client.MergeAsync(ResourceKind.Deployment, DeploymentName, status, "/status", cancellation)).Object();
    }

    /// <summary>Sets when the Lease was renewed last, and by whom.</summary>
    public async Task HoldLeaseAsync(DateTime renewed, string holder = "dpf-0_1", CancellationToken cancellation = default)
    {
        var spec = new JsonObject
        {
            ["holderIdentity"] = holder, ["leaseDurationSeconds"] = 15, ["renewTime"] = Text(renewed), ["acquireTime"] = Text(renewed),
        };
        (await client.MergeAsync(ResourceKind.Lease, LeaseName, new JsonObject { ["spec"] = spec }, cancellation: cancellation)).Object();
    }

    public async Task RenewLeaseAsync(CancellationToken cancellation = default) =>
        (await client.MergeAsync(
            ResourceKind.Lease, LeaseName, new JsonObject { ["spec"] = new JsonObject { ["renewTime"] = Now() } },
            cancellation: cancellation)).Object();

    /// <summary>Gives the Lease back, as a controller does that ends in good order.</summary>
    public async Task ReleaseLeaseAsync(CancellationToken cancellation = default) =>
        (await client.MergeAsync(
            ResourceKind.Lease, LeaseName,
            new JsonObject { ["spec"] = new JsonObject { ["holderIdentity"] = "", ["leaseDurationSeconds"] = 1, ["renewTime"] = Now() } },
            cancellation: cancellation)).Object();

    private static string Now() => Text(DateTime.UtcNow);

    private static string Text(DateTime time) => time.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);
}
