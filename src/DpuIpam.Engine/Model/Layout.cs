namespace DpuIpam;

/// <summary>A way to lay out addresses, as Find-DpuIpamLayout ranks it. New-DpuServiceIpam makes an object of it.</summary>
public sealed class Layout
{
    internal Layout()
    {
    }

    /// <summary>Place in the ranking, from 1.</summary>
    public int Rank { get; private init; }

    /// <summary>Subnet (one gateway for all) or Network (a gateway per node).</summary>
    public IpamMode Mode { get; internal init; }

    /// <summary>The range.</summary>
    public string Network { get; internal init; } = "";

    /// <summary>The gateway; null in network mode.</summary>
    public string? Gateway { get; internal init; }

    /// <summary>Addresses per node; null in network mode.</summary>
    public long? PerNodeIPCount { get; internal init; }

    /// <summary>Prefix length of a node's subnet; null in subnet mode.</summary>
    public int? PrefixSize { get; internal init; }

    /// <summary>Position of the gateway in each node's subnet; null in subnet mode.</summary>
    public int? GatewayIndex { get; internal init; }

    /// <summary>Blocks or subnets per DPU cluster; null for one cluster.</summary>
    public int? QuotaPerCluster { get; internal init; }

    /// <summary>How many nodes fit into each DPU cluster.</summary>
    public decimal Capacity { get; internal init; }

    /// <summary>How many nodes more than now fit into each DPU cluster.</summary>
    public decimal Headroom { get; internal init; }

    /// <summary>The fewest usable addresses that a node gets.</summary>
    public decimal UsableCount { get; internal init; }

    /// <summary>Addresses of the range in percent that no pod could use if all nodes were there.</summary>
    public double PercentageWasted { get; internal init; }

    internal Layout At(int rank) => new()
    {
        Rank = rank,
        Mode = Mode,
        Network = Network,
        Gateway = Gateway,
        PerNodeIPCount = PerNodeIPCount,
        PrefixSize = PrefixSize,
        GatewayIndex = GatewayIndex,
        QuotaPerCluster = QuotaPerCluster,
        Capacity = Capacity,
        Headroom = Headroom,
        UsableCount = UsableCount,
        PercentageWasted = PercentageWasted,
    };

    /// <summary>Range and size: <c>192.168.0.0/20, 255 per node</c>.</summary>
    public override string ToString() =>
        Mode == IpamMode.Subnet ? $"{Network}, {PerNodeIPCount} per node" : $"{Network}, /{PrefixSize} per node";
}
