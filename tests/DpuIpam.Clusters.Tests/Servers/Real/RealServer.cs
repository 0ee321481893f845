using System.Net.Http;
using System.Net.Sockets;
using System.Security.Cryptography;
using DpuIpam.Clusters.Tests.Servers.Http;

namespace DpuIpam.Clusters.Tests.Servers.Real;

/// <summary>A real kube-apiserver.</summary>
internal sealed class RealServer : ITestServer, IAsyncDisposable
{
    /// <summary>A server on a busy machine takes its time; one that hangs must not hold up the tests for ever.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly ServerProcess _process;

    private RealServer(
        string name, int port, string authorityPem, TestUser admin, IReadOnlyDictionary<string, TestUser> users,
        ServerProcess process)
    {
        Name = name;
        Endpoint = new Uri($"https://127.0.0.1:{port}");
        AuthorityPem = authorityPem;
        Admin = admin;
        Users = users;
        _process = process;
    }

    public string Name { get; }

    public Uri Endpoint { get; }

    public string AuthorityPem { get; }

    public TestUser Admin { get; }

    /// <summary>Users without any rights of their own, by name: RBAC may give them some.</summary>
    public IReadOnlyDictionary<string, TestUser> Users { get; }

    /// <param name="name">How messages name it.</param>
    /// <param name="etcd">Address of the etcd that it keeps its objects in.</param>
    /// <param name="authority">Where its certificates come from.</param>
    /// <param name="usesRbac">Whether callers need rights; else everybody who is known may do everything.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public static async Task<RealServer> StartAsync(
        string name, Uri etcd, TestAuthority authority, bool usesRbac, CancellationToken cancellation)
    {
        var folder = ServerProcess.MakeFolder(name);
        var port = ServerProcess.FreePort();
        var (certificate, key) = authority.IssueClient("test-admin", "system:masters");
        var admin = new TestUser("test-admin", Guid.NewGuid().ToString("N"), certificate, key);
        TestUser[] others = [.. new[] { "plain-reader", "plain-writer", "plain-syncer" }.Select(name => NewUser(name, authority))];
        await WriteFilesAsync(folder, authority, [(admin, "system:masters"), .. others.Select(static user => (user, ""))], cancellation);
        var process = ServerProcess.Start(KubeAssets.ApiServer, folder, Arguments(name, folder, port, etcd, usesRbac));
        var server = new RealServer(
            name, port, authority.Pem, admin, others.ToDictionary(static user => user.Name), process);
        try
        {
            await server.WaitUntilReadyAsync(cancellation);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static TestUser NewUser(string name, TestAuthority authority)
    {
        var (certificate, key) = authority.IssueClient(name);
        return new TestUser(name, Guid.NewGuid().ToString("N"), certificate, key);
    }

    private static async Task WriteFilesAsync(
        string folder, TestAuthority authority, (TestUser User, string Group)[] users, CancellationToken cancellation)
    {
        var (certificate, key) = authority.IssueServer();
        using var accounts = RSA.Create(2048);
        (string Name, string Text)[] files =
        [
            ("ca.crt", authority.Pem), ("server.crt", certificate), ("server.key", key),
            ("accounts.key", accounts.ExportRSAPrivateKeyPem()),
            ("tokens.csv", string.Concat(users.Select(static entry =>
                $"{entry.User.Token},{entry.User.Name},{entry.User.Name},\"{entry.Group}\"\n"))),
        ];
        foreach (var (name, text) in files) await File.WriteAllTextAsync(Path.Combine(folder, name), text, cancellation);
    }

    private static string[] Arguments(string name, string folder, int port, Uri etcd, bool usesRbac)
    {
        string File(string file) => Path.Combine(folder, file);
        return
        [
            $"--etcd-servers={etcd.GetLeftPart(UriPartial.Authority)}", $"--etcd-prefix=/{name}",
            $"--secure-port={port}", "--bind-address=127.0.0.1", "--advertise-address=127.0.0.1", "--endpoint-reconciler-type=none",
            $"--cert-dir={folder}", $"--tls-cert-file={File("server.crt")}", $"--tls-private-key-file={File("server.key")}",
            $"--client-ca-file={File("ca.crt")}", $"--token-auth-file={File("tokens.csv")}",
            "--service-account-issuer=https://127.0.0.1", $"--service-account-key-file={File("accounts.key")}",
            $"--service-account-signing-key-file={File("accounts.key")}", "--service-cluster-ip-range=10.0.0.0/24",
            $"--authorization-mode={(usesRbac ? "RBAC" : "AlwaysAllow")}", "--enable-priority-and-fairness=false",
            // Without controllers there are no service accounts, and no quota to look after.
            "--disable-admission-plugins=ServiceAccount,DefaultStorageClass,StorageObjectInUseProtection,ResourceQuota,LimitRanger",
            .. KubeAssets.Version < new Version(1, 24) ? (string[])["--insecure-port=0"] : [],
        ];
    }

    private async Task WaitUntilReadyAsync(CancellationToken cancellation)
    {
        using var client = new ApiClient(this, Admin);
        var deadline = DateTime.UtcNow + Patience;
        while (true)
        {
            if (_process.HasEnded) throw new InvalidOperationException($"{Name} has ended:\n{_process.Tail}");
            if (DateTime.UtcNow > deadline) throw new TimeoutException($"{Name} is not ready after {Patience}:\n{_process.Tail}");
            try
            {
                if ((await client.SendAsync("GET", "/readyz", cancellation: cancellation)).Text == "ok") return;
            }
            catch (Exception error) when (error is HttpRequestException or SocketException)
            {
                // Not listening yet.
            }

            await Task.Delay(100, cancellation);
        }
    }
}
