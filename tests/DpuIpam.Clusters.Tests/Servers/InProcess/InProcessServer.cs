using System.Net;
using DpuIpam.Clusters.Tests.Servers.Crds;
using DpuIpam.Clusters.Tests.Servers.Http;
using DpuIpam.Clusters.Tests.Servers.InProcess.Access;
using DpuIpam.Clusters.Tests.Servers.InProcess.Faults;
using DpuIpam.Clusters.Tests.Servers.InProcess.Serving;
using DpuIpam.Clusters.Tests.Servers.InProcess.Store;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;

namespace DpuIpam.Clusters.Tests.Servers.InProcess;

/// <summary>An API server in the test's process: real HTTPS, the semantics of a real server in what the module uses, and
/// faults on demand.</summary>
internal sealed class InProcessServer : ITestServer, IAsyncDisposable
{
    private readonly TestAuthority _authority;
    private readonly (string Certificate, string Key) _certificate;
    private readonly RequestHandler _handler;
    private WebApplication? _application;
    private int _port;

    private InProcessServer(InProcessOptions options, TestAuthority authority)
    {
        _authority = authority;
        _certificate = authority.IssueServer();
        Options = options;
        Store = new ObjectStore(options.Revisions);
        ServedKind[] kinds =
        [
            .. ServedKind.BuiltIn,
            .. options.CustomKinds.Select(kind => new ServedKind(kind, TestCrds.SchemaOf(kind, options.Generation), true, true)),
        ];
        _handler = new RequestHandler(Store, Users, new Discovery(options, kinds), kinds, options.RefusesUnknownFields);
        var (certificate, key) = authority.IssueClient("test-admin", "system:masters");
        Admin = new TestUser("test-admin", Guid.NewGuid().ToString("N"), certificate, key);
        Users.Add(Admin, null);
    }

    public InProcessOptions Options { get; }

    public ObjectStore Store { get; }

    public UserDirectory Users { get; } = new();

    public FaultPlan Faults { get; } = new();

    public RequestJournal Requests { get; } = new();

    public string Name => Options.Name;

    public Uri Endpoint => new($"https://127.0.0.1:{_port}");

    public string AuthorityPem => _authority.Pem;

    public TestUser Admin { get; }

    /// <summary>Starts a server on a free port of the loopback address.</summary>
    public static async Task<InProcessServer> StartAsync(TestAuthority authority, InProcessOptions? options = null)
    {
        var server = new InProcessServer(options ?? new InProcessOptions(), authority);
        await server.ListenAsync();
        return server;
    }

    /// <summary>Listens, after <see cref="StopListeningAsync"/> on the same port as before.</summary>
    public async Task ListenAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, _port, listener =>
            {
                listener.Protocols = HttpProtocols.Http1AndHttp2;
                listener.UseHttps(https =>
                {
                    https.ServerCertificate = TestAuthority.Load(_certificate.Certificate, _certificate.Key);
                    https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
                    https.ClientCertificateValidation = (certificate, _, _) => _authority.Vouches(certificate);
                });
            }));
        _application = builder.Build();
        _application.Run(ServeAsync);
        await _application.StartAsync();
        _port = new Uri(_application.Urls.First()).Port;
    }

    /// <summary>Closes the port: the cluster is gone, its objects stay.</summary>
    public async Task StopListeningAsync()
    {
        if (_application is not { } application) return;
        _application = null;
        using var atOnce = new CancellationTokenSource();
        await atOnce.CancelAsync();
        await application.StopAsync(atOnce.Token);
        await application.DisposeAsync();
    }

    public async ValueTask DisposeAsync() => await StopListeningAsync();

    private async Task ServeAsync(HttpContext context)
    {
        var entry = new RequestEntry(
            context.Request.Method, context.Request.Path.Value ?? "", context.Request.QueryString.Value ?? "",
            context.Request.ContentType ?? "", context.Request.Headers.UserAgent.ToString(), 0, context.Request.Protocol);
        // The tests' own access always goes well.
        var fault = entry.UserAgent.StartsWith("test-", StringComparison.Ordinal) ? null : Faults.Take(entry);
        try
        {
            await ServeAsync(context, fault);
        }
        catch (OperationCanceledException)
        {
            // The caller has gone away, or a fault has sent it.
        }
        finally
        {
            Requests.Add(entry with { Status = context.Response.HasStarted ? context.Response.StatusCode : 0 });
        }
    }

    private async Task ServeAsync(HttpContext context, Fault? fault)
    {
        if (fault?.IsSilent == true) await Task.Delay(Timeout.Infinite, context.RequestAborted);
        if (fault?.IsCutBefore == true)
        {
            context.Abort();
            return;
        }

        if (fault?.Before is { } before) await before();
        if (fault?.Location is { } location)
        {
            context.Response.Redirect(location);
            await context.Response.CompleteAsync();
            return;
        }

        Answer answer;
        try
        {
            answer = fault?.Answer is { } refusal ? throw refusal : await _handler.HandleAsync(context);
        }
        catch (Refusal refusal)
        {
            answer = new Answer(refusal.Code, refusal.ToStatus());
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // A mistake of the test server itself: told in full, so that the test that met it shows it.
            answer = new Answer(500, Refusal.Internal($"The test server fails: {error}").ToStatus());
        }

        if (fault?.After is { } after) await after();
        if (fault?.IsCutAfter == true) context.Abort();
        else await AnswerWriter.WriteAsync(context, answer, fault);
    }
}
