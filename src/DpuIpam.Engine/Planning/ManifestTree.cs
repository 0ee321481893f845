using System.Text.Json;
using DpuIpam.Allocation;
using DpuIpam.Resources;

namespace DpuIpam.Planning;

/// <summary>The trees of objects as they are written into manifests.</summary>
internal static class ManifestTree
{
    /// <summary>The tree of an object; null for what has none.</summary>
    /// <param name="item">A pipeline object.</param>
    /// <param name="includeStatus">Whether the status, and what the server sets, is wanted.</param>
    public static JsonElement? Of(object item, bool includeStatus) => item switch
    {
        ServiceIpam ipam => Of(ipam.Resource.Root, includeStatus),
        Pool pool => Of(pool.Resource.Root, includeStatus),
        Cluster { Resource: { } resource } => Of(resource.Root, includeStatus),
        Plan plan => OfPlan(plan.Content, includeStatus),
        Node node => OfNode(node),
        _ => null,
    };

    private static JsonElement Of(JsonElement root, bool includeStatus)
    {
        if (includeStatus) return root;
        return DocumentTree.Write(json =>
        {
            foreach (var property in root.EnumerateObject())
            {
                if (property.NameEquals("status")) continue;
                if (!property.NameEquals("metadata") || property.Value.ValueKind != JsonValueKind.Object)
                {
                    property.WriteTo(json);
                    continue;
                }

                json.WriteStartObject(property.Name);
                foreach (var entry in property.Value.EnumerateObject())
                    if (!ServerMetadata.Fields.Contains(entry.Name)) entry.WriteTo(json);
                json.WriteEndObject();
            }
        });
    }

    private static JsonElement OfPlan(PlanContent plan, bool includeStatus) => DocumentTree.Write(json =>
    {
        foreach (var property in Of(plan.Pool.Root, false).EnumerateObject()) property.WriteTo(json);
        if (includeStatus) WriteStatus(json, RecordedAllocations.Of(plan.Pool, plan.Result));
    });

    /// <summary>The status that a pass of nv-ipam writes.</summary>
    public static JsonElement StatusOf(PoolResource pool, PassResult result) => DocumentTree.Write(json =>
        WriteStatus(json, RecordedAllocations.Of(pool, result))).GetProperty("status");

    private static void WriteStatus(Utf8JsonWriter json, RecordedAllocations written)
    {
        json.WriteStartObject("status");
        json.WriteStartArray("allocations");
        foreach (var block in written.Blocks ?? [])
        {
            json.WriteStartObject();
            json.WriteString("nodeName", block.NodeName);
            json.WriteString("startIP", block.StartIP);
            json.WriteString("endIP", block.EndIP);
            json.WriteEndObject();
        }

        foreach (var prefix in written.Prefixes ?? [])
        {
            json.WriteStartObject();
            json.WriteString("nodeName", prefix.NodeName);
            if (prefix.Gateway.Length > 0) json.WriteString("gateway", prefix.Gateway);
            json.WriteString("prefix", prefix.Prefix);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static JsonElement OfNode(Node node) => DocumentTree.Write(json =>
    {
        json.WriteString("apiVersion", "v1");
        json.WriteString("kind", ApiNames.Node);
        json.WriteStartObject("metadata");
        json.WriteString("name", node.NodeName);
        if (node.Labels is { Count: > 0 })
        {
            json.WriteStartObject("labels");
            foreach (var (key, value) in node.Labels.OrderBy(static label => label.Key, StringComparer.Ordinal))
                json.WriteString(key, value);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    });
}
