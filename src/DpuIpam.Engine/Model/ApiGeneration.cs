namespace DpuIpam;

/// <summary>States of DPF's API that differ for DPUServiceIPAM. Releases do not announce them: v24.10 was G0, v25 up to G2,
/// the 26.4 line G3.</summary>
public enum ApiGeneration
{
    /// <summary>The first public form, v24.10.</summary>
    G0,

    /// <summary>CRD rule on the name's length, name override.</summary>
    G1,

    /// <summary>dpuClusterSelector is honoured.</summary>
    G2,

    /// <summary>Exclude ranges, quotas and shares; sizes are immutable.</summary>
    G3,

    /// <summary>Bounds; network and subnet in the schema only.</summary>
    G4,

    /// <summary>IPv6; network and subnet usable.</summary>
    G5,
}
