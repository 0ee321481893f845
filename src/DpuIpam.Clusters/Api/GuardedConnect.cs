using System.Net;
using System.Net.Sockets;

namespace DpuIpam.Clusters.Api;

/// <summary>Connects to a server that a Secret names, and to none on the local link: whoever may write that Secret must not
/// have us talk to the services that a cloud keeps for its machines. Names are looked up here, so that what was looked at is
/// what is connected to.</summary>
/// <param name="cluster">How messages name the cluster.</param>
/// <param name="place">Where the server's address stands.</param>
/// <param name="resolve">Looks a name up; null for the system's way.</param>
internal sealed class GuardedConnect(
    string cluster, string place, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
{
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _resolve = resolve ?? Dns.GetHostAddressesAsync;

    /// <summary>Opens the connection for a request.</summary>
    /// <exception cref="ClusterException">The server is on the local link.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var end = context.DnsEndPoint;
        var server = context.InitialRequestMessage.RequestUri?.IdnHost.Trim('[', ']') ?? end.Host;
        var addresses = await _resolve(end.Host, cancellation).ConfigureAwait(false);
        // The way to a proxy is the user's; where it is to lead is not.
        Refuse(string.Equals(server, end.Host, StringComparison.OrdinalIgnoreCase)
            ? addresses
            : await TryResolveAsync(server, cancellation).ConfigureAwait(false));
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, end.Port, cancellation).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private void Refuse(IPAddress[] addresses)
    {
        if (!Array.Exists(addresses, LinkLocal.Holds)) return;
        throw LinkLocal.Refusal(cluster, place);
    }

    /// <summary>A proxy may know names that are not known here.</summary>
    private async Task<IPAddress[]> TryResolveAsync(string host, CancellationToken cancellation)
    {
        try
        {
            return await _resolve(host, cancellation).ConfigureAwait(false);
        }
        catch (SocketException)
        {
            return [];
        }
    }
}
