using System.Net;

namespace DpuIpam.Clusters.Api;

/// <summary>The way to a cluster by the user's own kubeconfig, which may use all that kubectl allows.</summary>
internal static class UserKubeconfig
{
    /// <summary>Reads files and looks up a context.</summary>
    /// <param name="paths">The files; null for those that kubectl would read.</param>
    /// <param name="context">The context; null for the current one.</param>
    /// <param name="cluster">How messages name the cluster; null for the context's name.</param>
    /// <returns>The context's name, and what it leads to.</returns>
    /// <exception cref="ClusterException">Something is missing or wrong; the message names file and field.</exception>
    public static (string Context, ServerAccess Access) Read(IReadOnlyList<string>? paths, string? context, string? cluster)
    {
        var config = KubeconfigFile.Read(paths);
        var name = ContextOf(config, context);
        return (name, AccessOf(config, name, cluster ?? (name.Length > 0 ? name : "kubeconfig")));
    }

    /// <summary>The name of the context that a choice means.</summary>
    /// <returns>The name; empty for the context without one, which kubectl uses where there is no current-context.</returns>
    /// <exception cref="ClusterException">There is no such context.</exception>
    public static string ContextOf(Kubeconfig config, string? chosen)
    {
        var name = chosen ?? config.CurrentContext ?? (config.Contexts.ContainsKey("") ? "" : throw Wrong(
            $"{config.Place} has no current-context; give -Context one of: {Names(config)}"));
        return config.Contexts.ContainsKey(name)
            ? name
            : throw Wrong($"{config.Place} has no context \"{name}\"; it has: {Names(config)}");
    }

    /// <summary>What a context leads to.</summary>
    /// <param name="config">The kubeconfig.</param>
    /// <param name="context">A context of it.</param>
    /// <param name="cluster">How messages name the cluster.</param>
    /// <exception cref="ClusterException">Something is missing or wrong; the message names the field.</exception>
    public static ServerAccess AccessOf(Kubeconfig config, string context, string cluster)
    {
        var place = config.Place;
        var links = new KubeconfigFields(config.Contexts[context].Value, $"{place}: context \"{context}\"", cluster);
        var clusterName = links.Text("cluster") ?? "";
        if (!config.Clusters.TryGetValue(clusterName, out var clusterEntry))
            throw links.Wrong(clusterName.Length == 0 ? "cluster is missing" : $"its cluster \"{clusterName}\" is not there");
        var server = new KubeconfigFields(clusterEntry.Value, $"{place}: cluster \"{clusterName}\"", cluster);
        var address = KubeconfigAddress.Of(server, mayLackScheme: true);
        // As for kubectl: a host alone is spoken to in plain http, and shown no credentials.
        if (KubeconfigAddress.LacksScheme(server))
            return new ServerAccess { Server = Reachable(address), Proxy = KubeconfigAddress.ProxyOf(server) };
        var authority = server.Data("certificate-authority-data") ?? Contents(server, clusterEntry, "certificate-authority");
        var isInsecure = server.Flag("insecure-skip-tls-verify");
        if (isInsecure && authority is not null && address.Scheme == Uri.UriSchemeHttps)
        {
            throw server.Wrong("insecure-skip-tls-verify and a certificate authority exclude each other, for kubectl as well;"
                + " remove insecure-skip-tls-verify, or the authority if the server is to prove nothing");
        }

        var userName = links.Text("user") ?? (config.Users.ContainsKey("") ? "" : null);
        KubeconfigEntry? userEntry = null;
        if (userName is not null && !config.Users.TryGetValue(userName, out userEntry))
            throw links.Wrong($"its user \"{userName}\" is not there");
        var entry = userEntry ?? new KubeconfigEntry(default, null);
        var user = new KubeconfigFields(entry.Value, $"{place}: user \"{userName}\"", cluster);
        return new ServerAccess
        {
            Server = Reachable(address),
            CertificateAuthority = authority,
            TlsServerName = server.Text("tls-server-name"),
            SkipsTlsVerification = isInsecure,
            Proxy = KubeconfigAddress.ProxyOf(server),
            ClientCertificate = user.Data("client-certificate-data") ?? Contents(user, entry, "client-certificate"),
            ClientKey = user.Data("client-key-data") ?? Contents(user, entry, "client-key"),
            Token = user.Text("token") ?? OidcToken.Of(user),
            TokenFile = user.Text("tokenFile") is { } tokenFile ? entry.FullPath(tokenFile) : null,
            UserName = user.Text("username"),
            Password = user.Text("password"),
            Plugin = ExecPlugin.Of(user, entry, server, address, authority),
            Impersonation = ImpersonationOf(user),
        };
    }

    private static string? Contents(KubeconfigFields fields, KubeconfigEntry entry, string field)
    {
        if (fields.Text(field) is not { } path) return null;
        path = entry.FullPath(path);
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            var why = Directory.Exists(path) ? ": it is a folder" : File.Exists(path) ? "" : ": it is not there";
            throw fields.Wrong($"{field}: {path} can't be read{why}");
        }
    }

    private static Impersonation? ImpersonationOf(KubeconfigFields user)
    {
        var extra = new List<KeyValuePair<string, string>>();
        if (user.Part("as-user-extra") is { } part)
        {
            foreach (var name in part.Names())
                foreach (var value in part.Texts(name)) extra.Add(new(name, value));
        }

        var impersonation = new Impersonation
        {
            User = user.Text("as"),
            Uid = user.Text("as-uid"),
            Groups = user.Texts("as-groups"),
            Extra = extra,
        };
        if (impersonation.User is not null) return impersonation;
        return impersonation.Uid is null && impersonation.Groups.Count == 0 && extra.Count == 0
            ? null
            : throw user.Wrong("as is missing: there are a uid, groups or facts to act with, but no user to act as");
    }

    /// <summary>Local clusters write the address that they listen on. Not every system connects to it.</summary>
    private static Uri Reachable(Uri address) => IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) switch
    {
        true when ip.Equals(IPAddress.Any) => new UriBuilder(address) { Host = IPAddress.Loopback.ToString() }.Uri,
        true when ip.Equals(IPAddress.IPv6Any) => new UriBuilder(address) { Host = $"[{IPAddress.IPv6Loopback}]" }.Uri,
        _ => address,
    };

    private static string Names(Kubeconfig config) =>
        config.ContextNames.Count == 0 ? "none" : string.Join(", ", config.ContextNames);

    private static ClusterException Wrong(string message) => new(ClusterFailure.Configuration, "kubeconfig", message);
}
