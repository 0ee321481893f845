using DpuIpam.Resources;

namespace DpuIpam.Engine.Tests.Properties;

/// <summary>The part of a DPUServiceIPAM's spec that decides on shares, as generated.</summary>
internal sealed record ShareSpec
{
    /// <summary>Addresses per node in subnet mode; null makes it network mode.</summary>
    public long? BlockSize { get; init; }

    public required string Network { get; init; }

    public int PrefixSize { get; init; }

    public int? Quota { get; init; }

    public string[] Exclusions { get; init; } = [];

    public RangeText[] ExcludeRanges { get; init; } = [];

    public StaticAllocation[] Statics { get; init; } = [];

    /// <summary>The object that is to be written as JSON.</summary>
    public object ToTree() => BlockSize is { } size
        ? new { subnet = new { subnet = Network, perNodeIPCount = size, ExcludeRanges, blocksPerDPUCluster = Quota } }
        : new
        {
            network = new
            {
                Network,
                PrefixSize,
                Exclusions,
                ExcludeRanges,
                allocations = Statics.ToDictionary(static item => item.NodeName, static item => item.Prefix),
                subnetsPerDPUCluster = Quota,
            },
        };
}
