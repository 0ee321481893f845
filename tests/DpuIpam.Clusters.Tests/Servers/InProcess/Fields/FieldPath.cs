using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DpuIpam.Clusters.Tests.Servers.InProcess.Fields;

/// <summary>Paths of fields in the form of FieldsV1: elements such as <c>f:spec</c>, <c>k:{"type":"Ready"}</c> and
/// <c>v:"a"</c>, one a line.</summary>
internal static class FieldPath
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Field(string path, string name) => Join(path, "f:" + name);

    public static string Value(string path, JsonNode? value) => Join(path, "v:" + Text(value));

    public static string Key(string path, JsonObject item, JsonArray keys)
    {
        var key = new JsonObject();
        foreach (var name in keys.Select(static name => (string)name!).Order(StringComparer.Ordinal))
            key[name] = item[name]?.DeepClone();
        return Join(path, "k:" + Text(key));
    }

    /// <summary>The path without its last element; null for one of a single element.</summary>
    public static string? Parent(string path) => path.LastIndexOf('\n') is var end and >= 0 ? path[..end] : null;

    public static bool IsInside(string path, string ancestor) =>
        path.Length > ancestor.Length && path[ancestor.Length] == '\n' && path.StartsWith(ancestor, StringComparison.Ordinal);

    /// <summary>Compact JSON with the fields of objects in order, so that equal values have equal texts.</summary>
    public static string Text(JsonNode? value) => Sorted(value)?.ToJsonString(Plain) ?? "null";

    /// <summary>The path as conflicts show it: <c>.status.conditions[type="Ready"].reason</c>.</summary>
    public static string Describe(string path) => string.Concat(path.Split('\n').Select(static element => element[0] switch
    {
        'k' => $"[{string.Join(",", JsonNode.Parse(element[2..])!.AsObject().Select(static pair => $"{pair.Key}={Text(pair.Value)}"))}]",
        'v' => $"[={element[2..]}]",
        _ => "." + element[2..],
    }));

    /// <summary>A set of paths as FieldsV1.</summary>
    public static JsonObject ToFieldsV1(IEnumerable<string> paths)
    {
        var root = new JsonObject();
        var all = paths.Order(StringComparer.Ordinal).ToArray();
        foreach (var path in all)
        {
            var node = root;
            foreach (var element in path.Split('\n'))
            {
                if (node[element] is not JsonObject) node[element] = new JsonObject();
                node = node[element]!.AsObject();
            }
        }

        // A path that others lead through is told apart from a mere way by a dot.
        foreach (var path in all)
        {
            var node = path.Split('\n').Aggregate(root, static (node, element) => node[element]!.AsObject());
            if (node.Count > 0) node.Insert(0, ".", new JsonObject());
        }

        return root;
    }

    /// <summary>The paths of FieldsV1.</summary>
    public static HashSet<string> FromFieldsV1(JsonObject fields)
    {
        var paths = new HashSet<string>(StringComparer.Ordinal);
        Collect(fields, "", paths);
        return paths;
    }

    private static void Collect(JsonObject fields, string path, HashSet<string> paths)
    {
        foreach (var (element, child) in fields)
        {
            if (element == ".")
            {
                paths.Add(path);
                continue;
            }

            var next = Join(path, element);
            if (child!.AsObject().Count == 0) paths.Add(next);
            else Collect(child.AsObject(), next, paths);
        }
    }

    private static string Join(string path, string element) => path.Length == 0 ? element : $"{path}\n{element}";

    private static JsonNode? Sorted(JsonNode? value) => value switch
    {
        JsonObject map => new JsonObject(map.OrderBy(static pair => pair.Key, StringComparer.Ordinal)
            .Select(static pair => KeyValuePair.Create(pair.Key, Sorted(pair.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Sorted)]),
        _ => value?.DeepClone(),
    };
}
