using DpuIpam.Addressing;

namespace DpuIpam.Allocation;

/// <summary>The gateway of a node's prefix in a CIDRPool (docs/upstream.md, 7.1).</summary>
internal static class NodeGateway
{
    /// <summary>Whether an index names a gateway in prefixes like this one.</summary>
    public static bool Exists(Prefix prefix, int index)
    {
        var offset = (UInt128)Math.Max(index, 0);
        return index >= 0 && offset >= prefix.FirstUsable - prefix.First && offset <= prefix.LastUsable - prefix.First;
    }
}
