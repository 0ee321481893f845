using DpuIpam.Allocation;
using DpuIpam.Resources;

namespace DpuIpam.Engine.Tests.Reference;

/// <summary>Allocation of an IPPool by docs/upstream.md, 6, address by address.</summary>
internal sealed class ReferenceIPPool
{
    private readonly ReferenceNetwork _subnet;
    private readonly int _blockSize;
    private readonly int _base;
    private readonly int? _gateway;
    private readonly bool[] _excluded;
    private readonly bool[] _excludedInBlock;

    private ReferenceIPPool(IPPoolResource pool)
    {
        _subnet = ReferenceNetwork.Parse(pool.Network)!;
        _blockSize = (int)pool.PerNodeBlockSize;
        _base = _subnet.IsPointToPointOrSingle ? 0 : 1;
        _gateway = _subnet.OffsetOf(pool.Gateway);
        _excluded = new bool[_subnet.Size];
        foreach (var range in pool.Exclusions)
            for (var i = _subnet.OffsetOf(range.StartIP); i <= _subnet.OffsetOf(range.EndIP); i++)
                _excluded[i.Value] = true;
        _excludedInBlock = new bool[_blockSize];
        foreach (var range in pool.PerNodeExclusions)
            for (var i = range.StartIndex; i <= range.EndIndex; i++) _excludedInBlock[i] = true;
    }

    public static ReferenceAnswer Run(IPPoolResource pool, RecordedBlock[] recorded, string[] selected)
    {
        var reference = new ReferenceIPPool(pool);
        var taken = new HashSet<int>();
        var blocks = new Dictionary<string, int>();
        var discards = new List<Discard>();
        for (var i = 0; i < recorded.Length; i++)
        {
            if (reference.BrokenRule(recorded[i], selected, taken) is { } reason)
            {
                discards.Add(new Discard(i, reason));
                continue;
            }

            var start = reference._subnet.OffsetOf(recorded[i].StartIP)!.Value;
            taken.Add(start);
            blocks[recorded[i].NodeName] = start;
        }

        var unserved = new List<string>();
        foreach (var node in selected.Where(node => !blocks.ContainsKey(node)))
        {
            if (reference.LowestFree(taken) is not { } start)
            {
                unserved.Add(node);
                continue;
            }

            taken.Add(start);
            blocks[node] = start;
        }

        var written = selected.Where(blocks.ContainsKey).Select(node => new RecordedBlock(
            node,
            reference._subnet.AddressAt(blocks[node]),
            reference._subnet.AddressAt(blocks[node] + reference._blockSize - 1)));
        return new ReferenceAnswer(
            true, new RecordedAllocations(true, [.. written], null), [.. unserved], [.. discards]);
    }

    private DiscardReason? BrokenRule(RecordedBlock block, string[] selected, HashSet<int> taken)
    {
        if (!selected.Contains(block.NodeName)) return DiscardReason.NodeNotSelected;
        if (ReferenceText.ParseAddress(block.StartIP) is null || ReferenceText.ParseAddress(block.EndIP) is null)
            return DiscardReason.Unreadable;
        if (_subnet.OffsetOf(block.StartIP) is not { } start || _subnet.OffsetOf(block.EndIP) is not { } end)
            return DiscardReason.Outside;
        if (end < start) return DiscardReason.Reversed;
        if (start < _base || (start - _base) % _blockSize != 0) return DiscardReason.OffGrid;
        if (end - start != _blockSize - 1) return DiscardReason.WrongSize;
        if (IsGateway(start)) return DiscardReason.IsGateway;
        if (IsFullyExcluded(start)) return DiscardReason.FullyExcluded;
        return taken.Contains(start) ? DiscardReason.BlockTaken : null;
    }

    private int? LowestFree(HashSet<int> taken)
    {
        for (var start = _base; start + _blockSize - 1 <= _subnet.LastUsable; start += _blockSize)
            if (!taken.Contains(start) && !IsGateway(start) && !IsFullyExcluded(start)) return start;
        return null;
    }

    private bool IsGateway(int start) => _blockSize == 1 && start == _gateway;

    private bool IsFullyExcluded(int start)
    {
        for (var i = 0; i < _blockSize; i++)
            if (!_excluded[start + i] && !_excludedInBlock[i]) return false;
        return true;
    }
}
