using System.Text.Json;
using DpuIpam.Clusters.Manifests;

namespace DpuIpam.Clusters.Api;

/// <summary>A Status object: how the API server says what went wrong.</summary>
internal sealed record ServerStatus
{
    public int Code { get; init; }

    public string Reason { get; init; } = "";

    public string Message { get; init; } = "";

    /// <summary>Name of the object that it is about; empty when it is about none.</summary>
    public string Name { get; init; } = "";

    /// <summary>Kind or plural of that object.</summary>
    public string Kind { get; init; } = "";

    public IReadOnlyList<StatusCause> Causes { get; init; } = [];

    /// <summary>The Status of an answer; null when it is none.</summary>
    public static ServerStatus? Of(ApiAnswer answer)
    {
        if (!answer.IsJson) return null;
        try
        {
            return Of(JsonTree.Parse(answer.Body.Span, ManifestLimits.Default));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static ServerStatus? Of(JsonElement root)
    {
        if (Text(root, "kind") != "Status") return null;
        var details = Field(root, "details");
        var causes = new List<StatusCause>();
        if (Field(details, "causes") is { ValueKind: JsonValueKind.Array } list)
        {
            foreach (var cause in list.EnumerateArray())
                causes.Add(new StatusCause(Text(cause, "reason"), Text(cause, "message"), Text(cause, "field")));
        }

        return new ServerStatus
        {
            Code = Field(root, "code") is { ValueKind: JsonValueKind.Number } code && code.TryGetInt32(out var number) ? number : 0,
            Reason = Text(root, "reason"),
            Message = Text(root, "message"),
            Name = Text(details, "name"),
            Kind = Text(details, "kind"),
            Causes = causes,
        };
    }

    private static JsonElement Field(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) ? value : default;

    private static string Text(JsonElement parent, string name) =>
        Field(parent, name) is { ValueKind: JsonValueKind.String } value ? value.GetString()! : "";
}

/// <summary>One of the things that were wrong.</summary>
internal readonly record struct StatusCause(string Reason, string Message, string Field);
