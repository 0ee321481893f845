using System.Text.Json;
using DpuIpam.Addressing;
using DpuIpam.Resources;

namespace DpuIpam.Planning;

/// <summary>Makes the pool that DPF would write for a DPUServiceIPAM, field for field (docs/upstream.md, C.8).</summary>
internal static class PoolBuilder
{
    /// <param name="ipam">The object.</param>
    /// <param name="exclusions">The exclusions of the cluster's pool.</param>
    /// <param name="family">Their family.</param>
    public static PoolResource Build(ServiceIpamResource ipam, IntervalSet exclusions, AddressFamily family)
    {
        var tree = DocumentTree.Write(json =>
        {
            json.WriteString("apiVersion", ApiNames.NvIpamVersion);
            json.WriteString("kind", ipam.Mode == IpamMode.Subnet ? ApiNames.IPPool : ApiNames.CidrPool);
            WriteMetadata(json, ipam);
            json.WriteStartObject("spec");
            if (ipam.Mode == IpamMode.Subnet) WriteIPPool(json, ipam);
            else WriteCidrPool(json, ipam);
            WriteCommon(json, ipam, IpRange.Of(exclusions, family));
            json.WriteEndObject();
        });

        // The origin's place is where a reader would look for what is wrong with the pool.
        var document = new ManifestDocument(tree, ipam.Document.Location);
        return ipam.Mode == IpamMode.Subnet ? new IPPoolResource(document) : new CidrPoolResource(document);
    }

    private static void WriteMetadata(Utf8JsonWriter json, ServiceIpamResource ipam)
    {
        json.WriteStartObject("metadata");
        json.WriteString("name", ipam.PoolName);
        if (ipam.Namespace.Length > 0) json.WriteString("namespace", ipam.Namespace);
        json.WriteStartObject("labels");
        foreach (var (key, value) in Sorted(ipam.PoolLabels))
            if (key is not (ApiNames.OwnerNameLabel or ApiNames.OwnerNamespaceLabel)) json.WriteString(key, value);
        json.WriteString(ApiNames.OwnerNameLabel, ipam.Name);
        json.WriteString(ApiNames.OwnerNamespaceLabel, ipam.Namespace);
        json.WriteEndObject();
        if (ipam.PoolAnnotations.Count > 0)
        {
            json.WriteStartObject("annotations");
            foreach (var (key, value) in Sorted(ipam.PoolAnnotations)) json.WriteString(key, value);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteIPPool(Utf8JsonWriter json, ServiceIpamResource ipam)
    {
        json.WriteString("subnet", ipam.Network);
        json.WriteNumber("perNodeBlockSize", ipam.PerNodeIPCount);
        if (!string.IsNullOrEmpty(ipam.Gateway)) json.WriteString("gateway", ipam.Gateway);
    }

    private static void WriteCidrPool(Utf8JsonWriter json, ServiceIpamResource ipam)
    {
        json.WriteString("cidr", ipam.Network);
        json.WriteNumber("perNodeNetworkPrefix", ipam.PrefixSize);
        if (ipam.GatewayIndex is { } index) json.WriteNumber("gatewayIndex", index);
        if (ipam.Allocations.Count == 0) return;

        // DPF writes them in the random order of a Go map; by node they do not flip from pass to pass.
        json.WriteStartArray("staticAllocations");
        foreach (var (node, prefix) in Sorted(ipam.Allocations))
        {
            json.WriteStartObject();
            json.WriteString("nodeName", node);
            json.WriteString("prefix", prefix);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteCommon(Utf8JsonWriter json, ServiceIpamResource ipam, IpRange[] exclusions)
    {
        if (ipam.DefaultGateway) json.WriteBoolean("defaultGateway", true);
        if (ipam.Routes.Length > 0)
        {
            json.WriteStartArray("routes");
            foreach (var dst in ipam.Routes)
            {
                json.WriteStartObject();
                json.WriteString("dst", dst);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        if (exclusions.Length > 0)
        {
            json.WriteStartArray("exclusions");
            foreach (var range in exclusions)
            {
                json.WriteStartObject();
                json.WriteString("startIP", range.StartIP);
                json.WriteString("endIP", range.EndIP);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        if (ipam.TryGetNodeSelectorTree(out var selector))
        {
            json.WritePropertyName("nodeSelector");
            selector.WriteTo(json);
        }
    }

    private static IEnumerable<KeyValuePair<string, string>> Sorted(IReadOnlyDictionary<string, string> map) =>
        map.OrderBy(static entry => entry.Key, ByteOrder.Instance);
}
