using System.Text;
using DpuIpam.Clusters.Tests.Servers.Http;

namespace DpuIpam.Clusters.Tests.Servers.Grounds;

/// <summary>Kubeconfigs with everything in them.</summary>
internal static class KubeconfigText
{
    /// <param name="server">The server.</param>
    /// <param name="user">Who connects.</param>
    /// <param name="useToken">By token; else by client certificate.</param>
    /// <param name="endpoint">Another address than the server's.</param>
    public static string Of(ITestServer server, TestUser user, bool useToken = false, Uri? endpoint = null)
    {
        var credentials = useToken || user.CertificatePem is null
            ? $"    token: {user.Token}"
            : $"    client-certificate-data: {Base64(user.CertificatePem)}\n    client-key-data: {Base64(user.KeyPem!)}";
        return $"""
            apiVersion: v1
            kind: Config
            clusters:
            - name: {server.Name}
              cluster:
                server: {(endpoint ?? server.Endpoint).GetLeftPart(UriPartial.Authority)}
                certificate-authority-data: {Base64(server.AuthorityPem)}
            users:
            - name: {user.Name}
              user:
            {credentials}
            contexts:
            - name: {user.Name}@{server.Name}
              context:
                cluster: {server.Name}
                user: {user.Name}
            current-context: {user.Name}@{server.Name}

            """;
    }

    public static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
