namespace DpuIpam.Resources;

/// <summary>Names of upstream's API, in one place.</summary>
internal static class ApiNames
{
    public const string NvIpamVersion = "nv-ipam.nvidia.com/v1alpha1";
    public const string ServiceVersion = "svc.dpu.nvidia.com/v1alpha1";
    public const string ProvisioningVersion = "provisioning.dpu.nvidia.com/v1alpha1";

    public const string IPPool = "IPPool";
    public const string CidrPool = "CIDRPool";
    public const string ServiceIpam = "DPUServiceIPAM";
    public const string DpuCluster = "DPUCluster";
    public const string Node = "Node";
    public const string ServiceChain = "DPUServiceChain";
    public const string Deployment = "DPUDeployment";

    /// <summary>Labels that DPF sets on every pool it makes (docs/upstream.md, A.5).</summary>
    public const string OwnerNameLabel = "dpu.nvidia.com/dpuserviceipam-name";
    public const string OwnerNamespaceLabel = "dpu.nvidia.com/dpuserviceipam-namespace";

    /// <summary>Annotation that renames the pools of a DPUServiceIPAM (docs/upstream.md, C.9).</summary>
    public const string NameOverrideAnnotation = "svc.dpu.nvidia.com/dpuserviceipam-child-object-name-override";

    /// <summary>DPF's validating webhook for DPUServiceIPAM (docs/upstream.md, B.1).</summary>
    public const string IpamWebhook = "ipam-validator.svc.dpu.nvidia.com";

    /// <summary>The field manager of everything that we write.</summary>
    public const string Manager = "dpuipam";

    /// <summary>The four mode fields in the order in which the controller prefers them (docs/upstream.md, B.4): subnet
    /// mode over network mode, the new name over the old one.</summary>
    public static readonly string[] ModeFields = ["subnet", "ipv4Subnet", "network", "ipv4Network"];

    /// <summary>The field of a mode.</summary>
    /// <param name="mode">The mode.</param>
    /// <param name="isNew">Whether by its new name.</param>
    public static string ModeField(IpamMode mode, bool isNew) => ModeFields[(mode == IpamMode.Network ? 2 : 0) + (isNew ? 0 : 1)];

    /// <summary>Whether a mode field is written by its new name.</summary>
    public static bool IsNewModeField(string field) => field is "subnet" or "network";

    /// <summary>Annotation in which kubectl keeps the manifest that it applied last, of that very object.</summary>
    public const string LastAppliedAnnotation = "kubectl.kubernetes.io/last-applied-configuration";
}
