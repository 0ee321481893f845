using System.Text.Json;
using System.Text.Json.Nodes;
using DpuIpam.Resources;

namespace DpuIpam.Clusters.Sync;

/// <summary>Trees of patches and objects.</summary>
internal static class Tree
{
    /// <summary>A tree that nobody can change any more.</summary>
    public static JsonElement Of(JsonNode tree) => DocumentTree.Of(tree);

    /// <summary>A copy that can be changed.</summary>
    public static JsonObject Copy(JsonElement root) => DocumentTree.Copy(root);

    /// <summary>A pool that a cluster answered with.</summary>
    public static PoolResource Pool(ManifestDocument document) => (PoolResource)ResourceReader.Read(document)!;

    /// <summary>Takes the fields out that are null: in a manifest they say nothing, and a server would refuse them.</summary>
    public static void DropNulls(JsonNode? node)
    {
        if (node is JsonArray list)
        {
            foreach (var item in list) DropNulls(item);
        }
        else if (node is JsonObject map)
        {
            foreach (var (name, value) in map.ToArray())
            {
                if (value is null) map.Remove(name);
                else DropNulls(value);
            }
        }
    }
}
