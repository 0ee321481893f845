using DpuIpam.Addressing;

namespace DpuIpam.Allocation;

/// <summary>Finds nodes by name in a sorted list. Names that come in order, as in a status, cost one comparison.</summary>
internal ref struct NodeCursor(string[] nodes)
{
    private readonly string[] _nodes = nodes;
    private int _next;

    /// <summary>Position of a node; negative when it is not in the list.</summary>
    public int Find(string name)
    {
        if (_next < _nodes.Length)
        {
            var order = ByteOrder.Compare(name, _nodes[_next]);
            if (order == 0) return _next++;
        }

        var found = Array.BinarySearch(_nodes, name, ByteOrder.Instance);
        _next = found >= 0 ? found + 1 : ~found;
        return found;
    }
}
