using System.Globalization;
using System.Text;
using System.Text.Json;
using DpuIpam.Allocation;
using DpuIpam.Resources;

namespace DpuIpam.Benchmarks;

/// <summary>Pools and nodes of a given size.</summary>
internal static class Inputs
{
    /// <summary>A /8 in blocks of 8: two million of them.</summary>
    public const string IPPool =
        """{"kind":"IPPool","metadata":{"name":"p"},"spec":{"subnet":"10.0.0.0/8","perNodeBlockSize":8,"gateway":"10.0.0.1"EXCLUSIONS}}""";

    /// <summary>A /8 in /29: two million of them.</summary>
    public const string CidrPool =
        """{"kind":"CIDRPool","metadata":{"name":"p"},"spec":{"cidr":"10.0.0.0/8","perNodeNetworkPrefix":29,"gatewayIndex":1EXCLUSIONS}}""";

    public static PoolResource Pool(PoolKind kind, int exclusions = 0)
    {
        var template = kind == PoolKind.IPPool ? IPPool : CidrPool;
        var json = template.Replace("EXCLUSIONS", Exclusions(exclusions), StringComparison.Ordinal);
        var document = new ManifestDocument(JsonDocument.Parse(json).RootElement, default);
        return kind == PoolKind.IPPool ? new IPPoolResource(document) : new CidrPoolResource(document);
    }

    public static Node[] Nodes(int count, bool shuffled)
    {
        var nodes = new Node[count];
        for (var i = 0; i < count; i++)
            nodes[i] = new Node(string.Create(CultureInfo.InvariantCulture, $"dpu-node-{i + 1:D7}"));
        if (shuffled) new Random(1).Shuffle(nodes);
        return nodes;
    }

    public static RecordedAllocations Recorded(PoolResource pool, Node[] nodes, bool full) => full
        ? RecordedAllocations.Of(pool, PoolPass.Run(pool, RecordedAllocations.None(pool), nodes))
        : RecordedAllocations.None(pool);

    /// <summary>Ranges of 24 addresses, spread over the range: each covers two or three blocks.</summary>
    private static string Exclusions(int count)
    {
        if (count == 0) return "";
        var text = new StringBuilder(",\"exclusions\":[");
        for (var i = 0; i < count; i++)
        {
            if (i > 0) text.Append(',');
            text.Append(CultureInfo.InvariantCulture,
                $$"""{"startIP":"10.{{i / 250}}.{{i % 250}}.3","endIP":"10.{{i / 250}}.{{i % 250}}.26"}""");
        }

        return text.Append(']').ToString();
    }
}
