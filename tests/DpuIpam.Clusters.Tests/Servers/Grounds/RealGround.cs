using DpuIpam.Clusters.Tests.Servers.Crds;
using DpuIpam.Clusters.Tests.Servers.Http;
using DpuIpam.Clusters.Tests.Servers.Judge;
using DpuIpam.Clusters.Tests.Servers.Real;

namespace DpuIpam.Clusters.Tests.Servers.Grounds;

/// <summary>Clusters with real servers. They are shared, so one test at a time has them.</summary>
internal sealed class RealGround : ServerGround
{
    private readonly IDisposable _lease;

    private RealGround(ITestServer host, (string Name, ITestServer Server)[] clusters, IDisposable lease)
        : base(host, clusters)
    {
        _lease = lease;
        Journal = new WatchJournal([.. Servers.Select(entry => (entry.Cluster, NewClient(entry.Server, "test-journal/1.0")))]);
    }

    public override GroundKind Kind => GroundKind.Real;

    public override ClusterJournal Journal { get; }

    public static async Task<RealGround> TakeAsync(GroundOptions options, CancellationToken cancellation)
    {
        string[] names = [.. options.AllClusters];
        var (servers, lease) = await RealServers.TakeAsync(names.Length + 1, cancellation);
        var ground = new RealGround(servers[0], [.. names.Select((name, i) => (name, (ITestServer)servers[i + 1]))], lease);
        try
        {
            await Task.WhenAll(ground.Servers.Select(async entry =>
            {
                using var client = new ApiClient(entry.Server, entry.Server.Admin);
                await ClusterWiper.WipeAsync(client, cancellation);
                await CrdInstaller.InstallAsync(
                    client, options.GenerationOf(entry.Cluster.Split('/')[^1]), KubeAssets.TakesZeroForNull, cancellation);
            }));
            await ground.Host.CreateAsync(LoneServer.NewNamespace(TestNamespace.Dpf), cancellation);
            return ground;
        }
        catch
        {
            await ground.DisposeAsync();
            throw;
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _lease.Dispose();
    }
}
