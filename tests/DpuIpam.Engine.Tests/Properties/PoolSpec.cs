using System.Text.Json;
using DpuIpam.Resources;

namespace DpuIpam.Engine.Tests.Properties;

/// <summary>A pool's spec as generated; read through JSON, as every pool is.</summary>
internal sealed record PoolSpec
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>Addresses per node of an IPPool; null makes it a CIDRPool.</summary>
    public long? BlockSize { get; init; }

    public required string Network { get; init; }

    public int PrefixLength { get; init; }

    public string Gateway { get; init; } = "";

    public int? GatewayIndex { get; init; }

    public RangeText[] Exclusions { get; init; } = [];

    public IndexRange[] PerNodeExclusions { get; init; } = [];

    public StaticAllocation[] Statics { get; init; } = [];

    public NodeSelector? Selector { get; init; }

    public PoolResource Read()
    {
        var document = new ManifestDocument(ToJson(), default);
        return BlockSize is null ? new CidrPoolResource(document) : new IPPoolResource(document);
    }

    public JsonElement ToJson()
    {
        var nodeSelector = Selector is null ? null : new
        {
            nodeSelectorTerms = Selector.Terms.Select(static term => new { term.MatchExpressions, term.MatchFields }),
        };
        var metadata = new { name = "pool" };
        return BlockSize is { } size
            ? JsonSerializer.SerializeToElement(
                new
                {
                    kind = "IPPool",
                    metadata,
                    spec = new
                    {
                        subnet = Network,
                        perNodeBlockSize = size,
                        Gateway,
                        Exclusions,
                        PerNodeExclusions,
                        nodeSelector,
                    },
                },
                Json)
            : JsonSerializer.SerializeToElement(
                new
                {
                    kind = "CIDRPool",
                    metadata,
                    spec = new
                    {
                        cidr = Network,
                        perNodeNetworkPrefix = PrefixLength,
                        GatewayIndex,
                        Exclusions,
                        PerNodeExclusions,
                        staticAllocations = Statics,
                        nodeSelector,
                    },
                },
                Json);
    }
}
