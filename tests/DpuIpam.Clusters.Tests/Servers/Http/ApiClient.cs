using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;

namespace DpuIpam.Clusters.Tests.Servers.Http;

/// <summary>Plain HTTP to a test server, without any of the product's code.</summary>
internal sealed class ApiClient : IDisposable
{
    public const string ApplyPatch = "application/apply-patch+yaml";
    public const string MergePatch = "application/merge-patch+json";
    public const string JsonPatch = "application/json-patch+json";

    /// <summary>No answer takes longer on purpose; a test that hangs says nothing.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly HttpClient _http;

    /// <param name="server">The server.</param>
    /// <param name="user">Who calls; null for nobody.</param>
    /// <param name="userAgent">What the caller calls itself; the manager of what it updates without naming one.</param>
    public ApiClient(ITestServer server, TestUser? user, string userAgent = "test-admin/1.0")
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null
            && TestAuthority.Vouches(server.AuthorityPem, (System.Security.Cryptography.X509Certificates.X509Certificate2)certificate);
        _http = new HttpClient(handler)
        {
            BaseAddress = server.Endpoint,
            Timeout = Timeout.InfiniteTimeSpan,
        };
        if (user is not null) _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", user.Token);
        _http.DefaultRequestHeaders.UserAgent.ParseAdd(userAgent);
    }

    public async Task<ApiAnswer> SendAsync(
        string method, string target, JsonNode? body = null, string contentType = "application/json",
        string accept = "application/json", CancellationToken cancellation = default)
    {
        using var request = NewRequest(new HttpMethod(method), target);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        if (body is not null) request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, contentType);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Limit);
        using var response = await _http.SendAsync(request, limit.Token);
        var text = await response.Content.ReadAsStringAsync(limit.Token);
        return new ApiAnswer(
            (int)response.StatusCode, response.Headers, response.Content.Headers.ContentType?.ToString(), text);
    }

    public Task<ApiAnswer> GetAsync(ResourceKind kind, ObjectName name, CancellationToken cancellation = default) =>
        SendAsync("GET", ApiPath.Of(kind, name), cancellation: cancellation);

    public Task<ApiAnswer> ListAsync(
        ResourceKind kind, string? @namespace, string query = "", CancellationToken cancellation = default) =>
        SendAsync("GET", ApiPath.Of(kind, @namespace) + query, cancellation: cancellation);

    public Task<ApiAnswer> CreateAsync(JsonObject item, string query = "", CancellationToken cancellation = default) =>
        SendAsync("POST", ApiPath.Of(ApiPath.KindOf(item), ApiPath.NameOf(item).Namespace) + query, item, cancellation: cancellation);

    public Task<ApiAnswer> ReplaceAsync(JsonObject item, string suffix = "", CancellationToken cancellation = default) =>
        SendAsync("PUT", ApiPath.Of(ApiPath.KindOf(item), ApiPath.NameOf(item)) + suffix, item, cancellation: cancellation);

    public Task<ApiAnswer> MergeAsync(
        ResourceKind kind, ObjectName name, JsonNode patch, string suffix = "", CancellationToken cancellation = default) =>
        SendAsync("PATCH", ApiPath.Of(kind, name) + suffix, patch, MergePatch, cancellation: cancellation);

    public Task<ApiAnswer> PatchAsync(
        ResourceKind kind, ObjectName name, JsonArray operations, string suffix = "", CancellationToken cancellation = default) =>
        SendAsync("PATCH", ApiPath.Of(kind, name) + suffix, operations, JsonPatch, cancellation: cancellation);

    public Task<ApiAnswer> ApplyAsync(
        JsonObject item, string manager, bool force = false, string suffix = "", string query = "",
        CancellationToken cancellation = default) => SendAsync(
            "PATCH",
            $"{ApiPath.Of(ApiPath.KindOf(item), ApiPath.NameOf(item))}{suffix}?fieldManager={manager}&force={(force ? "true" : "false")}{query}",
            item, ApplyPatch, cancellation: cancellation);

    public Task<ApiAnswer> DeleteAsync(
        ResourceKind kind, ObjectName name, JsonObject? options = null, CancellationToken cancellation = default) =>
        SendAsync("DELETE", ApiPath.Of(kind, name), options, cancellation: cancellation);

    /// <summary>The events of a watch, until the server ends it. An answer that is no stream is one event of type
    /// <c>ANSWER</c>.</summary>
    public async IAsyncEnumerable<JsonObject> WatchAsync(
        ResourceKind kind, string? @namespace, string query, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var request = NewRequest(HttpMethod.Get, $"{ApiPath.Of(kind, @namespace)}?watch=1&{query}");
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        if (!response.IsSuccessStatusCode)
        {
            var status = JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellation));
            yield return new JsonObject { ["type"] = "ANSWER", ["object"] = status };
            yield break;
        }

        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellation));
        while (await reader.ReadLineAsync(cancellation) is { } line)
            if (line.Length > 0) yield return JsonNode.Parse(line)!.AsObject();
    }

    public void Dispose() => _http.Dispose();

    /// <summary>By HTTP/1.1: where a real server refuses a request before it has read the body, it resets the stream of
    /// HTTP/2, and now and then the answer is lost.</summary>
    private static HttpRequestMessage NewRequest(HttpMethod method, string target) => new(method, target)
    {
        Version = HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };
}
