using DpuIpam.Validation;

namespace DpuIpam.Planning;

/// <summary>Objects that make pools of one name: with a name override nothing keeps them apart.</summary>
internal static class PoolNameFindings
{
    /// <summary>The plans with their findings.</summary>
    public static PlanContent[] AddTo(IReadOnlyList<PlanContent> plans)
    {
        var byPool = plans
            .Where(static plan => plan is { Origin: not null, IsRemoved: false })
            .ToLookup(static plan => (plan.Cluster, plan.Pool.Kind, plan.Pool.Namespace, plan.Pool.Name));
        return [.. plans.Select(plan => plan is { Origin: { } origin, IsRemoved: false }
            && byPool[(plan.Cluster, plan.Pool.Kind, plan.Pool.Namespace, plan.Pool.Name)]
                .FirstOrDefault(other => !ReferenceEquals(other.Origin, origin)) is { Origin: { } second }
            ? plan.With([plan.Find(Rules.PoolTwice,
                $"{origin.Name} and {second.Name} both make the {plan.Pool.Kind} {plan.Pool.Name}.", "metadata.annotations")])
            : plan)];
    }
}
