using DpuIpam.Addressing;

namespace DpuIpam.Allocation;

/// <summary>The gateway of a node's prefix in a CIDRPool (docs/upstream.md, 7.1).</summary>
internal static class NodeGateway
{
    /// <summary>Whether an index names a gateway in prefixes of this length.</summary>
    public static bool Exists(int prefixLength, AddressFamily family, int index)
    {
        var prefix = new Prefix(0, prefixLength, family);
        var offset = (UInt128)Math.Max(index, 0);
        return index >= 0 && offset >= prefix.FirstUsable && offset <= prefix.LastUsable;
    }
}
