using DpuIpam.Resources;
using DpuIpam.Validation;

namespace DpuIpam.Allocation;

/// <summary>One pass of nv-ipam's controller over one pool (docs/upstream.md, 8.2).</summary>
internal static class PoolPass
{
    /// <summary>Runs a pass on what the pool's own status records.</summary>
    public static PassResult Run(PoolResource pool, IReadOnlyList<Node> nodes) =>
        Run(pool, RecordedAllocations.Of(pool), nodes);

    /// <summary>Runs a pass.</summary>
    /// <param name="pool">The pool.</param>
    /// <param name="recorded">What is allocated now.</param>
    /// <param name="nodes">All nodes of the cluster, in any order.</param>
    public static PassResult Run(PoolResource pool, RecordedAllocations recorded, IReadOnlyList<Node> nodes)
    {
        var errors = PoolValidator.Validate(pool);
        var matching = NodeSelection.Match(nodes, pool.NodeSelector);
        return errors.Count > 0
            ? new PassResult { Errors = errors, Nodes = matching, StatusChanged = true }
            : Run(PoolLayout.Of(pool), recorded, matching);
    }

    /// <summary>Runs a pass on a valid pool.</summary>
    /// <param name="layout">The pool.</param>
    /// <param name="recorded">What is allocated now.</param>
    /// <param name="nodes">The matching nodes, in nv-ipam's order.</param>
    public static PassResult Run(PoolLayout layout, RecordedAllocations recorded, string[] nodes)
    {
        var result = layout is IPPoolLayout ipPool
            ? IPPoolAllocator.Allocate(ipPool, recorded.Blocks!, nodes)
            : CidrPoolAllocator.Allocate((CidrPoolLayout)layout, recorded.Prefixes!, nodes);
        return result with
        {
            StatusChanged = result.Fault == PassFault.None && !recorded.IsUnchangedBy(result),
            MayChangeAgain = result.MayChangeAgain && ChangesAgain(layout, result, nodes),
        };
    }

    /// <summary>Whether a second pass changes what the first one wrote: the pool does not come to rest by itself.</summary>
    private static bool ChangesAgain(PoolLayout layout, PassResult result, string[] nodes)
    {
        if (result.Fault != PassFault.None) return false;
        var written = RecordedAllocations.Of(layout.Pool, result);
        var second = layout is IPPoolLayout ipPool
            ? IPPoolAllocator.Allocate(ipPool, written.Blocks!, nodes)
            : CidrPoolAllocator.Allocate((CidrPoolLayout)layout, written.Prefixes!, nodes);
        return !written.IsUnchangedBy(second);
    }
}
