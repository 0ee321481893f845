using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace DpuIpam.Clusters.Tests.Servers.Http;

/// <summary>What a server answered.</summary>
internal sealed record ApiAnswer(int Status, HttpResponseHeaders Headers, string? ContentType, string Text)
{
    public JsonObject Body => JsonNode.Parse(Text)?.AsObject() ?? throw new InvalidOperationException($"No object: {Text}");

    public bool IsSuccess => Status is >= 200 and < 300;

    public string? Reason => (string?)Body["reason"];

    public string Message => (string?)Body["message"] ?? "";

    /// <summary>Fields that the causes of a refusal name.</summary>
    public string[] CauseFields => Body["details"]?["causes"] is JsonArray causes
        ? [.. causes.Select(static cause => (string?)cause!["field"] ?? "")]
        : [];

    public JsonObject Object() => IsSuccess ? Body : throw new InvalidOperationException($"{Status}: {Text}");
}
