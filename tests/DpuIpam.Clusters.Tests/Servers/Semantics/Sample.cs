using System.Text.Json.Nodes;
using DpuIpam.Clusters.Tests.Servers.Grounds;

namespace DpuIpam.Clusters.Tests.Servers.Semantics;

/// <summary>Objects to write in the tests of the servers.</summary>
internal static class Sample
{
    public static readonly ResourceKind Kind = ResourceKind.IPPool;

    public static ObjectName Name(string name = "a") => new(TestNamespace.Dpf, name);

    /// <summary>An IPPool.</summary>
    /// <param name="spec">Its spec as JSON; null for a small one.</param>
    /// <param name="name">Its name.</param>
    /// <param name="labels">Its labels as JSON.</param>
    public static JsonObject Pool(string? spec = null, string name = "a", string? labels = null)
    {
        var metadata = new JsonObject { ["name"] = name, ["namespace"] = TestNamespace.Dpf };
        if (labels is not null) metadata["labels"] = Json(labels);
        return new JsonObject
        {
            ["apiVersion"] = Kind.ApiVersion,
            ["kind"] = Kind.Kind,
            ["metadata"] = metadata,
            ["spec"] = Json(spec ?? """{"subnet":"10.0.0.0/24","perNodeBlockSize":10}"""),
        };
    }

    /// <summary>A DPUServiceIPAM, or only its status.</summary>
    public static JsonObject ServiceIpam(string? spec = null, string? status = null)
    {
        var item = new JsonObject
        {
            ["apiVersion"] = ResourceKind.ServiceIpam.ApiVersion,
            ["kind"] = ResourceKind.ServiceIpam.Kind,
            ["metadata"] = new JsonObject { ["name"] = "a", ["namespace"] = TestNamespace.Dpf },
        };
        if (spec is not null) item["spec"] = Json(spec);
        if (status is not null) item["status"] = Json(status);
        return item;
    }

    public static JsonObject Json(string text) => JsonNode.Parse(text)!.AsObject();

    public static string Version(JsonObject item) => (string)item["metadata"]!["resourceVersion"]!;

    public static string Uid(JsonObject item) => (string)item["metadata"]!["uid"]!;

    /// <summary>The managers of an object with what they own, one a line, in order.</summary>
    public static string[] Managers(JsonObject item) =>
    [
        .. (item["metadata"]!["managedFields"] as JsonArray ?? []).Select(static entry =>
            $"{entry!["operation"]} {entry["manager"]} {entry["fieldsV1"]!.ToJsonString(Plain)}").Order(StringComparer.Ordinal),
    ];

    private static readonly System.Text.Json.JsonSerializerOptions Plain =
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void AssertJson(string expected, JsonNode? actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), actual), $"expected {expected}, but found {actual?.ToJsonString()}");
}
