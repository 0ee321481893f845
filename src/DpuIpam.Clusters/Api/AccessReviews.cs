using System.Buffers;
using System.Collections.Concurrent;
using System.Text.Json;

namespace DpuIpam.Clusters.Api;

/// <summary>Asks the server what the caller may do.</summary>
/// <remarks>A yes is remembered as long as the connection lives. A no is asked again: somebody may grant the right.</remarks>
internal sealed class AccessReviews(ApiTransport transport)
{
    private const string Path = "apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

    private readonly ConcurrentDictionary<AccessRight, bool> _granted = new();

    /// <summary>The rights that are missing, in their order; none where the server does not say.</summary>
    public async Task<IReadOnlyList<AccessRight>> FindMissingAsync(
        IReadOnlyList<AccessRight> rights, CancellationToken cancellation)
    {
        var asked = new Task<bool>[rights.Count];
        for (var i = 0; i < asked.Length; i++) asked[i] = IsGrantedAsync(rights[i], cancellation);
        await Task.WhenAll(asked).ConfigureAwait(false);
        var missing = new List<AccessRight>();
        for (var i = 0; i < asked.Length; i++)
            if (!await asked[i].ConfigureAwait(false)) missing.Add(rights[i]);
        return missing;
    }

    private async Task<bool> IsGrantedAsync(AccessRight right, CancellationToken cancellation)
    {
        if (_granted.ContainsKey(right)) return true;
        var request = new ApiRequest
        {
            Method = HttpMethod.Post,
            Target = Path,
            What = $"ask for the right to {right}",
            Body = BodyOf(right),
        };
        var answer = await transport.ReadAsync(request, cancellation).ConfigureAwait(false);
        // Who may not even ask, or asks a server that has no such reviews, learns it from the request itself.
        if (answer.Status is 403 or 404 or 405) return true;
        if (!answer.IsSuccess) throw ServerErrors.Of(transport, request, answer);
        var status = ApiDocuments.Field(ApiDocuments.Parse(transport, request, answer), "status");
        if (ApiDocuments.Field(status, "allowed").ValueKind != JsonValueKind.True) return false;
        _granted.TryAdd(right, true);
        return true;
    }

    private static ReadOnlyMemory<byte> BodyOf(AccessRight right)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("apiVersion", "authorization.k8s.io/v1");
            writer.WriteString("kind", "SelfSubjectAccessReview");
            writer.WriteStartObject("spec");
            writer.WriteStartObject("resourceAttributes");
            writer.WriteString("verb", right.Verb);
            writer.WriteString("group", right.Kind.Group);
            writer.WriteString("version", right.Kind.Version);
            writer.WriteString("resource", right.Kind.Plural);
            if (right.Subresource is not null) writer.WriteString("subresource", right.Subresource);
            if (right.Name is not null) writer.WriteString("name", right.Name);
            if (right.Namespace.Length > 0) writer.WriteString("namespace", right.Namespace);
            writer.WriteEndObject();
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }
}
