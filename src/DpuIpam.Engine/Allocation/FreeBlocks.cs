using DpuIpam.Addressing;

namespace DpuIpam.Allocation;

/// <summary>Walks the free blocks of a pool upwards: neither taken, nor fully excluded, nor the gateway.</summary>
/// <remarks>
/// Three sorted lists side by side, so a step costs no look-up, and a run of excluded blocks costs one step however
/// long it is. The result is that of upstream's search, which starts behind the block it assigned last.
/// </remarks>
internal ref struct FreeBlocks
{
    private readonly BlockGrid _grid;
    private readonly ReadOnlySpan<Interval> _excluded;
    private readonly ReadOnlySpan<UInt128> _taken;
    private readonly UInt128 _gateway;
    private readonly bool _hasGateway;
    private readonly bool _hasBarrier;
    private readonly SearchBarrier _barrier;
    private UInt128 _index;
    private UInt128 _start;
    private int _nextExcluded;
    private int _nextTaken;
    private bool _ended;

    /// <param name="layout">The pool.</param>
    /// <param name="taken">First addresses of the taken blocks, ascending.</param>
    public FreeBlocks(PoolLayout layout, ReadOnlySpan<UInt128> taken)
    {
        _grid = layout.Grid;
        _excluded = layout.Excluded.AsSpan();
        _taken = taken;
        _hasGateway = layout.GatewayBlock is not null;
        _gateway = layout.GatewayBlock ?? 0;
        _hasBarrier = layout.Barrier is not null;
        _barrier = layout.Barrier ?? default;
        _start = _grid.Base;
    }

    /// <summary>Whether the search met a stretch that upstream never comes out of.</summary>
    public bool IsLost { get; private set; }

    /// <summary>The next free block's first address.</summary>
    public bool TryNext(out UInt128 start)
    {
        while (!_ended)
        {
            if (_hasBarrier && _index >= _barrier.Index)
            {
                IsLost = _barrier.NeverEnds;
                _ended = true;
                break;
            }

            if (SkipExcluded() || SkipTaken()) continue;
            start = _start;
            Advance();
            if (_hasGateway && start == _gateway) continue;
            return true;
        }

        start = 0;
        return false;
    }

    private bool SkipExcluded()
    {
        while (_nextExcluded < _excluded.Length && _excluded[_nextExcluded].Last < _index) _nextExcluded++;
        if (_nextExcluded == _excluded.Length || _excluded[_nextExcluded].First > _index) return false;
        _index = _excluded[_nextExcluded].Last;
        _start = _grid.StartOf(_index);
        Advance();
        return true;
    }

    private bool SkipTaken()
    {
        while (_nextTaken < _taken.Length && _taken[_nextTaken] < _start) _nextTaken++;
        if (_nextTaken == _taken.Length || _taken[_nextTaken] != _start) return false;
        Advance();
        return true;
    }

    private void Advance()
    {
        if (_index == _grid.LastIndex)
        {
            _ended = true;
            return;
        }

        _index++;
        _start += _grid.BlockSize;
    }
}
