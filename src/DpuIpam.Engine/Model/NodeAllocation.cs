using DpuIpam.Addressing;
using DpuIpam.Allocation;
using DpuIpam.Planning;
using DpuIpam.Resources;

namespace DpuIpam;

/// <summary>What one node has, or would get, from a pool: a block of an IPPool or a prefix of a CIDRPool.</summary>
/// <remarks>
/// Texts and counts are made when they are read: a plan of 100 000 nodes costs what is looked at. The two kinds are types
/// of their own only so that each has its own view.
/// </remarks>
public abstract class NodeAllocation : PoolReference
{
    private readonly AllocationScope _scope;
    private readonly Assignment _assignment;
    private readonly int _recorded;
    private readonly bool _hasAddresses;

    private protected NodeAllocation(AllocationScope scope, Assignment assignment, AllocationChange change, int recorded)
        : base(scope.Cluster, scope.Namespace, scope.Pool)
    {
        _scope = scope;
        _assignment = assignment;
        _recorded = recorded;
        _hasAddresses = true;
        NodeName = assignment.NodeName;
        Change = change;
    }

    private protected NodeAllocation(AllocationScope scope, string nodeName, AllocationChange change, int recorded)
        : base(scope.Cluster, scope.Namespace, scope.Pool)
    {
        _scope = scope;
        _recorded = recorded;
        NodeName = nodeName;
        Change = change;
    }

    /// <summary>IPPool or CIDRPool.</summary>
    public PoolKind Kind => _scope.Kind;

    /// <summary>The pool's range.</summary>
    public string Network => _scope.Network;

    /// <summary>Gateway of the whole pool; null for a CIDRPool, or without one.</summary>
    public string? PoolGateway => _scope.PoolGateway;

    /// <summary>The node.</summary>
    public string NodeName { get; }

    /// <summary>Number of the block or prefix, counted from 0: the numeric order of addresses. Null without addresses.</summary>
    public decimal? Index => _hasAddresses && _scope.TryIndexOf(_assignment.First, out var index)
        ? Numbers.ToDecimal(index)
        : null;

    /// <summary>First address of the block; of a prefix, the first that is usable. Null without addresses.</summary>
    public string? StartIP => _hasAddresses
        ? Format(_scope.UsableOf(_assignment.First).First)
        : RecordedBlock?.StartIP;

    /// <summary>Last address of the block; of a prefix, the last that is usable. Null without addresses.</summary>
    public string? EndIP => _hasAddresses
        ? Format(_scope.UsableOf(_assignment.First).Last)
        : RecordedBlock?.EndIP;

    /// <summary>The node's prefix; null for an IPPool, or without addresses.</summary>
    public string? Prefix => Kind == PoolKind.IPPool ? null
        : _hasAddresses ? _assignment.PrefixText ?? _scope.PrefixText(_assignment.First)
        : Change == AllocationChange.None ? _scope.Recorded.Prefixes![_recorded].Prefix
        : null;

    /// <summary>The gateway that the node's pods use; null without one.</summary>
    public string? Gateway => Kind == PoolKind.IPPool ? PoolGateway
        : _hasAddresses ? _scope.GatewayText(_assignment)
        : null;

    /// <summary>How many pods can get an address: without the gateway and what is excluded.</summary>
    public decimal UsableCount => _hasAddresses ? Numbers.ToDecimal(_scope.CountUsable(_assignment)) : 0;

    /// <summary>What the plan does to the node; None where nothing was compared.</summary>
    public AllocationChange Change { get; }

    /// <summary>What the node had before, <c>10.0.0.1-10.0.0.10</c> or <c>10.0.1.0/24</c>; null when it had nothing.</summary>
    public string? Previous => _recorded < 0 || Change == AllocationChange.None ? null
        : Change == AllocationChange.Moved && _scope.Recorded.Describe(_recorded) == Prefix
            ? $"{Prefix} gateway {_scope.Recorded.Prefixes![_recorded].Gateway}"
            : _scope.Recorded.Describe(_recorded);

    internal UInt128 First => _assignment.First;

    /// <summary>What the node gets, beside <see cref="Previous"/>: a prefix that stays may get another gateway.</summary>
    internal string Current => Prefix is not { } prefix ? $"{StartIP}-{EndIP}"
        : Previous?.StartsWith(prefix + " ", StringComparison.Ordinal) == true ? $"{prefix} gateway {Gateway}"
        : prefix;

