namespace DpuIpam.Clusters.Tests.Servers.Grounds;

/// <summary>What the clusters of a test are made of.</summary>
public enum GroundKind
{
    /// <summary>A folder of manifests.</summary>
    Folder,

    /// <summary>API servers in the test's process.</summary>
    InProcess,

    /// <summary>API servers in the test's process that refuse unknown fields as the newest real ones do.</summary>
    Newest,

    /// <summary>Real API servers.</summary>
    Real,
}
