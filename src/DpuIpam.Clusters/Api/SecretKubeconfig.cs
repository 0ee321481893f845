using DpuIpam.Clusters.Manifests;

namespace DpuIpam.Clusters.Api;

/// <summary>
/// The way to a DPU cluster by the kubeconfig in its Secret. Whoever may write that Secret must not be able to run a
/// program here, read a file of this machine, act as somebody else or have us talk to a server that proves nothing.
/// </summary>
internal static class SecretKubeconfig
{
    private static readonly (string Field, string Why)[] RefusedOfCluster =
    [
        ("insecure-skip-tls-verify", "the server would have to prove nothing"),
        ("certificate-authority", "it is a file of this machine; embed it as certificate-authority-data"),
        ("proxy-url", "the traffic would go through a place that the Secret chooses"),
    ];

    private static readonly (string Field, string Why)[] RefusedOfUser =
    [
        ("exec", "it would run a program on this machine; use a token or a certificate"),
        ("auth-provider", "it would sign in elsewhere; use a token or a certificate"),
        ("client-certificate", "it is a file of this machine; embed it as client-certificate-data"),
        ("client-key", "it is a file of this machine; embed it as client-key-data"),
        ("tokenFile", "it is a file of this machine; embed it as token"),
        ("as", "it would act as another user"),
        ("as-uid", "it would act as another user"),
        ("as-groups", "it would act for other groups"),
        ("as-user-extra", "it would act as another user"),
        ("username", "passwords are refused; use a token or a certificate"),
        ("password", "passwords are refused; use a token or a certificate"),
    ];

    /// <summary>Reads the text of such a kubeconfig.</summary>
    /// <param name="text">The text.</param>
    /// <param name="place">How messages name it.</param>
    /// <param name="cluster">How they name the cluster.</param>
    /// <exception cref="ClusterException">It is malformed, or not to be trusted; the message names the field.</exception>
    /// <remarks>Without certificate-authority-data the server must convince by the roots of this system. That is no
    /// weaker: whoever writes the Secret chooses server and authority alike.</remarks>
    public static ServerAccess Read(string text, string place, string cluster)
    {
        var config = new Kubeconfig(place);
        var isEmpty = !config.Add(ManifestReader.Read(text, null, new ManifestLimits { AliasExpansion = 10_000, Depth = 20 }), null, place);
        if (config.Clusters.Count != 1 || config.Users.Count != 1)
        {
            throw Wrong(cluster, place,
                (isEmpty ? "it is empty: " : "")
                + $"it must have exactly one cluster and one user, but has {config.Clusters.Count} and {config.Users.Count}");
        }

        var (clusterName, clusterEntry) = config.Clusters.First();
        var (userName, userEntry) = config.Users.First();
        var current = config.CurrentContext ?? throw Wrong(cluster, place, "current-context is missing");
        if (!config.Contexts.TryGetValue(current, out var context))
            throw Wrong(cluster, place, "its current-context is not among its contexts");
        var links = new KubeconfigFields(context.Value, $"{place}: current-context", cluster);
        if (links.Text("cluster") != clusterName || links.Text("user") != userName)
            throw links.Wrong("it must name the one cluster and the one user");
        var server = new KubeconfigFields(clusterEntry.Value, $"{place}: cluster", cluster);
        var user = new KubeconfigFields(userEntry.Value, $"{place}: user", cluster);
        Refuse(server, RefusedOfCluster);
        Refuse(user, RefusedOfUser);
        var address = KubeconfigAddress.Of(server);
        if (address.Scheme != "https")
            throw server.Wrong("server must be an https address: plain http proves nothing and hides nothing");
        if (LinkLocal.Holds(address)) throw LinkLocal.Refusal(cluster, $"{place}: cluster");
        return new ServerAccess
        {
            Server = address,
            RefusesLinkLocal = true,
            Place = $"{place}: cluster",
            CertificateAuthority = server.Data("certificate-authority-data"),
            TlsServerName = server.Text("tls-server-name"),
            ClientCertificate = user.Data("client-certificate-data"),
            ClientKey = user.Data("client-key-data"),
            Token = user.Text("token"),
        };
    }

    private static void Refuse(KubeconfigFields fields, (string Field, string Why)[] refused)
    {
        foreach (var (field, why) in refused)
            if (fields.Says(field)) throw fields.Wrong($"{field} is refused in a Secret's kubeconfig: {why}");
    }

    private static ClusterException Wrong(string cluster, string place, string message) =>
        new(ClusterFailure.Configuration, cluster, $"{place}: {message}");
}
