using System.Text.Json;

namespace DpuIpam.Clusters.Api;

/// <summary>Schemas of OpenAPI that may refer to each other, and the kinds that they describe.</summary>
internal sealed class SchemaSet
{
    /// <summary>References may lead around in a circle.</summary>
    private const int MostReferences = 20;

    private readonly Dictionary<string, JsonElement> _schemas = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Group, string Version, string Kind), JsonElement> _kinds = [];

    public bool IsEmpty => _schemas.Count == 0;

    public void Add(string name, JsonElement schema)
    {
        _schemas[name] = schema;
        if (ApiDocuments.Field(schema, "x-kubernetes-group-version-kind") is not { ValueKind: JsonValueKind.Array } kinds) return;
        foreach (var kind in kinds.EnumerateArray())
        {
            var key = (ApiDocuments.Text(kind, "group") ?? "", ApiDocuments.Text(kind, "version") ?? "",
                ApiDocuments.Text(kind, "kind") ?? "");
            _kinds[key] = schema;
        }
    }

    /// <summary>Whether a kind has a field. Where the schema keeps whatever it does not know, it has every field; where it
    /// says nothing about the fields of a kind, or refers to something that was not read, nobody knows: null.</summary>
    public bool? HasField(ResourceKind kind, string path)
    {
        if (!_kinds.TryGetValue((kind.Group, kind.Version, kind.Kind), out var schema)) return null;
        foreach (var name in path.Split('.'))
        {
            if (Resolve(schema) is not { } resolved) return null;
            var isOpen = ApiDocuments.Field(resolved, "x-kubernetes-preserve-unknown-fields").ValueKind == JsonValueKind.True;
            var properties = ApiDocuments.Field(resolved, "properties");
            if (ApiDocuments.Field(properties, name) is { ValueKind: JsonValueKind.Object } field)
            {
                schema = field;
                continue;
            }

            if (isOpen) return true;
            // The keys of a map are anybody's.
            if (ApiDocuments.Field(resolved, "additionalProperties") is { ValueKind: JsonValueKind.Object } values)
            {
                schema = values;
                continue;
            }

            return properties.ValueKind == JsonValueKind.Object || ApiDocuments.Text(resolved, "type") is not (null or "object")
                ? false
                : null;
        }

        return true;
    }

    /// <summary>The schema behind references and lists; null when it is not here.</summary>
    private JsonElement? Resolve(JsonElement schema)
    {
        for (var i = 0; i < MostReferences; i++)
        {
            if (ApiDocuments.Text(schema, "$ref") is { } reference)
            {
                if (!_schemas.TryGetValue(reference[(reference.LastIndexOf('/') + 1)..], out schema)) return null;
            }
            else if (ApiDocuments.Field(schema, "allOf") is { ValueKind: JsonValueKind.Array } all && all.GetArrayLength() == 1)
            {
                // This is how a reference gets a description of its own.
                schema = all[0];
            }
            else if (ApiDocuments.Field(schema, "items") is { ValueKind: JsonValueKind.Object } items)
            {
                schema = items;
            }
            else
            {
                return schema;
            }
        }

        return null;
    }
}
