using System.Text.Json.Nodes;
using DpuIpam.Clusters.Api;
using DpuIpam.Clusters.Tests.Servers.Http;

namespace DpuIpam.Clusters.Tests.Servers.Grounds;

/// <summary>Clusters with API servers, whatever they are made of.</summary>
internal abstract class ServerGround : TestGround
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dpuipam-test-kubeconfig-").FullName;
    private readonly List<ApiClient> _clients = [];

    /// <param name="host">The host cluster's server.</param>
    /// <param name="clusters">The servers of the DPU clusters, by name.</param>
    protected ServerGround(ITestServer host, IEnumerable<(string Name, ITestServer Server)> clusters)
    {
        HostServer = host;
        Host = new ServerObjects("host", NewClient(host));
        Clusters = clusters.ToDictionary(static entry => entry.Name, entry => new TestCluster(
            entry.Name, new ServerObjects($"{TestNamespace.Dpf}/{entry.Name}", NewClient(entry.Server)), entry.Server));
    }

    public ITestServer HostServer { get; }

    public override IObjectAccess Host { get; }

    public override IReadOnlyDictionary<string, TestCluster> Clusters { get; }

    /// <summary>All servers with the names that the journal has for them.</summary>
    public IEnumerable<(string Cluster, ITestServer Server)> Servers =>
        [("host", HostServer), .. Clusters.Values.Select(static cluster => (cluster.Key, cluster.Server!))];

    /// <summary>Writes a kubeconfig file for the host cluster.</summary>
    /// <returns>Its path.</returns>
    public string WriteKubeconfig(TestUser? user = null, bool useToken = false)
    {
        var path = Path.Combine(_folder, $"{Guid.NewGuid():N}.yaml");
        File.WriteAllText(path, KubeconfigText.Of(HostServer, user ?? HostServer.Admin, useToken));
        return path;
    }

    public override Task<ClusterSession> OpenAsync(SessionOptions? options = null, CancellationToken cancellation = default) =>
        OpenAsync(HostServer.Admin, options, cancellation);

    /// <summary>A connection of another user than the one who may do everything.</summary>
    public Task<ClusterSession> OpenAsync(
        TestUser user, SessionOptions? options = null, CancellationToken cancellation = default) => KubernetesSession.OpenAsync(
            new KubeconfigChoice { Paths = [WriteKubeconfig(user)] }, options ?? new SessionOptions(), cancellation);

    public override async Task RegisterAsync(string name, JsonObject? labels = null, CancellationToken cancellation = default)
    {
        await SetKubeconfigAsync(name, KubeconfigOf(name), cancellation: cancellation);
        await base.RegisterAsync(name, labels, cancellation);
    }

    /// <summary>Sets the Secret with a DPU cluster's kubeconfig.</summary>
    /// <param name="name">The DPU cluster.</param>
    /// <param name="text">The kubeconfig.</param>
    /// <param name="key">The key in the Secret.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public async Task SetKubeconfigAsync(
        string name, string text, string key = "super-admin.conf", CancellationToken cancellation = default)
    {
        var secret = new ObjectName(TestNamespace.Dpf, SecretOf(name));
        if (await Host.FindAsync(ResourceKind.Secret, secret, cancellation) is not null)
            await Host.DeleteAsync(ResourceKind.Secret, secret, cancellation);
        await Host.CreateAsync(
            new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "Secret",
                ["metadata"] = new JsonObject { ["name"] = secret.Name, ["namespace"] = secret.Namespace },
                ["data"] = new JsonObject { [key] = KubeconfigText.Base64(text) },
            },
            cancellation);
    }

    /// <summary>From now on a DPU cluster is where nobody listens.</summary>
    public Task CutOffAsync(string name) => SetKubeconfigAsync(name, KubeconfigOf(name, DeadEndpoint.Closed));

    /// <summary>A cluster that was cut off is there again.</summary>
    public Task ReconnectAsync(string name) => SetKubeconfigAsync(name, KubeconfigOf(name));

    /// <summary>Plain access of somebody who calls himself something.</summary>
    public ApiClient NewClient(ITestServer server, string userAgent = "test-admin/1.0")
    {
        var client = new ApiClient(server, server.Admin, userAgent);
        _clients.Add(client);
        return client;
    }

    public override async ValueTask DisposeAsync()
    {
        await Journal.DisposeAsync();
        foreach (var client in _clients) client.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private string KubeconfigOf(string name, Uri? endpoint = null)
    {
        var server = Clusters[name].Server!;
        return KubeconfigText.Of(server, server.Admin, endpoint: endpoint);
    }
}
