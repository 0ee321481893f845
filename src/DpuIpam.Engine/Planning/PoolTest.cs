using DpuIpam.Allocation;
using DpuIpam.Validation;

namespace DpuIpam.Planning;

/// <summary>Findings about a pool as it stands, with the nodes that its status names.</summary>
internal static class PoolTest
{
    public static IEnumerable<Finding> Run(Pool pool)
    {
        var recorded = RecordedAllocations.Of(pool.Resource);
        var names = new HashSet<string>(StringComparer.Ordinal);
        var nodes = new List<Node>(recorded.Count);
        for (var i = 0; i < recorded.Count; i++)
        {
            var name = recorded.NodeName(i);
            if (name.Length > 0 && names.Add(name)) nodes.Add(new Node(name, cluster: pool.Cluster));
        }

        // That nodes are unknown is no fault of the pool.
        return Planner.Plan(new PlanInput { Pools = [pool], Nodes = nodes })[0].Findings
            .Where(static finding => finding.Rule != Rules.NoNodes && finding.Rule != Rules.NodesWithoutLabels);
    }
}
