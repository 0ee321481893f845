using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace DpuIpam.Clusters.Tests.Servers.InProcess.Serving;

/// <summary>The query of a list or watch.</summary>
internal sealed record ListQuery
{
    public string? Labels { get; init; }

    public string? Fields { get; init; }

    public int Limit { get; init; }

    public string? Continue { get; init; }

    public string? ResourceVersion { get; init; }

    public bool IsWatch { get; init; }

    public bool WantsBookmarks { get; init; }

    public TimeSpan Timeout { get; init; }

    public static ListQuery Of(IQueryCollection query) => new()
    {
        Labels = query["labelSelector"],
        Fields = query["fieldSelector"],
        Limit = int.TryParse(query["limit"], NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : 0,
        Continue = query["continue"] is [{ Length: > 0 } token] ? token : null,
        ResourceVersion = query["resourceVersion"],
        IsWatch = query["watch"] is ["1"] or ["true"],
        WantsBookmarks = query["allowWatchBookmarks"] is ["1"] or ["true"],
        Timeout = TimeSpan.FromSeconds(
            int.TryParse(query["timeoutSeconds"], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds > 0 ? seconds : 1800),
    };

    /// <summary>The version that the query names; null for none, and for 0, which is any.</summary>
    public long? Version => ResourceVersion is null or "" or "0"
        ? null
        : long.TryParse(ResourceVersion, NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? version
            : throw Refusal.Internal($"resourceVersion: Invalid value: \"{ResourceVersion}\": strconv.ParseUint: parsing \"{ResourceVersion}\": invalid syntax");

    /// <summary>Where a further page begins, and the version of the first one.</summary>
    public static string Token(long revision, string after) => Convert.ToBase64String(
        Encoding.UTF8.GetBytes(new JsonObject { ["v"] = "meta.k8s.io/v1", ["rv"] = revision, ["start"] = after }.ToJsonString()));

    public (long Revision, string After) ReadToken()
    {
        try
        {
            var token = JsonNode.Parse(Encoding.UTF8.GetString(Convert.FromBase64String(Continue!)))!;
            return ((long)token["rv"]!, (string)token["start"]!);
        }
        catch (Exception error) when (error is FormatException or JsonException)
        {
            throw Refusal.BadRequest($"invalid continue token: continue key is not valid: {error.Message}");
        }
    }
}
