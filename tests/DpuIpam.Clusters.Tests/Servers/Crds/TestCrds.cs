using System.Text.Json.Nodes;

namespace DpuIpam.Clusters.Tests.Servers.Crds;

/// <summary>The CustomResourceDefinitions of the test clusters, written from the specification.</summary>
internal static class TestCrds
{
    public static readonly IReadOnlyList<ResourceKind> Kinds =
        [ResourceKind.ServiceIpam, ResourceKind.DpuCluster, ResourceKind.IPPool, ResourceKind.CidrPool];

    /// <summary>The schema of a kind, as if it had been read from JSON: a number made in memory is of one type only.</summary>
    public static JsonObject SchemaOf(ResourceKind kind, CrdGeneration generation) =>
        JsonNode.Parse(Build(kind, generation).ToJsonString())!.AsObject();

    private static JsonObject Build(ResourceKind kind, CrdGeneration generation) => kind switch
    {
        _ when kind == ResourceKind.ServiceIpam => DpfSchemas.ServiceIpam(generation),
        _ when kind == ResourceKind.DpuCluster => DpfSchemas.DpuCluster(),
        _ when kind == ResourceKind.IPPool => PoolSchemas.IPPool(generation),
        _ when kind == ResourceKind.CidrPool => PoolSchemas.CidrPool(generation),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>A definition as it is sent to a server.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="generation">How new it is.</param>
    /// <param name="zeroIsNull">Whether the server takes an empty text for a null and refuses it: servers before 1.25 do
    /// when they are built with a Go that is newer than they are. Scalars may be null then.</param>
    public static JsonObject Of(ResourceKind kind, CrdGeneration generation, bool zeroIsNull = false)
    {
        var schema = SchemaOf(kind, generation);
        if (zeroIsNull) AllowNull(schema["properties"]!);
        return new JsonObject
        {
            ["apiVersion"] = "apiextensions.k8s.io/v1",
            ["kind"] = "CustomResourceDefinition",
            ["metadata"] = new JsonObject
            {
                ["name"] = $"{kind.Plural}.{kind.Group}",
                ["annotations"] = new JsonObject { [GenerationAnnotation] = generation.ToString() },
            },
            ["spec"] = new JsonObject
            {
                ["group"] = kind.Group,
                ["scope"] = "Namespaced",
                ["names"] = new JsonObject
                {
                    ["kind"] = kind.Kind,
                    ["listKind"] = kind.Kind + "List",
                    ["plural"] = kind.Plural,
                    ["singular"] = kind.Plural[..^1],
                },
                ["versions"] = new JsonArray(new JsonObject
                {
                    ["name"] = kind.Version,
                    ["served"] = true,
                    ["storage"] = true,
                    ["schema"] = new JsonObject { ["openAPIV3Schema"] = schema },
                    ["subresources"] = new JsonObject { ["status"] = new JsonObject() },
                }),
            },
        };
    }

    /// <summary>Tells which generation a server has.</summary>
    public const string GenerationAnnotation = "test.dpuipam/generation";

    private static void AllowNull(JsonNode properties)
    {
        foreach (var (name, schema) in properties.AsObject())
            if (name is not ("apiVersion" or "kind" or "metadata")) AllowNull(schema!.AsObject());
    }

    private static void AllowNull(JsonObject schema, JsonArray? keys = null)
    {
        if ((string?)schema["type"] is "string" or "integer" or "boolean") schema["nullable"] = true;
        if (schema["properties"] is JsonObject fields)
        {
            // What tells the items of a list apart must not be null.
            foreach (var (name, field) in fields)
                if (keys is null || !keys.Any(key => (string?)key == name)) AllowNull(field!.AsObject());
        }

        if (schema["items"] is JsonObject items) AllowNull(items, schema["x-kubernetes-list-map-keys"] as JsonArray);
        if (schema["additionalProperties"] is JsonObject values) AllowNull(values);
    }
}
