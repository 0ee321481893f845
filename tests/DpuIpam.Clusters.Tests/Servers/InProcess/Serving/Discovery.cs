using System.Text.Json.Nodes;

namespace DpuIpam.Clusters.Tests.Servers.InProcess.Serving;

/// <summary>What the server says of itself: its version, its kinds and their schemas.</summary>
internal sealed class Discovery(InProcessOptions options, IReadOnlyList<ServedKind> kinds)
{
    /// <summary>The answer for a path; null when there is nothing of that kind.</summary>
    public JsonObject? Find(string path) => path.TrimEnd('/') switch
    {
        "/version" => Version(),
        "/api" => new JsonObject { ["kind"] = "APIVersions", ["versions"] = new JsonArray("v1") },
        "/apis" => Groups(),
        "/openapi/v2" => new JsonObject { ["swagger"] = "2.0", ["paths"] = new JsonObject(), ["definitions"] = Definitions(kinds) },
        "/openapi/v3" when options.HasOpenApiV3 => new JsonObject
        {
            ["paths"] = new JsonObject(ApiVersions().Select(static version => KeyValuePair.Create(
                PathOf(version), (JsonNode?)new JsonObject { ["serverRelativeURL"] = $"/openapi/v3/{PathOf(version)}?hash=1" }))),
        },
        var other when options.HasOpenApiV3 && other.StartsWith("/openapi/v3/", StringComparison.Ordinal) =>
            OpenApi(other["/openapi/v3/".Length..]),
        var other => Resources(other.TrimStart('/')),
    };

    private static string PathOf(string apiVersion) =>
        apiVersion.Contains('/', StringComparison.Ordinal) ? "apis/" + apiVersion : "api/" + apiVersion;

    private IEnumerable<string> ApiVersions() => kinds.Select(static kind => kind.Kind.ApiVersion).Distinct();

    private JsonObject Version()
    {
        var numbers = options.Version.TrimStart('v').Split('.');
        return new JsonObject
        {
            ["major"] = numbers[0], ["minor"] = numbers[1], ["gitVersion"] = options.Version, ["platform"] = "linux/amd64",
        };
    }

    private JsonObject Groups() => new()
    {
        ["kind"] = "APIGroupList",
        ["apiVersion"] = "v1",
        ["groups"] = new JsonArray([.. kinds.Where(static kind => kind.Kind.Group.Length > 0)
            .Select(static kind => (kind.Kind.Group, kind.Kind.Version)).Distinct().Select(static group => new JsonObject
            {
                ["name"] = group.Group,
                ["versions"] = new JsonArray(new JsonObject { ["groupVersion"] = $"{group.Group}/{group.Version}", ["version"] = group.Version }),
                ["preferredVersion"] = new JsonObject { ["groupVersion"] = $"{group.Group}/{group.Version}", ["version"] = group.Version },
            })]),
    };

    private JsonObject? Resources(string path)
    {
        var served = kinds.Where(kind => PathOf(kind.Kind.ApiVersion) == path).ToArray();
        if (served.Length == 0) return null;
        return new JsonObject
        {
            ["kind"] = "APIResourceList",
            ["apiVersion"] = "v1",
            ["groupVersion"] = served[0].Kind.ApiVersion,
            ["resources"] = new JsonArray([.. served.Select(static kind => new JsonObject
            {
                ["name"] = kind.Kind.Plural,
                ["singularName"] = kind.Kind.Kind.ToLowerInvariant(),
                ["namespaced"] = kind.Kind.IsNamespaced,
                ["kind"] = kind.Kind.Kind,
                ["verbs"] = new JsonArray("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"),
            })]),
        };
    }

    private JsonObject? OpenApi(string path)
    {
        var served = kinds.Where(kind => PathOf(kind.Kind.ApiVersion) == path).ToArray();
        if (served.Length == 0) return null;
        return new JsonObject
        {
            ["openapi"] = "3.0.0",
            ["paths"] = new JsonObject(),
            ["components"] = new JsonObject { ["schemas"] = Definitions(served) },
        };
    }

    /// <summary>Schemas by names such as <c>com.nvidia.nv-ipam.v1alpha1.IPPool</c>.</summary>
    private static JsonObject Definitions(IEnumerable<ServedKind> served) => new(served.Select(static kind =>
    {
        var schema = kind.Schema?.DeepClone().AsObject() ?? new JsonObject { ["type"] = "object" };
        schema["x-kubernetes-group-version-kind"] = new JsonArray(new JsonObject
        {
            ["group"] = kind.Kind.Group, ["kind"] = kind.Kind.Kind, ["version"] = kind.Kind.Version,
        });
        var group = string.Join('.', kind.Kind.Group.Split('.').Reverse());
        return KeyValuePair.Create($"{(group.Length == 0 ? "io.k8s.api.core" : group)}.{kind.Kind.Version}.{kind.Kind.Kind}", (JsonNode?)schema);
    }));
}
