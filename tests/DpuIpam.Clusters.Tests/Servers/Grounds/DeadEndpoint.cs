using System.Net;
using System.Net.Sockets;

namespace DpuIpam.Clusters.Tests.Servers.Grounds;

/// <summary>Addresses of clusters that are gone.</summary>
internal sealed class DeadEndpoint : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    /// <summary>Accepts connections and never says a word.</summary>
    public DeadEndpoint()
    {
        _listener.Start();
        Silent = new Uri($"https://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
    }

    public Uri Silent { get; }

    /// <summary>Nobody listens there.</summary>
    public static Uri Closed => new($"https://127.0.0.1:{Real.ServerProcess.FreePort()}");

    public void Dispose() => _listener.Dispose();
}
