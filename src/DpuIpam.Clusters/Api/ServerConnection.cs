using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using k8s;
using k8s.Authentication;

namespace DpuIpam.Clusters.Api;

/// <summary>Connections to one server with one set of credentials. When those change, another takes its place.</summary>
internal sealed class ServerConnection : IDisposable
{
    /// <summary>Credentials that hold no longer than this are renewed before they are used.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(20);

    private static readonly string UserAgent =
        $"DpuIpam/{typeof(ServerConnection).Assembly.GetName().Version?.ToString(3)}";

    private readonly string _cluster;
    private readonly ServerAccess _access;
    private readonly DateTimeOffset? _renewal;
    private readonly Kubernetes _client;
    private readonly HttpClient _http;
    private readonly string[] _secrets;
    private readonly object _gate = new();
    private readonly IWebProxy? _proxy;
    private DateTimeOffset? _certificateEnd;
    private volatile string? _distrust;
    private volatile string? _sent;
    private int _users;
    private bool _isRetired;

    private ServerConnection(
        string cluster, ServerAccess access, ExecCredential? credential, TimeSpan connectTimeout, DateTimeOffset now)
    {
        _cluster = cluster;
        _access = access;
        // A plugin may hand out what it has kept until its last seconds: asked again, it would do so again.
        _renewal = credential?.Expires is { } expires && now + Margin < expires ? expires - Margin : credential?.Expires;
        // Blanks at a header's end are none of its value: kubectl's HTTP drops them.
        var token = (credential?.Token ?? access.Token)?.TrimEnd(' ', '\t');
        CheckToken(token);
        _proxy = access.Proxy is null ? HttpClient.DefaultProxy : ProxyOf(access.Proxy);
        _secrets = [.. new[] { token, access.Password }.OfType<string>().Where(static secret => secret.Length > 3)];
        var config = new KubernetesClientConfiguration
        {
            Host = access.Server.AbsoluteUri,
            SkipTlsVerify = access.SkipsTlsVerification,
            UserAgent = UserAgent,
            AccessToken = token,
            Username = access.UserName,
            Password = access.Password,
            FirstMessageHandlerSetup = handler => SetUp(handler, credential, connectTimeout),
        };
        if (access.TokenFile is not null) config.TokenProvider = new TokenFileAuth(access.TokenFile);
        _client = new Kubernetes(config);
        _http = _client.HttpClient;
        // Each request has a limit of its own, and only the one for connecting may look like a time-out.
        _http.Timeout = Timeout.InfiniteTimeSpan;
    }

    /// <summary>Gets ready to send, without a request to the server.</summary>
    /// <param name="cluster">How messages name the cluster.</param>
    /// <param name="access">The way to it.</param>
    /// <param name="connectTimeout">How long one try to connect may take.</param>
    /// <param name="pluginTimeout">How long a credential plugin may take.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="ClusterException">The credentials can't be had, or can't be used.</exception>
    public static async Task<ServerConnection> OpenAsync(
        string cluster, ServerAccess access, TimeSpan connectTimeout, TimeSpan pluginTimeout, TimeProvider time,
        CancellationToken cancellation)
    {
        var credential = access.Plugin is null || access.Token is not null
            ? null
            : await access.Plugin.RunAsync(cluster, pluginTimeout, time, cancellation).ConfigureAwait(false);
        return new ServerConnection(cluster, access, credential, connectTimeout, time.GetUtcNow());
    }

    /// <summary>Why the certificate of the server was not taken the last time; null where it was.</summary>
    public string? Distrust => _distrust;

    /// <summary>The proxy that requests go through, with the place that names it; null for none.</summary>
    public string? Proxy => _proxy?.GetProxy(_client.BaseUri) is { } proxy && proxy != _client.BaseUri
        ? $"proxy {proxy.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped)} "
            + (_access.Proxy is null ? "of the environment" : "of the kubeconfig's proxy-url")
        : null;

    /// <summary>Whether it was retired, and its last request has ended.</summary>
    public bool IsClosed
    {
        get { lock (_gate) return _isRetired && _users == 0; }
    }

    /// <summary>Whose time is over of what the server is shown; null for none.</summary>
    public string? FindExpired(DateTimeOffset now) =>
        _certificateEnd is { } end && end <= now ? $"the client certificate expired on {Instant(end)}"
        : (_sent ?? _access.Token) is { } token && JsonWebToken.ExpiryOf(token) is { } expiry && expiry <= now
            ? $"the token expired on {Instant(expiry)}"
            : null;

    public bool HasExpired(DateTimeOffset now) => _renewal is { } renewal && now >= renewal;

    /// <summary>Keeps it open for a request; false where it is closed already.</summary>
    public bool TryEnter()
    {
        lock (_gate)
        {
            if (_isRetired && _users == 0) return false;
            _users++;
            return true;
        }
    }

    /// <summary>A request has ended: its answer was read, or there will be none.</summary>
    public void Leave()
    {
        lock (_gate)
        {
            if (--_users > 0 || !_isRetired) return;
        }

        Dispose();
    }

