namespace DpuIpam.Clusters.Tests.Servers.Crds;

/// <summary>How new the CRDs of a cluster are.</summary>
internal enum CrdGeneration
{
    /// <summary>All that the specification knows.</summary>
    Newest,

    /// <summary>Without exclude ranges, quotas, shares, and the family-neutral mode fields; pools without exclusions.</summary>
    Old,

    /// <summary>With fields in DPUServiceIPAM that the specification does not know: <c>spec.future</c>, and <c>later</c> in each
    /// mode object.</summary>
    Newer,
}
