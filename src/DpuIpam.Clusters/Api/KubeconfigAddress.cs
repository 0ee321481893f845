namespace DpuIpam.Clusters.Api;

/// <summary>Reads the addresses in a kubeconfig.</summary>
internal static class KubeconfigAddress
{
    /// <summary>The server's address.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="mayLackScheme">Whether a host alone is taken as kubectl takes it: for plain http.</param>
    /// <exception cref="ClusterException">It is missing or malformed. It is not repeated: it could hold a password.</exception>
    public static Uri Of(KubeconfigFields cluster, bool mayLackScheme = false)
    {
        var text = cluster.Text("server") ?? throw cluster.Wrong("server is missing");
        if (mayLackScheme && LacksScheme(cluster)) text = Uri.UriSchemeHttp + Uri.SchemeDelimiter + text;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("https" or "http")
            || address.Host.Length == 0)
            throw cluster.Wrong("server is no address such as https://host:6443");
        if (address.UserInfo.Length > 0) throw cluster.Wrong("server must not hold a user name or password");
        if (address.Query.Length > 0 || address.Fragment.Length > 0) throw cluster.Wrong("server must not hold a query");
        return address;
    }

    /// <summary>Whether the server is a host, or a host and its port, and nothing else.</summary>
    public static bool LacksScheme(KubeconfigFields cluster) =>
        cluster.Text("server") is { } text && !text.Contains(Uri.SchemeDelimiter, StringComparison.Ordinal)
        && text.TrimEnd('/').IndexOfAny(['/', '?', '#', '@']) < 0;

    public static Uri? ProxyOf(KubeconfigFields cluster)
    {
        if (cluster.Text("proxy-url") is not { } text) return null;
        return Uri.TryCreate(text, UriKind.Absolute, out var proxy) && proxy.Scheme is "http" or "https" or "socks5"
            ? proxy
            : throw cluster.Wrong("proxy-url is no address such as http://host:3128 or socks5://host:1080");
    }
}
