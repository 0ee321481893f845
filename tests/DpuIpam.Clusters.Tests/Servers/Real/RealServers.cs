using System.Net.Http;
using DpuIpam.Clusters.Tests.Servers.Http;
using DpuIpam.Clusters.Tests.Servers.Real;

[assembly: AssemblyFixture(typeof(RealServers))]

namespace DpuIpam.Clusters.Tests.Servers.Real;

/// <summary>The real servers of a test run, started when the first test wants them and shared by all: one etcd, so that
/// the versions of all clusters' objects are one order, and an API server per cluster.</summary>
public sealed class RealServers : IAsyncLifetime
{
    private static readonly SemaphoreSlim Starting = new(1);
    private static readonly SemaphoreSlim Lease = new(1);
    private static readonly List<RealServer> Servers = [];
    private static readonly TestAuthority Authority = new();
    private static ServerProcess? _etcd;
    private static Uri? _etcdAddress;
    private static RealServer? _rbacServer;

    /// <summary>Gives the first so many servers to one test, which has them to itself until it disposes of the lease.</summary>
    internal static async Task<(IReadOnlyList<RealServer> Servers, IDisposable Lease)> TakeAsync(
        int count, CancellationToken cancellation)
    {
        await Lease.WaitAsync(cancellation);
        try
        {
            await Starting.WaitAsync(cancellation);
            try
            {
                await StartEtcdAsync(cancellation);
                var first = Servers.Count;
                var starting = Enumerable.Range(first, Math.Max(count - first, 0)).Select(i =>
                    RealServer.StartAsync($"cluster-{i}", _etcdAddress!, Authority, usesRbac: false, cancellation));
                Servers.AddRange(await Task.WhenAll(starting));
            }
            finally
            {
                Starting.Release();
            }

            return (Servers[..count], new Returning());
        }
        catch
        {
            Lease.Release();
            throw;
        }
    }

    /// <summary>A server where callers need rights; for tests that make their own rights and namespaces.</summary>
    internal static async Task<RealServer> WithRbacAsync(CancellationToken cancellation)
    {
        await Starting.WaitAsync(cancellation);
        try
        {
            await StartEtcdAsync(cancellation);
            return _rbacServer ??= await RealServer.StartAsync("with-rbac", _etcdAddress!, Authority, usesRbac: true, cancellation);
        }
        finally
        {
            Starting.Release();
        }
    }

    /// <inheritdoc />
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var server in Servers) await server.DisposeAsync();
        Servers.Clear();
        if (_rbacServer is not null) await _rbacServer.DisposeAsync();
        if (_etcd is not null) await _etcd.DisposeAsync();
        (_rbacServer, _etcd) = (null, null);
    }

    private static async Task StartEtcdAsync(CancellationToken cancellation)
    {
        if (_etcd is not null) return;
        var folder = ServerProcess.MakeFolder("etcd");
        var (clients, peers) = ($"http://127.0.0.1:{ServerProcess.FreePort()}", $"http://127.0.0.1:{ServerProcess.FreePort()}");
        _etcdAddress = new Uri(clients);
        var process = ServerProcess.Start(KubeAssets.Etcd, folder,
        [
            $"--data-dir={Path.Combine(folder, "data")}", $"--listen-client-urls={clients}", $"--advertise-client-urls={clients}",
            $"--listen-peer-urls={peers}", $"--initial-advertise-peer-urls={peers}", $"--initial-cluster=default={peers}",
        ]);
        using var http = new HttpClient();
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                if ((await http.GetStringAsync(new Uri(_etcdAddress, "/health"), cancellation)).Contains("true", StringComparison.Ordinal)) break;
            }
            catch (HttpRequestException) when (attempt < 600 && !process.HasEnded)
            {
                // Not listening yet.
            }

            await Task.Delay(100, cancellation);
        }

        _etcd = process;
    }

    private sealed class Returning : IDisposable
    {
        private int _isDone;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isDone, 1) == 0) Lease.Release();
        }
    }
}
