using System.Net;
using System.Net.Sockets;
using DpuIpam.Clusters.Api;

namespace DpuIpam.Clusters.Tests.Api;

/// <summary>A name leads where it likes, so what it leads to is looked at when the connection is made.</summary>
public sealed class GuardedConnectTests
{
    [Theory]
    [InlineData("169.254.169.254")]
    [InlineData("fe80::1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("10.0.0.1,169.254.169.254")]
    public async Task A_name_that_leads_to_the_local_link_is_refused(string addresses)
    {
        var asked = new List<string>();

        var error = await RefusedAsync("https://api.lab:6443", asked, addresses);

        Assert.Equal(
            "lab: Secret ns/s: server leads to an address of the local link (169.254.0.0/16 or fe80::/10), which is refused in a Secret's"
            + " kubeconfig: a cloud's metadata service is there. If it is meant, give -DpuKubeconfig a file for this cluster", error.Message);
        Assert.Equal(["api.lab"], asked);
    }

    [Theory]
    [InlineData("http://2852039166")]
    [InlineData("http://0xa9fea9fe")]
    [InlineData("http://169.254.169.254")]
    [InlineData("http://[fe80::1]")]
    public async Task So_is_an_address_in_whatever_form(string server)
    {
        using var http = new HttpClient(new SocketsHttpHandler { ConnectCallback = new GuardedConnect("lab", "x").ConnectAsync, UseProxy = false });

        var error = await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync(server));

        Assert.IsType<ClusterException>(error.GetBaseException());
    }

    [Fact]
    public async Task What_was_looked_at_is_what_is_connected_to()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Otherwise = static _ => Reply.Json("{}");
        var answers = new Queue<string>(["127.0.0.1", "169.254.169.254"]);
        using var http = Client((_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(answers.Dequeue())]));

        using var answer = await http.GetAsync($"http://api.lab:{server.Address.Port}/");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Single(answers);
    }

    [Fact]
    public async Task Behind_a_proxy_it_is_the_server_that_is_looked_at()
    {
        await using var proxy = await ScriptedServer.StartAsync();
        proxy.Otherwise = static _ => Reply.Json("{}");
        using var handler = new SocketsHttpHandler
        {
            ConnectCallback = new GuardedConnect("lab", "x", (host, _) => host switch
            {
                "127.0.0.1" => Task.FromResult<IPAddress[]>([IPAddress.Loopback]),
                "evil.lab" => Task.FromResult<IPAddress[]>([IPAddress.Parse("169.254.169.254")]),
                // Only the proxy knows it.
                _ => throw new SocketException((int)SocketError.HostNotFound),
            }).ConnectAsync,
            Proxy = new WebProxy(proxy.Address),
        };
        using var http = new HttpClient(handler);

        var error = await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync("http://evil.lab/"));
        Assert.IsType<ClusterException>(error.GetBaseException());
        Assert.Empty(proxy.Seen);
        using var answer = await http.GetAsync("http://inside.lab/");
        Assert.Single(proxy.Seen);
    }

    [Fact]
    public async Task The_refusal_is_what_a_cluster_fails_with_and_nothing_is_tried_again()
    {
        var time = new InstantTime();
        using var cluster = Given.Cluster(
            new ServerAccess { Server = new Uri("https://169.254.169.254"), RefusesLinkLocal = true, Place = "Secret ns/s" }, time);

        var error = await Given.FailsAsync(ClusterFailure.Configuration, () => cluster.VersionAsync(CancellationToken.None));

        Assert.StartsWith("lab: Secret ns/s: server leads to an address of the local link", error.Message, StringComparison.Ordinal);
        Assert.Empty(time.Waits);
    }

    private static async Task<ClusterException> RefusedAsync(string server, List<string> asked, string addresses)
    {
        using var http = Client((host, _) =>
        {
            asked.Add(host);
            return Task.FromResult(Array.ConvertAll(addresses.Split(','), IPAddress.Parse));
        });
        var error = await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync(server));
        return Assert.IsType<ClusterException>(error.GetBaseException());
    }

    private static HttpClient Client(Func<string, CancellationToken, Task<IPAddress[]>> resolve) => new(
        new SocketsHttpHandler { ConnectCallback = new GuardedConnect("lab", "Secret ns/s", resolve).ConnectAsync, UseProxy = false });
}
