using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using DpuIpam.Clusters.Manifests;

namespace DpuIpam.Clusters;

/// <summary>JSON patch (RFC 6902): <c>test</c>, <c>add</c>, <c>remove</c> and <c>replace</c>, at JSON pointers (RFC 6901).</summary>
/// <remarks>All or nothing, and in order. <c>move</c> and <c>copy</c> are refused: nothing here needs them.</remarks>
internal static class JsonPatch
{
    /// <summary>The target with the operations carried out; fields keep their order, new ones come last.</summary>
    /// <exception cref="JsonPatchException">An operation can't be carried out, or a test failed.</exception>
    public static JsonElement Apply(JsonElement target, JsonElement operations)
    {
        if (operations.ValueKind != JsonValueKind.Array)
            throw new JsonPatchException("a JSON patch is a list of operations, but this is none");
        var root = JsonTree.ToNode(target);
        var number = 0;
        foreach (var operation in operations.EnumerateArray())
        {
            try
            {
                root = Apply(root, operation);
            }
            catch (JsonPatchException error)
            {
                throw new JsonPatchException($"operation {number} of the patch: {error.Message}", error.IsFailedTest);
            }

            number++;
        }

        return JsonTree.ToElement(root);
    }

    private static JsonNode? Apply(JsonNode? root, JsonElement operation)
    {
        var name = Text(operation, "op");
        var pointer = Text(operation, "path");
        var path = Parse(pointer);
        switch (name)
        {
            case "test":
                var wanted = Value(operation);
                if (!CanonicalJson.AreEqual(JsonTree.ToElement(Find(root, path, pointer)), wanted))
                    throw new JsonPatchException($"{pointer} is not {Short(wanted)}", isFailedTest: true);
                return root;
            case "add":
                return path.Length == 0 ? JsonTree.ToNode(Value(operation)) : Add(root, path, pointer, Value(operation));
            case "remove":
                return path.Length == 0 ? null : Remove(root, path, pointer);
            case "replace":
                return path.Length == 0 ? JsonTree.ToNode(Value(operation)) : Replace(root, path, pointer, Value(operation));
            default:
                throw new JsonPatchException($"the operation \"{name}\" is not one of test, add, remove and replace");
        }
    }

    private static JsonNode? Add(JsonNode? root, string[] path, string pointer, JsonElement value)
    {
        switch (Find(root, path[..^1], pointer))
        {
            case JsonObject map:
                map[path[^1]] = JsonTree.ToNode(value);
                return root;
            case JsonArray list:
                list.Insert(path[^1] == "-" ? list.Count : Index(path[^1], list.Count, pointer), JsonTree.ToNode(value));
                return root;
            default:
                throw NotThere(pointer);
        }
    }

    private static JsonNode? Remove(JsonNode? root, string[] path, string pointer)
    {
        switch (Find(root, path[..^1], pointer))
        {
            case JsonObject map when map.Remove(path[^1]):
                return root;
            case JsonArray list:
                list.RemoveAt(Index(path[^1], list.Count - 1, pointer));
                return root;
            default:
                throw NotThere(pointer);
        }
    }

    private static JsonNode? Replace(JsonNode? root, string[] path, string pointer, JsonElement value)
    {
        switch (Find(root, path[..^1], pointer))
        {
            case JsonObject map when map.ContainsKey(path[^1]):
                map[path[^1]] = JsonTree.ToNode(value);
                return root;
            case JsonArray list:
                list[Index(path[^1], list.Count - 1, pointer)] = JsonTree.ToNode(value);
                return root;
            default:
                throw NotThere(pointer);
        }
    }

    private static JsonNode? Find(JsonNode? node, string[] path, string pointer)
    {
        foreach (var step in path)
        {
            node = node switch
            {
                JsonObject map when map.TryGetPropertyValue(step, out var value) => value,
                JsonArray list => list[Index(step, list.Count - 1, pointer)],
                _ => throw NotThere(pointer),
            };
        }

        return node;
    }

    private static int Index(string step, int last, string pointer)
    {
        var isNumber = int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var index);
        if (!isNumber || (step.Length > 1 && step[0] == '0') || index > last) throw NotThere(pointer);
        return index;
    }

    private static string[] Parse(string pointer)
    {
        if (pointer.Length == 0) return [];
        if (pointer[0] != '/') throw new JsonPatchException($"the path \"{pointer}\" must begin with a slash");
        return Array.ConvertAll(pointer[1..].Split('/'), static step =>
            step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal));
    }

    /// <summary>Something to test that is gone is a failed test too: somebody took it away.</summary>
    private static JsonPatchException NotThere(string pointer) =>
        new($"there is nothing at {pointer}", isFailedTest: true);

    private static string Text(JsonElement operation, string field) =>
        operation.ValueKind == JsonValueKind.Object && operation.TryGetProperty(field, out var value)
            && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : throw new JsonPatchException($"the field \"{field}\" is missing or no string");

    private static JsonElement Value(JsonElement operation) => operation.TryGetProperty("value", out var value)
        ? value
        : throw new JsonPatchException("the field \"value\" is missing");

    private static string Short(JsonElement value)
    {
        var text = value.GetRawText();
        return text.Length <= 60 ? text : text[..57] + "...";
    }
}
