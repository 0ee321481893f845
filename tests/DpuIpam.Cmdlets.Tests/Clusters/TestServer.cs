using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace DpuIpam.Cmdlets.Tests.Clusters;

/// <summary>A little of an API server: answers what it is told to, keeps what it is asked, and waits when it is told to.</summary>
internal sealed class TestServer : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<string> _asked = new();
    private readonly ConcurrentDictionary<string, (int Status, string Body)> _answers = new(StringComparer.Ordinal);

    public TestServer()
    {
        Address = $"http://127.0.0.1:{FreePort()}/";
        _listener.Prefixes.Add(Address);
        _listener.Start();
        Answer("/version", """{"major":"1","minor":"33","gitVersion":"v1.33.1"}""");
        Answer("/apis/svc.dpu.nvidia.com/v1alpha1/namespaces/dpf-operator-system/dpuserviceipams", List("DPUServiceIPAM", "svc.dpu.nvidia.com/v1alpha1"));
        Answer("/apis/provisioning.dpu.nvidia.com/v1alpha1/dpuclusters", List("DPUCluster", "provisioning.dpu.nvidia.com/v1alpha1"));
        Answer("/apis/nv-ipam.nvidia.com/v1alpha1/ippools", List("IPPool", "nv-ipam.nvidia.com/v1alpha1"));
        Answer("/apis/nv-ipam.nvidia.com/v1alpha1/cidrpools", List("CIDRPool", "nv-ipam.nvidia.com/v1alpha1"));
        Answer("/api/v1/nodes", List("Node", "v1", """{"metadata":{"name":"dpu-1","labels":{}}}"""));
        _ = ServeAsync();
    }

    public string Address { get; }

    /// <summary>While it is not set, nothing is answered.</summary>
    public ManualResetEventSlim Gate { get; } = new(true);

    public IReadOnlyCollection<string> Asked => _asked;

    public void Answer(string path, string body, int status = 200) => _answers[path] = (status, body);

    /// <summary>A kubeconfig that leads here, with what is said of the user.</summary>
    public string Kubeconfig(string user = "{token: secret-token}", string context = "lab") => $$"""
        apiVersion: v1
        kind: Config
        current-context: {{context}}
        contexts:
        - {name: {{context}}, context: {cluster: c, user: u} }
        - {name: other, context: {cluster: c, user: u} }
        clusters: [{name: c, cluster: {server: "{{Address}}" } }]
        users: [{name: u, user: {{user}} }]

        """;

    public void Dispose()
    {
        Gate.Set();
        _listener.Close();
        Gate.Dispose();
    }

    private static string List(string kind, string version, string items = "") =>
        $$"""{"kind":"{{kind}}List","apiVersion":"{{version}}","metadata":{"resourceVersion":"1"},"items":[{{items}}] }""";

    private async Task ServeAsync()
    {
        try
        {
            while (true) _ = ReplyAsync(await _listener.GetContextAsync());
        }
        catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
        {
            // Closed.
        }
    }

    private async Task ReplyAsync(HttpListenerContext context)
    {
        await Task.Run(Gate.Wait);
        var path = context.Request.Url!.AbsolutePath;
        _asked.Enqueue(path);
        var (status, body) = _answers.TryGetValue(path, out var answer)
            ? answer
            : (404, """{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"NotFound","message":"not here","code":404}""");
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.Close(Encoding.UTF8.GetBytes(body), willBlock: false);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
