using System.Text;

namespace DpuIpam.Clusters.Tests.Api;

/// <summary>Kubeconfig files of tests, in a folder that goes away with them.</summary>
internal sealed class Kubeconfigs : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("kubeconfig").FullName;

    public string Write(string name, string text)
    {
        var file = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return file;
    }

    /// <summary>One context, one cluster, one user.</summary>
    public static string One(string cluster, string user, string context = "lab") =>
        $"""
        apiVersion: v1
        kind: Config
        current-context: {context}
        clusters:
        - name: c
          cluster: {Braces(cluster)}
        users:
        - name: u
          user: {Braces(user)}
        contexts:
        - name: {context}
          context: {Braces("cluster: c, user: u")}
        """;

    public static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string Braces(string fields) => "{" + fields + "}";

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
