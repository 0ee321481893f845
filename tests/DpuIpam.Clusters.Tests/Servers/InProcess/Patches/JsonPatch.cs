using System.Globalization;
using System.Text.Json.Nodes;

namespace DpuIpam.Clusters.Tests.Servers.InProcess.Patches;

/// <summary>JSON patch (RFC 6902).</summary>
internal static class JsonPatch
{
    /// <exception cref="Refusal">A test fails, or a path is not there.</exception>
    public static JsonObject Apply(JsonObject target, JsonArray operations)
    {
        var result = target.DeepClone().AsObject();
        foreach (var operation in operations.OfType<JsonObject>())
        {
            var path = (string?)operation["path"] ?? throw Failed();
            switch ((string?)operation["op"])
            {
                case "test":
                    if (!JsonNode.DeepEquals(Get(result, path), operation["value"])) throw Failed();
                    break;
                case "add":
                    Set(result, path, operation["value"]?.DeepClone(), isReplace: false);
                    break;
                case "replace":
                    Set(result, path, operation["value"]?.DeepClone(), isReplace: true);
                    break;
                case "remove":
                    Remove(result, path);
                    break;
                case "copy":
                    Set(result, path, Get(result, (string)operation["from"]!)?.DeepClone(), isReplace: false);
                    break;
                case "move":
                    var moved = Get(result, (string)operation["from"]!)?.DeepClone();
                    Remove(result, (string)operation["from"]!);
                    Set(result, path, moved, isReplace: false);
                    break;
                default:
                    throw Failed();
            }
        }

        return result;
    }

    private static Refusal Failed() =>
        new(422, "Invalid", "the server rejected our request due to an error in our request", []);

    private static (JsonNode Holder, string Last) Resolve(JsonNode root, string path)
    {
        if (path.Length == 0 || path[0] != '/') throw Failed();
        var parts = Array.ConvertAll(
            path[1..].Split('/'), static part => part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal));
        var holder = root;
        foreach (var part in parts[..^1]) holder = Child(holder, part) ?? throw Failed();
        return (holder, parts[^1]);
    }

    private static JsonNode? Get(JsonNode root, string path)
    {
        var (holder, last) = Resolve(root, path);
        return holder is JsonObject map && !map.ContainsKey(last) ? throw Failed() : Child(holder, last);
    }

    private static void Set(JsonNode root, string path, JsonNode? value, bool isReplace)
    {
        var (holder, last) = Resolve(root, path);
        if (holder is JsonObject map)
        {
            if (isReplace && !map.ContainsKey(last)) throw Failed();
            map[last] = value;
            return;
        }

        var list = holder as JsonArray ?? throw Failed();
        if (last == "-") list.Add(value);
        else if (isReplace) list[Index(list, last, 0)] = value;
        else list.Insert(Index(list, last, 1), value);
    }

    private static void Remove(JsonNode root, string path)
    {
        var (holder, last) = Resolve(root, path);
        if (holder is JsonArray list) list.RemoveAt(Index(list, last, 0));
        else if (holder is not JsonObject map || !map.Remove(last)) throw Failed();
    }

    private static JsonNode? Child(JsonNode holder, string part) => holder switch
    {
        JsonObject map => map[part],
        JsonArray list => list[Index(list, part, 0)],
        _ => throw Failed(),
    };

    private static int Index(JsonArray list, string part, int beyond) =>
        int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < list.Count + beyond
            ? index
            : throw Failed();
}
