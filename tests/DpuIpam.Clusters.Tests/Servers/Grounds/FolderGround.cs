using DpuIpam.Clusters.Folder;
using DpuIpam.Clusters.Tests.Servers.Judge;

namespace DpuIpam.Clusters.Tests.Servers.Grounds;

/// <summary>Clusters that are folders of manifests.</summary>
internal sealed class FolderGround : TestGround
{
    private readonly string _root;

    private FolderGround(GroundOptions options)
    {
        _root = Directory.CreateTempSubdirectory("dpuipam-test-folder-").FullName;
        Host = new FolderObjects("host", _root);
        Clusters = options.AllClusters.ToDictionary(static name => name, name =>
            new TestCluster(name, new FolderObjects($"{TestNamespace.Dpf}/{name}", PathOf(name)), null));
        Journal = new FolderJournal(
            [("host", _root), .. options.AllClusters.Select(name => ($"{TestNamespace.Dpf}/{name}", PathOf(name)))]);
    }

    public override GroundKind Kind => GroundKind.Folder;

    public override IObjectAccess Host { get; }

    public override IReadOnlyDictionary<string, TestCluster> Clusters { get; }

    public override ClusterJournal Journal { get; }

    /// <summary>The folder of the host cluster.</summary>
    public string Root => _root;

    public static FolderGround Make(GroundOptions options) => new(options);

    public override Task<ClusterSession> OpenAsync(SessionOptions? options = null, CancellationToken cancellation = default) =>
        Task.FromResult(FolderSession.Open(_root, options ?? new SessionOptions()));

    public override async ValueTask DisposeAsync()
    {
        await Journal.DisposeAsync();
        Directory.Delete(_root, recursive: true);
    }

    private string PathOf(string cluster) => Path.Combine(_root, cluster);
}