    /// <summary>Closes it as soon as the requests on their way have ended.</summary>
    public void Retire()
    {
        lock (_gate)
        {
            if (_isRetired) return;
            _isRetired = true;
            if (_users > 0) return;
        }

        Dispose();
    }

    /// <summary>Sends a request, whose address is relative; returns when the headers are there.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        request.RequestUri = new Uri(_client.BaseUri, request.RequestUri!.OriginalString);
        // The server offers HTTP/2 by ALPN; without TLS, or where it doesn't, it is 1.1. With a body it is 1.1 as well: a server
        // that refuses before it has read the body resets a stream of HTTP/2, and now and then its answer is lost.
        request.Version = request.Content is null ? HttpVersion.Version20 : HttpVersion.Version11;
        request.VersionPolicy = HttpVersionPolicy.RequestVersionOrLower;
        // The only way to another name in the TLS handshake than the address has.
        if (_access.TlsServerName is not null) request.Headers.Host = _access.TlsServerName;
        _access.Impersonation?.AddTo(request);
        if (_client.Credentials is not null) await AuthorizeAsync(request, cancellation).ConfigureAwait(false);
        return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
    }

    /// <summary>A text of the server without the secrets that were sent to it, in case it repeats them.</summary>
    public string Scrub(string text)
    {
        foreach (var secret in _secrets) text = text.Replace(secret, "***", StringComparison.Ordinal);
        return _sent is { Length: > 3 } sent ? text.Replace(sent, "***", StringComparison.Ordinal) : text;
    }

    public void Dispose() => _client.Dispose();

    public override string ToString() => _access.ToString();

    private async Task AuthorizeAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        try
        {
            await _client.Credentials.ProcessHttpRequestAsync(request, cancellation).ConfigureAwait(false);
            _sent = request.Headers.Authorization?.Parameter;
            CheckToken(_sent);
        }
        catch (Exception error) when (error is not (OperationCanceledException or ClusterException))
        {
            // What the exception says may quote the token.
            throw Unusable(_access.TokenFile is null
                ? "the token or password can't be sent"
                : $"the token file {_access.TokenFile} can't be read");
        }
    }

    private void SetUp(SocketsHttpHandler handler, ExecCredential? credential, TimeSpan connectTimeout)
    {
        handler.AllowAutoRedirect = false;
        handler.UseCookies = false;
        handler.AutomaticDecompression = DecompressionMethods.GZip;
        handler.ConnectTimeout = connectTimeout;
        handler.PooledConnectionLifetime = TimeSpan.FromMinutes(15);
        handler.KeepAlivePingDelay = TimeSpan.FromSeconds(30);
        handler.KeepAlivePingTimeout = TimeSpan.FromSeconds(15);
        if (_access.Proxy is not null) handler.Proxy = _proxy;
        if (_access.RefusesLinkLocal) handler.ConnectCallback = new GuardedConnect(_cluster, _access.Place).ConnectAsync;
        if (!_access.SkipsTlsVerification)
        {
            ServerTrust.Require(
                handler.SslOptions, _access.CertificateAuthority is { } authority ? Authorities(authority) : null,
                _access.TlsServerName ?? _access.Server.Host, distrust => _distrust = distrust);
        }

        var certificate = credential?.ClientCertificate ?? _access.ClientCertificate;
        var key = credential?.ClientKey ?? _access.ClientKey;
        if (certificate is null || key is null) return;
        try
        {
            var context = ClientCertificate.Load(certificate, key);
            _certificateEnd = context.TargetCertificate.NotAfter;
            handler.SslOptions.ClientCertificateContext = context;
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException or NotSupportedException)
        {
            throw Unusable(
                "the client certificate and its key can't be used: they must be a pair, as PEM, the key without a password");
        }
    }

    private X509Certificate2Collection Authorities(string pem)
    {
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPem(pem);
        }
        catch (CryptographicException)
        {
            throw Unusable("the certificate authority holds a certificate that can't be read");
        }

        return authorities.Count > 0
            ? authorities
            : throw Unusable("the certificate authority holds no certificate; it must be PEM");
    }

    private static WebProxy ProxyOf(Uri address)
    {
        var proxy = new WebProxy(new UriBuilder(address) { UserName = "", Password = "" }.Uri);
        if (address.UserInfo.Length == 0) return proxy;
        var parts = address.UserInfo.Split(':', 2);
        proxy.Credentials = new NetworkCredential(
            Uri.UnescapeDataString(parts[0]), parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "");
        return proxy;
    }

    /// <summary>The header classes put a value that they refuse into their message, so it is looked at first.</summary>
    private void CheckToken(string? token)
    {
        if (token is null) return;
        foreach (var c in token)
            if (c is <= ' ' or >= '\x7f') throw Unusable("the token has characters that no token may have");
    }

    private static string Instant(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private ClusterException Unusable(string message) => new(ClusterFailure.Configuration, _cluster, message);
}
