using DpuIpam.Validation;

namespace DpuIpam.Planning;

/// <summary>Findings about a pool as it stands, with the nodes that its status names.</summary>
internal static class PoolTest
{
    /// <param name="pool">The pool.</param>
    /// <param name="reports">What nv-ipam says about pools as they are now.</param>
    /// <returns>The gravest first.</returns>
    public static IEnumerable<Finding> Run(Pool pool, IReadOnlyList<PoolReport> reports)
    {
        var told = reports.Where(report => report.IsAbout(pool)).Select(static report => report.ToFinding());
        // That nodes are unknown is no fault of the pool.
        return Planner.Plan(new PlanInput { Pools = [pool], HasNodes = false })[0].Findings.Where(static finding =>
            finding.Rule != Rules.NoNodes
            && finding.Rule != Rules.NodesFromStatus
            && finding.Rule != Rules.NodesWithoutLabels).Concat(told).OrderByDescending(static finding => finding.Severity);
    }
}
