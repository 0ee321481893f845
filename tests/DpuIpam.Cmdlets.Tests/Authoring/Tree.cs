using System.Text.Json;
using System.Text.Json.Nodes;

namespace DpuIpam.Cmdlets.Tests.Authoring;

/// <summary>Objects as the trees that a manifest holds, since only these show what is there besides the properties.</summary>
internal static class Tree
{
    /// <summary>The tree of the one object that a script gives.</summary>
    public static JsonNode Of(Session session, string script) =>
        JsonNode.Parse(session.Get($"{script} | ConvertTo-DpuManifest -As Json -IncludeStatus").ToString())!;

    /// <summary>A part of the tree in one line.</summary>
    public static string Part(Session session, string script, string part)
    {
        JsonNode? tree = Of(session, script);
        foreach (var step in part.Split('.')) tree = tree?[step];
        return Text(tree);
    }

    /// <summary>What a script changes of an object, as <c>-path value</c> and <c>+path value</c>, without <c>spec.</c></summary>
    public static string Changes(Session session, string before, string after)
    {
        var old = Leaves(Of(session, before), "").ToHashSet(StringComparer.Ordinal);
        var @new = Leaves(Of(session, after), "").ToHashSet(StringComparer.Ordinal);
        return string.Join(' ', old.Except(@new).Order(StringComparer.Ordinal).Select(static leaf => "-" + leaf)
            .Concat(@new.Except(old).Order(StringComparer.Ordinal).Select(static leaf => "+" + leaf)));
    }

    private static IEnumerable<string> Leaves(JsonNode? node, string path) => node is JsonObject { Count: > 0 } map
        ? map.SelectMany(entry => Leaves(entry.Value, path.Length == 0 || path == "spec" ? entry.Key : $"{path}.{entry.Key}"))
        : [$"{path} {Text(node)}"];

    /// <summary>With single quotes, so that C# can quote it.</summary>
    private static string Text(JsonNode? node) => node is null
        ? "null"
        : node.ToJsonString(JsonSerializerOptions.Default).Replace('"', '\'');
}
