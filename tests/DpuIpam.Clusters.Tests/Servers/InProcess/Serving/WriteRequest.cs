using System.Text.Json.Nodes;

namespace DpuIpam.Clusters.Tests.Servers.InProcess.Serving;

/// <summary>A write as it was asked for.</summary>
internal sealed record WriteRequest(Target Target, JsonNode? Body, string ContentType)
{
    /// <summary>The field manager of the query; null when there is none.</summary>
    public string? FieldManager { get; init; }

    /// <summary>The beginning of the user agent: the manager of updates that name none.</summary>
    public string Agent { get; init; } = "unknown";

    public bool IsDryRun { get; init; }

    public bool Force { get; init; }

    /// <summary>Whether unknown fields are refused instead of pruned.</summary>
    public bool IsStrict { get; init; }

    public bool IsPatch { get; init; }

    /// <summary>Unknown fields that were pruned: the server warns of them.</summary>
    public List<string> Pruned { get; } = [];

    public bool IsStatus => Target.Subresource == "status";

    public string Manager => FieldManager ?? Agent;

    /// <exception cref="Refusal">The body is no object.</exception>
    public JsonObject Item => Body as JsonObject ?? throw Refusal.BadRequest("the body of the request is not an object");
}
