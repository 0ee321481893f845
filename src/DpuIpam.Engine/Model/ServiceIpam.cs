using DpuIpam.Addressing;
using DpuIpam.Resources;

namespace DpuIpam;

/// <summary>A DPUServiceIPAM: the range from which DPF gives every DPU node its addresses.</summary>
public sealed class ServiceIpam
{
    internal ServiceIpam(ServiceIpamResource resource)
    {
        Resource = resource;
        var isNetwork = resource.Mode == IpamMode.Network;
        Family = Prefix.TryParse(resource.Network, out var range) ? range.Family : AddressFamily.IPv4;
        PerNodeIPCount = isNetwork ? null : resource.PerNodeIPCount;
        PrefixSize = isNetwork ? resource.PrefixSize : null;
        Exclusions = resource.Exclusions.Select(static address => new IpRange(address, address))
            .Concat(resource.ExcludeRanges.Select(static range => new IpRange(range.StartIP, range.EndIP)))
            .ReadOnly();
        Conditions = resource.Conditions
            .Select(static condition => new Condition(condition.Type, condition.Status, condition.Reason, condition.Message))
            .ReadOnly();
        Shares = resource.Shares
            .Select(static share => new ClusterShare(
                share.DpuCluster, share.Ranges.Select(static range => new IpRange(range.StartIP, range.EndIP)).ReadOnly()))
            .ReadOnly();
    }

    /// <summary>Name of the object; its pools have the same one, unless an annotation overrides it.</summary>
    public string Name => Resource.Name;

    /// <summary>Namespace; DPF admits only dpf-operator-system.</summary>
    public string Namespace => Resource.Namespace;

    /// <summary>Subnet (becomes an IPPool) or Network (becomes a CIDRPool).</summary>
    public IpamMode Mode => Resource.Mode;

    /// <summary>The family of the range.</summary>
    public AddressFamily Family { get; }

    /// <summary>The range as written.</summary>
    public string Network => Resource.Network;

    /// <summary>The gateway of the subnet; null in network mode.</summary>
    public string? Gateway => Resource.Gateway;

    /// <summary>Position of the gateway in each node's subnet; null in subnet mode, or without a gateway.</summary>
    public int? GatewayIndex => Resource.GatewayIndex;

    /// <summary>Addresses per node; null in network mode.</summary>
    public long? PerNodeIPCount { get; }

    /// <summary>Prefix length of a node's subnet; null in subnet mode.</summary>
    public int? PrefixSize { get; }

    /// <summary>Addresses not to hand out.</summary>
    public IReadOnlyList<IpRange> Exclusions { get; }

    /// <summary>Static prefix per node; network mode only.</summary>
    public IReadOnlyDictionary<string, string> Allocations => Resource.Allocations;

    /// <summary>Destinations that pods reach over the gateway.</summary>
    public IReadOnlyList<string> Routes => Resource.Routes.ReadOnly();

    /// <summary>Whether the gateway becomes the pods' default route.</summary>
    public bool DefaultGateway => Resource.DefaultGateway;

    /// <summary>Blocks or subnets per DPU cluster; null: one cluster takes the whole range.</summary>
    public int? QuotaPerCluster => Resource.Quota;

    /// <summary>Labels that the pools get, by which service chains find them.</summary>
    public IReadOnlyDictionary<string, string> PoolLabels => Resource.PoolLabels;

    /// <summary>Annotations that the pools get.</summary>
    public IReadOnlyDictionary<string, string> PoolAnnotations => Resource.PoolAnnotations;

    /// <summary>Name of the pools; null where it is that of the object.</summary>
    public string? PoolName => Resource.PoolName == Name ? null : Resource.PoolName;

    /// <summary>Which nodes are served; null: all.</summary>
    public NodeSelector? NodeSelector => Resource.NodeSelector;

    /// <summary>Which DPU clusters are served; null: all.</summary>
    public LabelSelector? ClusterSelector => Resource.ClusterSelector;

    /// <summary>The status' conditions.</summary>
    public IReadOnlyList<Condition> Conditions { get; }

    /// <summary>The shares that DPF has stored.</summary>
    public IReadOnlyList<ClusterShare> Shares { get; }

    /// <summary>Whether the Ready condition is true.</summary>
    public bool Ready => Conditions.Any(static condition => condition is { Type: "Ready", Status: "True" });

    internal ServiceIpamResource Resource { get; }

    /// <summary>The connection that it was read from, or that it is meant for; null for what comes from elsewhere.</summary>
    internal Connection? Source { get; init; }

    /// <summary>Whether it is as it would be on its connection, and not as it was read there.</summary>
    internal bool IsForeseen { get; init; }

    /// <summary>Name, range and size: <c>pool1 192.168.0.0/20, 256 per node</c>.</summary>
    public override string ToString() =>
        Mode == IpamMode.Subnet ? $"{Name} {Network}, {PerNodeIPCount} per node" : $"{Name} {Network}, /{PrefixSize} per node";
}
