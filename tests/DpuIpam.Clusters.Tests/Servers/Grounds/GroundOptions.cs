using DpuIpam.Clusters.Tests.Servers.Crds;

namespace DpuIpam.Clusters.Tests.Servers.Grounds;

/// <summary>What clusters a test wants.</summary>
internal sealed record GroundOptions
{
    /// <summary>Names of the DPU clusters that the host cluster knows from the start. With none the host cluster is its own
    /// and only DPU cluster.</summary>
    public IReadOnlyList<string> Clusters { get; init; } = ["east", "west"];

    /// <summary>Names of DPU clusters that are there, but that no DPUCluster object names yet.</summary>
    public IReadOnlyList<string> SpareClusters { get; init; } = [];

    /// <summary>How new the CRDs are.</summary>
    public CrdGeneration Generation { get; init; }

    /// <summary>Clusters whose CRDs are old, whatever those of the others are; <c>host</c> is the host cluster.</summary>
    public IReadOnlyList<string> OldClusters { get; init; } = [];

    /// <summary>How new the CRDs of a cluster are.</summary>
    public CrdGeneration GenerationOf(string cluster) => OldClusters.Contains(cluster) ? CrdGeneration.Old : Generation;

    /// <summary>Version of the servers in the process.</summary>
    public string Version { get; init; } = "v1.33.1";

    /// <summary>Whether those have the newer of the two forms of OpenAPI.</summary>
    public bool HasOpenApiV3 { get; init; } = true;

    /// <summary>Custom kinds that servers in the process do not know, by cluster.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<ResourceKind>> Unserved { get; init; } =
        new Dictionary<string, IReadOnlyList<ResourceKind>>();

    public IEnumerable<string> AllClusters => Clusters.Concat(SpareClusters);
}
