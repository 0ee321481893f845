using DpuIpam.Addressing;
using DpuIpam.Allocation;
using DpuIpam.Resources;

namespace DpuIpam.Planning;

/// <summary>What all allocations of one pool share; each of them holds little more than a number.</summary>
internal sealed class AllocationScope
{
    private readonly PoolResource _pool;
    private readonly Prefix _network;
    private readonly bool _hasNetwork;
    private readonly int _mappedLength;
    private readonly UInt128 _size;
    private readonly int _prefixLength;
    private readonly NodeSide _side;
    private readonly UInt128? _gateway;

    public AllocationScope(string? cluster, PoolResource pool, RecordedAllocations recorded)
    {
        _pool = pool;
        Cluster = cluster;
        Recorded = recorded;
        _hasNetwork = Addressing.Prefix.TryParse(pool.Network, out var network);
        _network = network.Unmapped;
        _mappedLength = network.IsMapped ? Addressing.Prefix.MappedLength : 0;
        _side = new NodeSide(pool, network);
        if (pool is IPPoolResource ipPool)
        {
            PoolGateway = ipPool.Gateway.Length > 0 ? ipPool.Gateway : null;
            _gateway = Address.TryParse(ipPool.Gateway, out var gateway) ? gateway.Value : null;
            _size = (UInt128)Math.Max(ipPool.PerNodeBlockSize, 1);
        }
        else
        {
            // A whole /96 of v4-mapped addresses is a /0 of IPv4.
            var length = ((CidrPoolResource)pool).PerNodeNetworkPrefix - _mappedLength;
            _prefixLength = Math.Clamp(length, network.IsMapped ? 0 : 1, Address.BitsOf(_network.Family));
            _size = Addressing.Prefix.SizeOf(_prefixLength, _network.Family);
        }
    }

    public string? Cluster { get; }

    public string Namespace => _pool.Namespace;

    public string Pool => _pool.Name;

    public PoolKind Kind => _pool is IPPoolResource ? PoolKind.IPPool : PoolKind.CIDRPool;

    public string Network => _pool.Network;

    /// <summary>Length of a node's prefix as written; null for an IPPool.</summary>
    public int? PrefixLength => Kind == PoolKind.CIDRPool ? _prefixLength + _mappedLength : null;

    public AddressFamily Family => _network.Family;

    public string? PoolGateway { get; }

    public RecordedAllocations Recorded { get; }

    public NodeSide Side => _side;

    /// <summary>First and last address that counts as the node's: all of a block, the usable ones of a prefix.</summary>
    public Interval UsableOf(UInt128 first)
    {
        if (Kind == PoolKind.IPPool) return new Interval(first, first + (_size - 1));
        var prefix = PrefixAt(first);
        return new Interval(prefix.FirstUsable, prefix.LastUsable);
    }

    /// <summary>All addresses of a block or prefix.</summary>
    public Interval WholeOf(UInt128 first) => new(first, first + (_size - 1));

    public bool TryIndexOf(UInt128 first, out UInt128 index)
    {
        var begin = Kind == PoolKind.IPPool ? _network.FirstUsable : _network.First;
        index = 0;
        if (!_hasNetwork || first < begin) return false;
        index = (first - begin) / _size;
        return true;
    }

    public string PrefixText(UInt128 first) => PrefixAt(first).Unmapped.ToString();

    /// <summary>The gateway of a prefix; null without one.</summary>
    public string? GatewayText(Assignment assignment)
    {
        var text = assignment.GatewayText;
        if (text is null && _pool is CidrPoolResource { GatewayIndex: >= 0 and var index })
            text = CidrPoolLayout.TextOf(PrefixAt(assignment.First), index);
        return string.IsNullOrEmpty(text) ? null : text;
    }

    public NodeSettings SettingsOf(Assignment assignment) => Kind == PoolKind.IPPool
        ? _side.OfBlock(assignment.First, assignment.First + (_size - 1))
        : _side.OfPrefix(PrefixAt(assignment.First), GatewayOf(assignment));

    public UInt128 CountUsable(Assignment assignment) => _side.IsTouched(WholeOf(assignment.First))
        ? SettingsOf(assignment).UsableCount
        : CountUntouched(assignment);

    /// <summary>The addresses of a node whose block nothing excludes anything of.</summary>
    public UInt128 CountUntouched(Assignment assignment)
    {
        var usable = UsableOf(assignment.First);
        var count = usable.Last - usable.First + 1;
        return GatewayOf(assignment) is { } gateway && usable.Contains(gateway) ? count - 1 : count;
    }

    /// <summary>The gateway in the node's settings: the pool's, the static one, or the computed one.</summary>
    public UInt128? GatewayOf(Assignment assignment)
    {
        if (Kind == PoolKind.IPPool) return _gateway;
        if (assignment.GatewayText is { } text) return Address.TryParse(text, out var own) ? own.Value : null;
        return ((CidrPoolResource)_pool).GatewayIndex is >= 0 and { } index ? assignment.First + (UInt128)index : null;
    }

    /// <summary>A recorded allocation as an assignment, if its addresses can be read and make a whole block.</summary>
    public bool TryRead(int index, out Assignment assignment)
    {
        assignment = default;
        if (!_hasNetwork || !Recorded.TryFirst(index, out var first)) return false;
        if (Recorded.Blocks is { } blocks)
        {
            assignment = new Assignment(blocks[index].NodeName, first, index);
            return Address.TryParse(blocks[index].EndIP, out var last)
                && last.Family == Family && last.Value == first + (_size - 1);
        }

        var entry = Recorded.Prefixes![index];
        if (!Addressing.Prefix.TryParse(entry.Prefix, out var prefix) || prefix.IsMapped != _side.IsMapped
            || prefix.Unmapped.Length != _prefixLength || prefix.Unmapped.Family != Family)
            return false;
        assignment = new Assignment(entry.NodeName, first, index, entry.Prefix, entry.Gateway);
        return true;
    }

    private Prefix PrefixAt(UInt128 first) => new(first, _prefixLength, Family);
}
