using System.Text.Json.Nodes;

namespace DpuIpam.Clusters.Tests.Servers.InProcess.Serving;

/// <summary>The form in which a caller wants objects: whole, or their metadata only.</summary>
internal readonly record struct ObjectForm(bool IsMetadataOnly, bool IsMetadataList)
{
    public static ObjectForm Of(string accept) => new(
        accept.Contains("as=PartialObjectMetadata;", StringComparison.Ordinal)
            || accept.EndsWith("as=PartialObjectMetadata", StringComparison.Ordinal),
        accept.Contains("as=PartialObjectMetadataList", StringComparison.Ordinal));

    /// <summary>One object, alone or in a watch.</summary>
    public JsonObject One(JsonObject item) => IsMetadataOnly ? Metadata(item) : item.DeepClone().AsObject();

    /// <summary>A list. Kubernetes' own kinds leave kind and apiVersion out of the items.</summary>
    public JsonObject List(ServedKind kind, IEnumerable<JsonObject> items, JsonObject metadata)
    {
        var isMetadataList = IsMetadataList;
        return new JsonObject
        {
            ["apiVersion"] = isMetadataList ? "meta.k8s.io/v1" : kind.Kind.ApiVersion,
            ["kind"] = isMetadataList ? "PartialObjectMetadataList" : kind.Kind.Kind + "List",
            ["metadata"] = metadata,
            ["items"] = new JsonArray([.. items.Select(item => isMetadataList ? Metadata(item) : Entry(kind, item))]),
        };
    }

    private static JsonObject Metadata(JsonObject item) => new()
    {
        ["kind"] = "PartialObjectMetadata",
        ["apiVersion"] = "meta.k8s.io/v1",
        ["metadata"] = item["metadata"]!.DeepClone(),
    };

    private static JsonObject Entry(ServedKind kind, JsonObject item)
    {
        var entry = item.DeepClone().AsObject();
        if (kind.IsCustom) return entry;
        entry.Remove("apiVersion");
        entry.Remove("kind");
        return entry;
    }
}
