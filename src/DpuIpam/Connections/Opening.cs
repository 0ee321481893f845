using DpuIpam.Clusters;
using DpuIpam.Clusters.Api;

namespace DpuIpam.Connections;

/// <summary>Makes connections of sessions.</summary>
internal static class Opening
{
    /// <summary>Connects to a Kubernetes cluster and asks its version: a wrong server or credential shows at once.</summary>
    public static async Task<Connection> OpenAsync(
        KubeconfigChoice choice, SessionOptions options, CancellationToken cancellation)
    {
        var session = await KubernetesSession.OpenAsync(choice, options, cancellation).ConfigureAwait(false);
        try
        {
            var version = await session.Host.VersionAsync(cancellation).ConfigureAwait(false);
            return Of(session, ConnectionKind.Kubernetes, version);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    public static Connection Of(ClusterSession session, ConnectionKind kind, string? version) =>
        new(session.Name, kind, session.Host.Endpoint, session.Namespace, session.IsReadOnly, session) { Version = version };
}
