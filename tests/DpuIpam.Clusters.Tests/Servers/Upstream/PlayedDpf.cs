using System.Net.Http;
using System.Text;
using System.Text.Json.Nodes;
using DpuIpam.Clusters.Tests.Servers.Grounds;
using DpuIpam.Clusters.Tests.Servers.Http;
using DpuIpam.Resources;

namespace DpuIpam.Clusters.Tests.Servers.Upstream;

/// <summary>Plays DPF's controller in the clusters of a test (docs/upstream.md, C), only less patient: where upstream
/// comes back after 1 or 30 seconds, it does so at once.</summary>
internal sealed class PlayedDpf : IAsyncDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(1);

    private readonly ServerGround _ground;
    private readonly ApiClient _host;
    private readonly ChangeSignal _signal = new();
    private readonly Dictionary<string, ApiClient> _members = [];
    private Task _run = Task.CompletedTask;
    private bool _isStopped;

    private PlayedDpf(ServerGround ground)
    {
        _ground = ground;
        _host = new ApiClient(ground.HostServer, ground.HostServer.Admin, "test-dpf/1.0");
        Installation = new DpfInstallation(_host);
        _signal.Watch(_host, ResourceKind.ServiceIpam);
        _signal.Watch(_host, ResourceKind.DpuCluster);
        foreach (var cluster in ground.Clusters.Values)
        {
            var client = new ApiClient(cluster.Server!, cluster.Server!.Admin, "test-dpf/1.0");
            _members[cluster.Key] = client;
            _signal.Watch(client, ResourceKind.IPPool);
            _signal.Watch(client, ResourceKind.CidrPool);
        }
    }

    /// <summary>What shows that it is there.</summary>
    public DpfInstallation Installation { get; }

    /// <summary>Installs and starts it.</summary>
    public static async Task<PlayedDpf> StartAsync(ServerGround ground, CancellationToken cancellation = default)
    {
        var dpf = new PlayedDpf(ground);
        await dpf.Installation.InstallAsync(cancellation);
        dpf._run = Task.Run(dpf.RunAsync, cancellation);
        return dpf;
    }

    /// <summary>Starts one that is installed and was stopped.</summary>
    public static async Task<PlayedDpf> RestartAsync(ServerGround ground, CancellationToken cancellation = default)
    {
        var dpf = new PlayedDpf(ground);
        await dpf.Installation.ScaleAsync(1, cancellation);
        await dpf.Installation.HoldLeaseAsync(DateTime.UtcNow, "dpf-0_2", cancellation);
        dpf._run = Task.Run(dpf.RunAsync, cancellation);
        return dpf;
    }

    /// <summary>Stops it in good order: no replicas, and the Lease given back. What is installed stays.</summary>
    /// <param name="releaseLease">Whether the Lease is given back; else it only is no longer renewed.</param>
    public async Task StopAsync(bool releaseLease = true)
    {
        await EndAsync();
        await Installation.ScaleAsync(0);
        if (releaseLease) await Installation.ReleaseLeaseAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        foreach (var client in _members.Values) client.Dispose();
        _host.Dispose();
    }

    private async Task EndAsync()
    {
        if (_isStopped) return;
        _isStopped = true;
        await _signal.StopAsync(_run);
        _signal.Dispose();
    }

    private async Task RunAsync()
    {
        var renewed = DateTime.UtcNow;
        var isDue = false;
        while (!_signal.Stopping.IsCancellationRequested)
        {
            try
            {
                await _signal.WaitAsync(isDue ? Soon : Renewal);
                isDue = await PassAsync();
                if (DateTime.UtcNow - renewed < Renewal) continue;
                await Installation.RenewLeaseAsync(_signal.Stopping);
                renewed = DateTime.UtcNow;
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (HttpRequestException)
            {
                // The host cluster is away.
                isDue = true;
            }
        }
    }

    private async Task<bool> PassAsync()
    {
        var clusters = (await ListAsync(ResourceKind.DpuCluster)).ConvertAll(Documents.Read<DpuClusterResource>);
        clusters.Sort(static (a, b) => string.CompareOrdinal(a.Key, b.Key));
        var isDue = false;
        foreach (var item in await ListAsync(ResourceKind.ServiceIpam, TestNamespace.Dpf))
            isDue |= await new DpfPass(_host, OpenAsync).RunAsync(item, clusters, _signal.Stopping);
        return isDue;
    }

    private async Task<List<JsonObject>> ListAsync(ResourceKind kind, string? @namespace = null) =>
        [.. (await _host.ListAsync(kind, @namespace, cancellation: _signal.Stopping)).Items];

    /// <summary>A client is made anew in every pass: the Secret must be there and lead to the cluster.</summary>
    private async Task<DpfMember> OpenAsync(DpuClusterResource cluster)
    {
        var name = new ObjectName(cluster.Namespace, cluster.KubeconfigSecret ?? "");
        var secret = await _host.GetAsync(ResourceKind.Secret, name, _signal.Stopping);
        if (!secret.IsSuccess) throw new DpfException($"failed to get the kubeconfig of {cluster.Key}: {secret.Message}");
        var text = secret.Body["data"]?["super-admin.conf"] is { } data
            ? Encoding.UTF8.GetString(Convert.FromBase64String((string)data!))
            : throw new DpfException($"the kubeconfig Secret of {cluster.Key} has no super-admin.conf");
        var endpoint = _ground.Clusters[cluster.Name].Server!.Endpoint.GetLeftPart(UriPartial.Authority);
        return text.Contains(endpoint, StringComparison.Ordinal)
            ? new DpfMember(cluster.Key, _members[cluster.Key])
            : throw new DpfException($"{cluster.Key} does not answer");
    }
}
