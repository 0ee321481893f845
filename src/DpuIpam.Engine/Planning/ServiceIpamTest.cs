using DpuIpam.Validation;

namespace DpuIpam.Planning;

/// <summary>The verdicts on DPUServiceIPAM objects: DPF's, nv-ipam's on the pools that would result, and our own, those on
/// service chains included.</summary>
internal static class ServiceIpamTest
{
    /// <summary>The findings; that nodes are unknown is no fault of an object.</summary>
    /// <param name="input">The objects, and what is around them.</param>
    /// <param name="isMeant">Which plans of the objects count; null for all.</param>
    public static IEnumerable<Finding> Run(PlanInput input, Func<Plan, bool>? isMeant = null) => Planner.Plan(input)
        .Where(plan => plan.Content is { Origin: not null, IsRemoved: false } && (isMeant is null || isMeant(plan)))
        .SelectMany(static plan => plan.Findings)
        .Concat(ChainFindings.Of(input))
        .Where(static finding =>
            finding.Rule != Rules.NoNodes
            && finding.Rule != Rules.NodesFromStatus
            && finding.Rule != Rules.NodesWithoutLabels);
}
