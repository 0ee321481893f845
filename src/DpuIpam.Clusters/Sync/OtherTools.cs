using DpuIpam.Resources;

namespace DpuIpam.Clusters.Sync;

/// <summary>Tools that keep an object as their own source has it, and would take an edit of ours back.</summary>
internal static class OtherTools
{
    /// <summary>Labels and annotations by which deployment tools mark what they manage.</summary>
    private static readonly (string Key, string Tool)[] Marks =
    [
        ("argocd.argoproj.io/tracking-id", "Argo CD"),
        ("argocd.argoproj.io/instance", "Argo CD"),
        ("meta.helm.sh/release-name", "Helm"),
        ("kustomize.toolkit.fluxcd.io/name", "Flux"),
        ("helm.toolkit.fluxcd.io/name", "Flux"),
    ];

    private const string ManagedBy = "app.kubernetes.io/managed-by";

    /// <summary>The tool that manages an object, by name; null when none says so.</summary>
    public static string? Of(ServiceIpamResource ipam)
    {
        foreach (var (key, tool) in Marks)
            if (ipam.Annotations.ContainsKey(key) || ipam.Labels.ContainsKey(key)) return tool;
        if (ipam.Labels.TryGetValue(ManagedBy, out var manager) && manager != ApiNames.Manager) return manager;
        return ManagedFields.AppliersOf(ipam.Root, "spec").FirstOrDefault(static applier => !IsHandTool(applier));
    }

    /// <summary>What a person applies by hand does not come back by itself; DPF's controller does not write the spec.</summary>
    private static bool IsHandTool(string manager) =>
        manager is ApiNames.Manager or Handover.DpfManager || manager.StartsWith("kubectl", StringComparison.Ordinal);
}
