using System.Net.Http.Headers;

namespace DpuIpam.Clusters.Api;

/// <summary>A request, as often as it has to be sent.</summary>
internal sealed record ApiRequest
{
    public const string Json = "application/json";

    public required HttpMethod Method { get; init; }

    /// <summary>Path and query, relative to the server's address.</summary>
    public required string Target { get; init; }

    /// <summary>What is done to what, as messages say it: <c>get IPPool ns/name</c>.</summary>
    public required string What { get; init; }

    public ReadOnlyMemory<byte> Body { get; init; }

    public string ContentType { get; init; } = Json;

    public string Accept { get; init; } = Json;

    /// <summary>Whether it may change something that stays.</summary>
    public bool IsWrite { get; init; }

    /// <summary>Whether nothing of the answer may be shown.</summary>
    public bool IsSecret { get; init; }

    /// <summary>Whether a 409, or a refusal as malformed, means that the patch does not apply to the object as it is.</summary>
    public bool IsJsonPatch { get; init; }

    /// <summary>The most that is read of an answer, in bytes.</summary>
    public int Limit { get; init; } = 16 << 20;

    public HttpRequestMessage ToMessage()
    {
        var message = new HttpRequestMessage(Method, new Uri(Target, UriKind.Relative));
        message.Headers.TryAddWithoutValidation("Accept", Accept);
        if (Body.IsEmpty) return message;
        message.Content = new ReadOnlyMemoryContent(Body);
        message.Content.Headers.ContentType = new MediaTypeHeaderValue(ContentType);
        return message;
    }
}
