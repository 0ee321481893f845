using System.Collections.Concurrent;
using System.Text.Json;
using DpuIpam.Clusters.Manifests;

namespace DpuIpam.Clusters.Api;

/// <summary>Knows which fields the server's schemas have: from OpenAPI, which every user may read.</summary>
/// <remarks>Version 3 has a document per group, from Kubernetes 1.24 on; version 2 has one of several MiB for all.</remarks>
internal sealed class OpenApiSchemas(ApiTransport transport)
{
    private const int Limit = 64 << 20;
    private const string Version2 = "openapi/v2";

    private readonly ConcurrentDictionary<string, SchemaSet> _read = new(StringComparer.Ordinal);

    /// <summary>Whether a kind has a field, such as <c>spec.network</c>; items of a list are passed over to their fields.
    /// Null where no schema says.</summary>
    public async Task<bool?> HasFieldAsync(ResourceKind kind, string path, CancellationToken cancellation)
    {
        var schemas =
            await FindAsync("openapi/v3/" + ApiPaths.Group(kind), "", kind, path, cancellation).ConfigureAwait(false)
            ?? await FindAsync(Version2, PrefixOf(kind), kind, path, cancellation).ConfigureAwait(false);
        return schemas?.HasField(kind, path);
    }

    /// <summary>The schemas of a document; null where it can't be read, or does not have the kind.</summary>
    /// <remarks>What lacks the field is read again: a CustomResourceDefinition may be updated at any time, and takes seconds to
    /// get into the documents.</remarks>
    private async Task<SchemaSet?> FindAsync(
        string target, string prefix, ResourceKind kind, string path, CancellationToken cancellation)
    {
        var key = target + prefix;
        if (_read.TryGetValue(key, out var known) && known.HasField(kind, path) == true) return known;
        var request = new ApiRequest
        {
            Method = HttpMethod.Get,
            Target = target,
            What = "read the schemas",
            Limit = Limit,
        };
        var answer = await transport.ReadAsync(request, cancellation).ConfigureAwait(false);
        if (answer.Status == 401) throw ServerErrors.Of(transport, request, answer);
        if (!answer.IsSuccess) return null;
        // Old servers call version 2 plain text, so the text itself has to say what it is.
        var read = Parse(answer.Body.Span, prefix);
        if (!read.Has(kind)) return null;
        _read[key] = read;
        return read;
    }

    private static SchemaSet Parse(ReadOnlySpan<byte> text, string prefix)
    {
        try
        {
            return prefix.Length == 0 ? ParseVersion3(text) : ParseVersion2(text, prefix);
        }
        catch (JsonException)
        {
            return new SchemaSet();
        }
    }

    private static SchemaSet ParseVersion3(ReadOnlySpan<byte> text)
    {
        var set = new SchemaSet();
        var root = JsonTree.Parse(text, ManifestLimits.Default);
        var schemas = ApiDocuments.Field(ApiDocuments.Field(root, "components"), "schemas");
        if (schemas.ValueKind != JsonValueKind.Object) return set;
        foreach (var schema in schemas.EnumerateObject()) set.Add(schema.Name, schema.Value);
        return set;
    }

    /// <summary>Keeps the definitions with a prefix and passes over all others without making anything of them.</summary>
    private static SchemaSet ParseVersion2(ReadOnlySpan<byte> text, string prefix)
    {
        var set = new SchemaSet();
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = 256 });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return set;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isDefinitions = reader.ValueTextEquals("definitions");
            reader.Read();
            if (!isDefinitions || reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip();
                continue;
            }

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

    /// <summary>
    /// How the definitions of a group, and of its relatives, begin: <c>com.nvidia.</c> for <c>nv-ipam.nvidia.com</c>, so
    /// that the large document is read once for all groups that matter here.
    /// </summary>
    private static string PrefixOf(ResourceKind kind)
    {
        var labels = kind.Group.Split('.');
        return labels.Length < 2 ? $"io.k8s.api.{kind.Group}." : $"{labels[^1]}.{labels[^2]}.";
    }
}
