using DpuIpam.Clusters.Tests.Servers.Http;
using DpuIpam.Clusters.Tests.Servers.InProcess;
using DpuIpam.Clusters.Tests.Servers.InProcess.Store;
using DpuIpam.Clusters.Tests.Servers.Judge;

namespace DpuIpam.Clusters.Tests.Servers.Grounds;

/// <summary>Clusters with servers in the test's process, where things can be made to go wrong.</summary>
internal sealed class InProcessGround : ServerGround
{
    private readonly TestAuthority _authority;

    private InProcessGround(
        GroundKind kind, InProcessServer host, (string Name, ITestServer Server)[] clusters, TestAuthority authority)
        : base(host, clusters)
    {
        Kind = kind;
        _authority = authority;
        Journal = new StoreJournal(Servers.Select(static entry => (entry.Cluster, ((InProcessServer)entry.Server).Store)));
    }

    public override GroundKind Kind { get; }

    public override ClusterJournal Journal { get; }

    /// <summary>The server of the host cluster, or of a DPU cluster by its name.</summary>
    public InProcessServer Server(string cluster = "host") =>
        (InProcessServer)(cluster == "host" ? HostServer : Clusters[cluster].Server!);

    public static async Task<InProcessGround> StartAsync(
        GroundKind kind, GroundOptions options, CancellationToken cancellation)
    {
        var authority = new TestAuthority();
        var server = new InProcessOptions
        {
            Version = options.Version, Revisions = new Revisions(), HasOpenApiV3 = options.HasOpenApiV3,
            RefusesUnknownFields = kind == GroundKind.Newest,
        };
        var host = await InProcessServer.StartAsync(authority, Of("host"));
        var clusters = new List<(string, ITestServer)>();
        foreach (var name in options.AllClusters)
            clusters.Add((name, await InProcessServer.StartAsync(authority, Of(name))));
        var ground = new InProcessGround(kind, host, [.. clusters], authority);
        await ground.Host.CreateAsync(LoneServer.NewNamespace(TestNamespace.Dpf), cancellation);
        return ground;

        InProcessOptions Of(string name) => server with
        {
            Name = name,
            Generation = options.GenerationOf(name),
            CustomKinds = [.. server.CustomKinds.Except(options.Unserved.GetValueOrDefault(name) ?? [])],
        };
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        foreach (var (_, server) in Servers) await ((InProcessServer)server).DisposeAsync();
        _authority.Dispose();
    }
}
