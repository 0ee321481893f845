using System.Collections.Concurrent;
using System.Text.Json;
using DpuIpam.Clusters.Manifests;

namespace DpuIpam.Clusters.Api;

/// <summary>Knows which fields the server's schemas have: from OpenAPI, which every user may read.</summary>
/// <remarks>Version 3 has a document per group, from Kubernetes 1.24 on; version 2 has one of several MiB for all.</remarks>
internal sealed class OpenApiSchemas(ApiTransport transport)
{
    private const int Limit = 64 << 20;

    private readonly ConcurrentDictionary<(string Group, string Version), SchemaSet> _read = new();

    /// <summary>Whether a kind has a field, such as <c>spec.network</c>; items of a list are passed over to their fields.
    /// Null where no schema says.</summary>
    public async Task<bool?> HasFieldAsync(ResourceKind kind, string path, CancellationToken cancellation)
    {
        if (!_read.TryGetValue((kind.Group, kind.Version), out var schemas))
        {
            schemas = await ReadAsync(kind, cancellation).ConfigureAwait(false);
            if (schemas is null) return null;
            _read.TryAdd((kind.Group, kind.Version), schemas);
        }

        return schemas.HasField(kind, path);
    }

    private async Task<SchemaSet?> ReadAsync(ResourceKind kind, CancellationToken cancellation) =>
        await ReadAsync("openapi/v3/" + ApiPaths.Group(kind), kind, ReadVersion3, cancellation).ConfigureAwait(false)
        ?? await ReadAsync("openapi/v2", kind, ReadVersion2, cancellation).ConfigureAwait(false);

    private async Task<SchemaSet?> ReadAsync(
        string target, ResourceKind kind, Func<ReadOnlyMemory<byte>, ResourceKind, SchemaSet?> read,
        CancellationToken cancellation)
    {
        var request = new ApiRequest
        {
            Method = HttpMethod.Get,
            Target = target,
            What = $"read the schema of {kind}",
            Limit = Limit,
        };
        var answer = await transport.ReadAsync(request, cancellation).ConfigureAwait(false);
        if (answer.Status == 401) throw ServerErrors.Of(transport, request, answer);
        if (!answer.IsSuccess || !answer.IsJson) return null;
        try
        {
            return read(answer.Body, kind);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static SchemaSet? ReadVersion3(ReadOnlyMemory<byte> text, ResourceKind kind)
    {
        var root = JsonTree.Parse(text.Span, ManifestLimits.Default);
        var schemas = ApiDocuments.Field(ApiDocuments.Field(root, "components"), "schemas");
        if (schemas.ValueKind != JsonValueKind.Object) return null;
        var set = new SchemaSet();
        foreach (var schema in schemas.EnumerateObject()) set.Add(schema.Name, schema.Value);
        return set;
    }

    /// <summary>Keeps the definitions of the kind's group and passes over all others without making anything of them.</summary>
    private static SchemaSet? ReadVersion2(ReadOnlyMemory<byte> text, ResourceKind kind)
    {
        // com.nvidia.nv-ipam.v1alpha1.IPPool is how a definition is named after its group.
        var parts = kind.Group.Split('.');
        Array.Reverse(parts);
        var prefix = $"{string.Join('.', parts)}.{kind.Version}.";
        var reader = new Utf8JsonReader(text.Span, new JsonReaderOptions { MaxDepth = 256 });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return null;
        SchemaSet? set = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isDefinitions = reader.ValueTextEquals("definitions");
            reader.Read();
            if (!isDefinitions || reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip();
                continue;
            }

            set = new SchemaSet();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.GetString()!;
                reader.Read();
                if (name.StartsWith(prefix, StringComparison.Ordinal)) set.Add(name, JsonElement.ParseValue(ref reader));
                else reader.Skip();
            }
        }

        return set;
    }
}