    /// <summary>Length of a node's prefix; null for an IPPool.</summary>
    internal int? PrefixSize => _scope.PrefixLength;

    /// <summary>The texts of a status entry that does not fit the pool: shown as they are.</summary>
    private RecordedBlock? RecordedBlock =>
        Change == AllocationChange.None && _scope.Recorded.Blocks is { } blocks ? blocks[_recorded] : null;

    /// <summary>The addresses in the order in which nv-ipam hands them to the node's first pods.</summary>
    /// <param name="count">How many to list at most.</param>
    /// <returns>Addresses with the mask that pods get, such as <c>192.168.0.2/20</c>.</returns>
    public IEnumerable<string> GetAddresses(int count = 16)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (!_hasAddresses) return [];
        var settings = _scope.SettingsOf(_assignment);
        return settings.InOrder().Take(count).Select(address => $"{Format(address)}/{settings.Subnet.Length}");
    }

    /// <summary>The node and what it has: <c>dpu-node-2 192.168.1.1-192.168.2.0</c>.</summary>
    public override string ToString() => !_hasAddresses
        ? $"{NodeName} {(Change == AllocationChange.Dropped ? "nothing" : _scope.Recorded.Describe(_recorded))}"
        : Kind == PoolKind.IPPool ? $"{NodeName} {StartIP}-{EndIP}" : $"{NodeName} {Prefix}";

    /// <summary>An allocation with addresses.</summary>
    internal static NodeAllocation Create(
        AllocationScope scope, Assignment assignment, AllocationChange change, int recorded) =>
        scope.Kind == PoolKind.IPPool
            ? new BlockAllocation(scope, assignment, change, recorded)
            : new PrefixAllocation(scope, assignment, change, recorded);

    /// <summary>A recorded allocation whose addresses do not fit the pool, or one that is dropped.</summary>
    internal static NodeAllocation Create(
        AllocationScope scope, string nodeName, AllocationChange change, int recorded) =>
        scope.Kind == PoolKind.IPPool
            ? new BlockAllocation(scope, nodeName, change, recorded)
            : new PrefixAllocation(scope, nodeName, change, recorded);

    /// <summary>What a pool's status records, in its order.</summary>
    internal static NodeAllocation[] Recorded(Pool pool)
    {
        var recorded = RecordedAllocations.Of(pool.Resource);
        var scope = new AllocationScope(pool.Cluster, pool.Resource, recorded);
        var allocations = new NodeAllocation[recorded.Count];
        for (var i = 0; i < allocations.Length; i++)
        {
            allocations[i] = scope.TryRead(i, out var assignment)
                ? Create(scope, assignment, AllocationChange.None, -1)
                : Create(scope, recorded.NodeName(i), AllocationChange.None, i);
        }

        return allocations;
    }

    /// <summary>What nodes lose when a pool goes.</summary>
    internal static NodeAllocation[] Lost(Pool pool)
    {
        var recorded = RecordedAllocations.Of(pool.Resource);
        var scope = new AllocationScope(pool.Cluster, pool.Resource, recorded);
        var allocations = new NodeAllocation[recorded.Count];
        for (var i = 0; i < allocations.Length; i++)
            allocations[i] = Create(scope, recorded.NodeName(i), AllocationChange.Dropped, i);
        return allocations;
    }

    private string Format(UInt128 address) => AddressText.Format(address, _scope.Family);
}

/// <summary>A node's block of an IPPool.</summary>
public sealed class BlockAllocation : NodeAllocation
{
    internal BlockAllocation(AllocationScope scope, Assignment assignment, AllocationChange change, int recorded)
        : base(scope, assignment, change, recorded)
    {
    }

    internal BlockAllocation(AllocationScope scope, string nodeName, AllocationChange change, int recorded)
        : base(scope, nodeName, change, recorded)
    {
    }
}

/// <summary>A node's prefix of a CIDRPool.</summary>
public sealed class PrefixAllocation : NodeAllocation
{
    internal PrefixAllocation(AllocationScope scope, Assignment assignment, AllocationChange change, int recorded)
        : base(scope, assignment, change, recorded)
    {
    }

    internal PrefixAllocation(AllocationScope scope, string nodeName, AllocationChange change, int recorded)
        : base(scope, nodeName, change, recorded)
    {
    }
}
