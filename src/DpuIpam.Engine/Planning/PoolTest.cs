using DpuIpam.Validation;

namespace DpuIpam.Planning;

/// <summary>Findings about a pool as it stands, with the nodes that its status names.</summary>
internal static class PoolTest
{
    public static IEnumerable<Finding> Run(Pool pool)
    {
        // That nodes are unknown is no fault of the pool.
        return Planner.Plan(new PlanInput { Pools = [pool], HasNodes = false })[0].Findings.Where(static finding =>
            finding.Rule != Rules.NoNodes
            && finding.Rule != Rules.NodesFromStatus
            && finding.Rule != Rules.NodesWithoutLabels);
    }
}
