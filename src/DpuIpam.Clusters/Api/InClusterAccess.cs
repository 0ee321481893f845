using System.Globalization;

namespace DpuIpam.Clusters.Api;

/// <summary>The way to the cluster that this process runs in.</summary>
internal static class InClusterAccess
{
    public const string Folder = "/var/run/secrets/kubernetes.io/serviceaccount";

    /// <param name="cluster">How messages name the cluster.</param>
    /// <param name="variables">The environment.</param>
    /// <param name="folder">Where the service account's files lie.</param>
    /// <exception cref="ClusterException">The process does not run in a pod, or without a service account.</exception>
    public static ServerAccess Read(string cluster, Func<string, string?> variables, string folder)
    {
        var host = variables("KUBERNETES_SERVICE_HOST");
        var port = variables("KUBERNETES_SERVICE_PORT");
        if (string.IsNullOrEmpty(host)
            || !ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            throw Wrong(cluster, "KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not set, so this is no pod; "
                + "use a kubeconfig instead");
        }

        var token = Path.Combine(folder, "token");
        if (!File.Exists(token))
            throw Wrong(cluster, $"there is no {token}; give the pod a service account with automountServiceAccountToken: true");
        return new ServerAccess
        {
            Server = new UriBuilder("https", host, number).Uri,
            CertificateAuthority = Authority(cluster, Path.Combine(folder, "ca.crt")),
            TokenFile = token,
        };
    }

    private static string Authority(string cluster, string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Wrong(cluster, $"{file} can't be read");
        }
    }

    private static ClusterException Wrong(string cluster, string message) =>
        new(ClusterFailure.Configuration, cluster, $"in-cluster: {message}");
}
