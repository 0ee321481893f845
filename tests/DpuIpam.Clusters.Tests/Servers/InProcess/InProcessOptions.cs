using DpuIpam.Clusters.Tests.Servers.Crds;
using DpuIpam.Clusters.Tests.Servers.InProcess.Store;

namespace DpuIpam.Clusters.Tests.Servers.InProcess;

/// <summary>What kind of server is wanted.</summary>
internal sealed record InProcessOptions
{
    public string Name { get; init; } = "in-process";

    public string Version { get; init; } = "v1.33.1";

    public CrdGeneration Generation { get; init; }

    /// <summary>The custom kinds that it serves.</summary>
    public IReadOnlyList<ResourceKind> CustomKinds { get; init; } = TestCrds.Kinds;

    /// <summary>Whether it has the newer of the two forms of OpenAPI.</summary>
    public bool HasOpenApiV3 { get; init; } = true;

    /// <summary>Whether it refuses unknown fields where the writer wants that, as servers from 1.27 on do; older ones prune them
    /// all the same. Of an apply, both refuse them.</summary>
    public bool RefusesUnknownFields { get; init; }

    /// <summary>Shared by the clusters of one test.</summary>
    public Revisions Revisions { get; init; } = new();
}
