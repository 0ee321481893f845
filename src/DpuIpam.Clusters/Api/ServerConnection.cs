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
        var token = credential?.Token ?? access.Token;
        CheckToken(token);
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
    /// <exception cref="ClusterException">The credentials can't be had, or can't be used.</exception>
    public static async Task<ServerConnection> OpenAsync(
        string cluster, ServerAccess access, TimeSpan connectTimeout, TimeProvider time, CancellationToken cancellation)
    {
        var credential = access.Plugin is null || access.Token is not null
            ? null
            : await access.Plugin.RunAsync(cluster, time, cancellation).ConfigureAwait(false);
        return new ServerConnection(cluster, access, credential, connectTimeout, time.GetUtcNow());
    }

    /// <summary>Whether it was retired, and its last request has ended.</summary>
    public bool IsClosed
    {
        get { lock (_gate) return _isRetired && _users == 0; }
    }

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
        if (_access.Proxy is not null) handler.Proxy = ProxyOf(_access.Proxy);
        if (_access.CertificateAuthority is { } authority) ServerTrust.Require(handler.SslOptions, Authorities(authority));
        var certificate = credential?.ClientCertificate ?? _access.ClientCertificate;
        var key = credential?.ClientKey ?? _access.ClientKey;
        if (certificate is null || key is null) return;
        try
        {
            handler.SslOptions.ClientCertificateContext = ClientCertificate.Load(certificate, key);
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

    private ClusterException Unusable(string message) => new(ClusterFailure.Configuration, _cluster, message);
}
