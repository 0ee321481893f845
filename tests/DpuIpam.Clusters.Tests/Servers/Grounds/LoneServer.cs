using System.Text.Json.Nodes;
using DpuIpam.Clusters.Tests.Servers.Crds;
using DpuIpam.Clusters.Tests.Servers.Http;
using DpuIpam.Clusters.Tests.Servers.InProcess;
using DpuIpam.Clusters.Tests.Servers.Real;

namespace DpuIpam.Clusters.Tests.Servers.Grounds;

/// <summary>One empty server, with the test CRDs and the namespace <c>dpf-operator-system</c>.</summary>
internal sealed class LoneServer : IAsyncDisposable
{
    private readonly Func<ValueTask> _dispose;

    private LoneServer(ITestServer server, Func<ValueTask> dispose)
    {
        Server = server;
        Client = new ApiClient(server, server.Admin);
        _dispose = dispose;
    }

    public ITestServer Server { get; }

    public ApiClient Client { get; }

    public static async Task<LoneServer> TakeAsync(
        GroundKind kind, CrdGeneration generation = CrdGeneration.Newest, CancellationToken cancellation = default)
    {
        var lone = kind == GroundKind.Real ? await TakeRealAsync(generation, cancellation) : await StartAsync(kind, generation);
        (await lone.Client.CreateAsync(NewNamespace(TestNamespace.Dpf), cancellation: cancellation)).Object();
        return lone;
    }

    public static JsonObject NewNamespace(string name) => new()
    {
        ["apiVersion"] = "v1", ["kind"] = "Namespace", ["metadata"] = new JsonObject { ["name"] = name },
    };

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _dispose();
    }

    private static async Task<LoneServer> StartAsync(GroundKind kind, CrdGeneration generation)
    {
        var authority = new TestAuthority();
        var server = await InProcessServer.StartAsync(authority, new InProcessOptions
        {
            Generation = generation, RefusesUnknownFields = kind == GroundKind.Newest,
        });
        return new LoneServer(server, async () =>
        {
            await server.DisposeAsync();
            authority.Dispose();
        });
    }

    private static async Task<LoneServer> TakeRealAsync(CrdGeneration generation, CancellationToken cancellation)
    {
        var (servers, lease) = await RealServers.TakeAsync(1, cancellation);
        var lone = new LoneServer(servers[0], () =>
        {
            lease.Dispose();
            return ValueTask.CompletedTask;
        });
        try
        {
            await ClusterWiper.WipeAsync(lone.Client, cancellation);
            await CrdInstaller.InstallAsync(lone.Client, generation, KubeAssets.TakesZeroForNull, cancellation);
            return lone;
        }
        catch
        {
            await lone.DisposeAsync();
            throw;
        }
    }
}
