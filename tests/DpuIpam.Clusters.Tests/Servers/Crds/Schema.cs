using System.Text.Json.Nodes;

namespace DpuIpam.Clusters.Tests.Servers.Crds;

/// <summary>Short forms for the structural schemas of CustomResourceDefinitions.</summary>
internal static class Schema
{
    public static JsonObject Text() => new() { ["type"] = "string" };

    public static JsonObject Boolean() => new() { ["type"] = "boolean" };

    public static JsonObject Int32() => new() { ["type"] = "integer", ["format"] = "int32" };

    public static JsonObject Int64() => new() { ["type"] = "integer", ["format"] = "int64" };

    /// <summary>An object with known fields; a name that ends with <c>!</c> is required.</summary>
    public static JsonObject Object(params (string Name, JsonObject Schema)[] fields)
    {
        var properties = new JsonObject();
        var required = new JsonArray();
        foreach (var (name, schema) in fields)
        {
            properties[name.TrimEnd('!')] = schema;
            if (name.EndsWith('!')) required.Add(name.TrimEnd('!'));
        }

        var result = new JsonObject { ["type"] = "object", ["properties"] = properties };
        if (required.Count > 0) result["required"] = required;
        return result;
    }

    /// <summary>A map of names to texts.</summary>
    public static JsonObject Texts() => new() { ["type"] = "object", ["additionalProperties"] = Text() };

    /// <summary>A list that is replaced as a whole.</summary>
    public static JsonObject List(JsonObject items) => new() { ["type"] = "array", ["items"] = items };

    /// <summary>A list whose items are told apart by a field, and merged one by one.</summary>
    public static JsonObject ListBy(string key, JsonObject items) => new()
    {
        ["type"] = "array",
        ["items"] = items,
        ["x-kubernetes-list-type"] = "map",
        ["x-kubernetes-list-map-keys"] = new JsonArray(key),
    };

    /// <summary>The object is replaced as a whole.</summary>
    public static JsonObject Atomic(this JsonObject schema)
    {
        schema["x-kubernetes-map-type"] = "atomic";
        return schema;
    }

    public static JsonObject With(this JsonObject schema, string keyword, JsonNode value)
    {
        schema[keyword] = value;
        return schema;
    }

    /// <summary>Inclusive ranges of addresses, in a pool or a DPUServiceIPAM.</summary>
    public static JsonObject Ranges() => List(Object(("startIP!", Text()), ("endIP!", Text())));

    public static JsonObject Routes() => List(Object(("dst!", Text())));

    /// <summary>core/v1 NodeSelector.</summary>
    public static JsonObject NodeSelector() => Object(("nodeSelectorTerms!", List(Object(
        ("matchExpressions", List(Requirement())), ("matchFields", List(Requirement()))).Atomic()))).Atomic();

    /// <summary>meta/v1 LabelSelector.</summary>
    public static JsonObject LabelSelector() =>
        Object(("matchLabels", Texts()), ("matchExpressions", List(Requirement()))).Atomic();

    /// <summary>meta/v1 Condition, one per type.</summary>
    public static JsonObject Conditions() => ListBy("type", Object(
        ("type!", Text()), ("status!", Text().With("enum", new JsonArray("True", "False", "Unknown"))),
        ("reason!", Text().With("minLength", 1)), ("message!", Text().With("maxLength", 32768)),
        ("lastTransitionTime!", Text().With("format", "date-time")), ("observedGeneration", Int64())));

    private static JsonObject Requirement() =>
        Object(("key!", Text()), ("operator!", Text()), ("values", List(Text())));
}
