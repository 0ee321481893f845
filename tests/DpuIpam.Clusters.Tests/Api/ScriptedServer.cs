using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DpuIpam.Clusters.Api;

/// <summary>A server on loopback that answers each request with what a test says, however odd.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<SeenRequest> _seen = new();
    private readonly SemaphoreSlim _arrivals = new(0);
    private readonly ConcurrentQueue<Reply> _replies = new();

    private ScriptedServer(WebApplication app) => _app = app;

    /// <summary>Where it listens; every server has an address of its own.</summary>
    public Uri Address { get; private set; } = new("http://localhost");

    /// <summary>Answers the requests for which nothing was queued; null to refuse them as unexpected.</summary>
    public Func<SeenRequest, Reply>? Otherwise { get; set; }

    /// <summary>What was asked, in the order of arrival.</summary>
    public IReadOnlyList<SeenRequest> Seen => [.. _seen];

    /// <param name="certificate">What it shows; null for plain http.</param>
    /// <param name="asksForCertificate">Whether it wants one of the caller.</param>
    public static async Task<ScriptedServer> StartAsync(
        X509Certificate2? certificate = null, bool asksForCertificate = false, X509Certificate2Collection? chain = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (certificate is null) return;
            listen.UseHttps(https =>
            {
                https.ServerCertificate = certificate;
                https.ServerCertificateChain = chain;
                if (!asksForCertificate) return;
                https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
                https.AllowAnyClientCertificate();
            });
        }));
        var app = builder.Build();
        var server = new ScriptedServer(app);
        app.Run(server.AnswerAsync);
        await app.StartAsync();
        server.Address = new Uri(app.Services.GetRequiredService<IServer>().Features
            .Get<IServerAddressesFeature>()!.Addresses.Single().Replace("[::]", "127.0.0.1", StringComparison.Ordinal));
        return server;
    }

    /// <summary>Queues answers, one for each request to come.</summary>
    public ScriptedServer Then(params Reply[] replies)
    {
        foreach (var reply in replies) _replies.Enqueue(reply);
        return this;
    }

    /// <summary>Waits until another request has arrived.</summary>
    public async Task ArrivalAsync() =>
        Assert.True(await _arrivals.WaitAsync(TimeSpan.FromSeconds(60)), "no request came");

    public async ValueTask DisposeAsync()
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(1));
        await _app.StopAsync(soon.Token);
        await _app.DisposeAsync();
        _arrivals.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var headers = context.Request.Headers.ToDictionary(
            static header => header.Key, static header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        var request = new SeenRequest(
            context.Request.Method, context.Features.Get<IHttpRequestFeature>()!.RawTarget, headers,
            await reader.ReadToEndAsync(), context.Request.Protocol, context.Connection.ClientCertificate?.Subject);
        _seen.Enqueue(request);
        _arrivals.Release();
        if (!_replies.TryDequeue(out var reply))
            reply = Otherwise?.Invoke(request) ?? Reply.Failure(499, "Unexpected", $"nobody expected {request}");
        await reply.WriteAsync(context);
    }
}

/// <summary>A request as it arrived.</summary>
internal sealed record SeenRequest(
    string Method, string Target, IReadOnlyDictionary<string, string> Headers, string Body, string Protocol,
    string? ClientCertificate)
{
    public string? this[string header] => Headers.GetValueOrDefault(header);

    public override string ToString() => $"{Method} {Target}";
}
