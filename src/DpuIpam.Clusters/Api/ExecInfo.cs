using System.Buffers;
using System.Text;
using System.Text.Json;

namespace DpuIpam.Clusters.Api;

/// <summary>What a credential plugin is told in KUBERNETES_EXEC_INFO.</summary>
internal static class ExecInfo
{
    private const string Extension = "client.authentication.k8s.io/exec";

    /// <param name="apiVersion">The version that the kubeconfig names.</param>
    /// <param name="cluster">The cluster, where the plugin is to be told of it; else null.</param>
    /// <param name="server">Its address.</param>
    /// <param name="authority">Its authority as PEM.</param>
    public static string Write(string apiVersion, KubeconfigFields? cluster, Uri server, string? authority)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("apiVersion", apiVersion);
            writer.WriteString("kind", "ExecCredential");
            writer.WriteStartObject("spec");
            writer.WriteBoolean("interactive", false);
            if (cluster is not null) WriteCluster(writer, cluster, server, authority);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteCluster(Utf8JsonWriter writer, KubeconfigFields cluster, Uri server, string? authority)
    {
        writer.WriteStartObject("cluster");
        writer.WriteString("server", server.OriginalString);
        if (cluster.Text("tls-server-name") is { } name) writer.WriteString("tls-server-name", name);
        if (cluster.Flag("insecure-skip-tls-verify")) writer.WriteBoolean("insecure-skip-tls-verify", true);
        if (authority is not null) writer.WriteBase64String("certificate-authority-data", Encoding.UTF8.GetBytes(authority));
        if (cluster.Text("proxy-url") is { } proxy) writer.WriteString("proxy-url", proxy);
        foreach (var extension in cluster.Items("extensions"))
        {
            if (extension.Text("name") != Extension || extension.Value("extension") is not { ValueKind: JsonValueKind.Object } config)
                continue;
            writer.WritePropertyName("config");
            config.WriteTo(writer);
        }

        writer.WriteEndObject();
    }
}
