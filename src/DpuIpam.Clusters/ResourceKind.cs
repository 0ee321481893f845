using DpuIpam.Resources;

namespace DpuIpam.Clusters;

/// <summary>A kind of Kubernetes objects, as its API names it.</summary>
/// <param name="Group">API group; empty for the core group.</param>
/// <param name="Version">Version of the group.</param>
/// <param name="Kind">The kind.</param>
/// <param name="Plural">The kind in paths of the API.</param>
/// <param name="IsNamespaced">Whether its objects lie in namespaces.</param>
internal sealed record ResourceKind(string Group, string Version, string Kind, string Plural, bool IsNamespaced)
{
    public static readonly ResourceKind ServiceIpam = Of(ApiNames.ServiceVersion, ApiNames.ServiceIpam, "dpuserviceipams");
    public static readonly ResourceKind DpuCluster = Of(ApiNames.ProvisioningVersion, ApiNames.DpuCluster, "dpuclusters");
    public static readonly ResourceKind IPPool = Of(ApiNames.NvIpamVersion, ApiNames.IPPool, "ippools");
    public static readonly ResourceKind CidrPool = Of(ApiNames.NvIpamVersion, ApiNames.CidrPool, "cidrpools");
    public static readonly ResourceKind Node = Of("v1", ApiNames.Node, "nodes", isNamespaced: false);
    public static readonly ResourceKind Namespace = Of("v1", "Namespace", "namespaces", isNamespaced: false);
    public static readonly ResourceKind Secret = Of("v1", "Secret", "secrets");
    public static readonly ResourceKind Event = Of("v1", "Event", "events");
    public static readonly ResourceKind Lease = Of("coordination.k8s.io/v1", "Lease", "leases");
    public static readonly ResourceKind Deployment = Of("apps/v1", "Deployment", "deployments");
    public static readonly ResourceKind ValidatingWebhooks = Of("admissionregistration.k8s.io/v1",
        "ValidatingWebhookConfiguration", "validatingwebhookconfigurations", isNamespaced: false);

    /// <summary>Group and version as manifests write them.</summary>
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>The kind of pools that a mode becomes.</summary>
    public static ResourceKind PoolOf(IpamMode mode) => mode == IpamMode.Subnet ? IPPool : CidrPool;

    /// <summary>The other kind of pools.</summary>
    public static ResourceKind OtherPool(ResourceKind kind) => kind == IPPool ? CidrPool : IPPool;

    public override string ToString() => Kind;

    private static ResourceKind Of(string apiVersion, string kind, string plural, bool isNamespaced = true)
    {
        var slash = apiVersion.IndexOf('/', StringComparison.Ordinal);
        return new ResourceKind(slash < 0 ? "" : apiVersion[..slash], apiVersion[(slash + 1)..], kind, plural, isNamespaced);
    }
}
