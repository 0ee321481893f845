namespace DpuIpam.Clusters.Api;

/// <summary>Connects to Kubernetes clusters.</summary>
internal static class KubernetesSession
{
    private const string InCluster = "in-cluster";

    /// <summary>Opens a connection. The kubeconfig is read; nothing is asked of the cluster, and no plugin run, before the
    /// first request.</summary>
    /// <exception cref="ClusterException">The kubeconfig can't be used.</exception>
    public static Task<ClusterSession> OpenAsync(
        KubeconfigChoice choice, SessionOptions options, CancellationToken cancellation) =>
        OpenAsync(choice, options, TimeProvider.System, cancellation);

    public static async Task<ClusterSession> OpenAsync(
        KubeconfigChoice choice, SessionOptions options, TimeProvider time, CancellationToken cancellation)
    {
        // A file may lie on a slow share, or be a pipe: nobody's thread waits for it.
        var (context, access) = await Task.Run(() => Read(choice, options), cancellation).WaitAsync(cancellation)
            .ConfigureAwait(false);
        // The current context may change while the connection lives; the connection does not go with it.
        var pinned = choice with { Context = context };
        var name = options.Name ?? (context.Length > 0 ? context : access.Server.Host);
        var host = new ApiCluster(
            name, access, stopping => Task.Run(() => Read(pinned, options).Access, stopping), options, time);
        return new ClusterSession(name, host, new SecretSource(host, options, time), options.Namespace, options.IsReadOnly);
    }

    private static (string Context, ServerAccess Access) Read(KubeconfigChoice choice, SessionOptions options)
    {
        if (!choice.InCluster) return UserKubeconfig.Read(choice.Paths, choice.Context, options.Name);
        var access = InClusterAccess.Read(
            options.Name ?? InCluster, Environment.GetEnvironmentVariable, InClusterAccess.Folder);
        return (InCluster, access);
    }
}
