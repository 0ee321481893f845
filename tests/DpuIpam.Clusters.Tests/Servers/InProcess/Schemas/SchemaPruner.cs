using System.Text.Json.Nodes;
using DpuIpam.Clusters.Tests.Servers.InProcess.Fields;

namespace DpuIpam.Clusters.Tests.Servers.InProcess.Schemas;

/// <summary>Takes out of an object what its schema does not know, as a server does without a word.</summary>
internal static class SchemaPruner
{
    /// <summary>Prunes an object and names the fields that went.</summary>
    public static List<string> Prune(JsonObject item, JsonObject? schema)
    {
        var pruned = new List<string>();
        if (schema is not null) Prune(item, new FieldSchema(schema), "", pruned, remove: true);
        return pruned;
    }

    /// <summary>Names the fields that the schema does not know.</summary>
    public static List<string> FindUnknown(JsonObject item, JsonObject? schema)
    {
        var unknown = new List<string>();
        if (schema is not null) Prune(item, new FieldSchema(schema), "", unknown, remove: false);
        return unknown;
    }

    private static void Prune(JsonNode? value, FieldSchema schema, string path, List<string> unknown, bool remove)
    {
        if (value is JsonArray list && schema.Node is not null)
        {
            for (var i = 0; i < list.Count; i++) Prune(list[i], schema.Items, $"{path}[{i}]", unknown, remove);
        }
        else if (value is JsonObject map && !schema.IsOpen)
        {
            foreach (var name in map.Select(static pair => pair.Key).ToArray())
            {
                if (path.Length == 0 && name is "apiVersion" or "kind" or "metadata") continue;
                var child = schema.Field(name, false);
                var childPath = path.Length == 0 ? name : $"{path}.{name}";
                if (child.Node is not null)
                {
                    Prune(map[name], child, childPath, unknown, remove);
                    continue;
                }

                unknown.Add(childPath);
                if (remove) map.Remove(name);
            }
        }
    }
}
