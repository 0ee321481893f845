namespace DpuIpam;

/// <summary>Whose rule a finding comes from.</summary>
public enum FindingSource
{
    /// <summary>DPF refuses: its CRD or its webhook.</summary>
    Dpf,

    /// <summary>DPF accepts and nv-ipam refuses, or serves badly.</summary>
    NvIpam,

    /// <summary>Something that neither says, and that is worth knowing.</summary>
    DpuIpam,
}
