using DpuIpam.Clusters.Tests.Servers.Real;

namespace DpuIpam.Clusters.Tests.Servers.Grounds;

/// <summary>The rows of tests that run on several grounds. Without real servers there is no row for them: a row that did
/// not run must not count as one that passed. <see cref="RealServerTests"/> then says so.</summary>
public static class GroundRows
{
    /// <summary>Every ground.</summary>
    public static TheoryData<GroundKind> All => Of(GroundKind.Folder, GroundKind.InProcess, GroundKind.Real);

    /// <summary>The grounds with API servers.</summary>
    public static TheoryData<GroundKind> Servers => Of(GroundKind.InProcess, GroundKind.Real);

    /// <summary>The same, and servers that refuse fields which they don't know.</summary>
    public static TheoryData<GroundKind> Schemas => Of(GroundKind.InProcess, GroundKind.Newest, GroundKind.Real);

    private static TheoryData<GroundKind> Of(params GroundKind[] kinds) =>
        new(kinds.Where(static kind => kind != GroundKind.Real || KubeAssets.Missing is null));
}
