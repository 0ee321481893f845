using System.Text.Json.Nodes;

namespace DpuIpam.Clusters.Tests.Servers.InProcess.Fields;

/// <summary>What a schema says about how the parts of a value are merged.</summary>
/// <param name="Node">The schema; null where nothing is declared: maps are merged, lists replaced.</param>
internal readonly record struct FieldSchema(JsonObject? Node)
{
    private static readonly JsonObject Metadata = JsonNode.Parse("""
        {"type": "object", "properties": {
          "labels": {"type": "object", "additionalProperties": {"type": "string"}},
          "annotations": {"type": "object", "additionalProperties": {"type": "string"}},
          "finalizers": {"type": "array", "items": {"type": "string"}, "x-kubernetes-list-type": "set"},
          "ownerReferences": {"type": "array", "items": {"type": "object"},
            "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["uid"]}}}
        """)!.AsObject();

    public bool IsAtomicMap => (string?)Node?["x-kubernetes-map-type"] == "atomic";

    /// <summary>The fields that tell the items of a list apart; null when it is no such list.</summary>
    public JsonArray? Keys => (string?)Node?["x-kubernetes-list-type"] == "map"
        ? Node["x-kubernetes-list-map-keys"]!.AsArray()
        : null;

    public bool IsSet => (string?)Node?["x-kubernetes-list-type"] == "set";

    public FieldSchema Items => new(Node?["items"] as JsonObject);

    /// <summary>Whether objects may have any field.</summary>
    public bool IsOpen => Node is null || (bool?)Node["x-kubernetes-preserve-unknown-fields"] == true
        || (Node["properties"] is null && Node["additionalProperties"] is null && (string?)Node["type"] == "object");

    /// <summary>Whether a field is one of the declared fields, not an entry of a map.</summary>
    public bool Declares(string name) => Node?["properties"]?[name] is not null;

    /// <summary>The schema of a field.</summary>
    /// <param name="name">The field.</param>
    /// <param name="isRoot">Whether this is the object itself, whose metadata all kinds share.</param>
    public FieldSchema Field(string name, bool isRoot) => isRoot && name == "metadata"
        ? new FieldSchema(Metadata)
        : new FieldSchema((Node?["properties"]?[name] ?? Node?["additionalProperties"]) as JsonObject);
}
