using DpuIpam.Clusters.Sync;
using DpuIpam.Planning;

namespace DpuIpam.Writing;

/// <summary>Whether plans that were made earlier, and perhaps agreed to, are still what a sync would do.</summary>
internal static class PlanCheck
{
    /// <summary>Differences to name; of more, these say enough.</summary>
    private const int Most = 3;

    /// <summary>The plans that no longer hold, each with what differs.</summary>
    /// <param name="given">The plans of one object, as they were made.</param>
    /// <param name="unit">What a sync of the object would do now.</param>
    public static IEnumerable<(Plan Plan, string What)> FindOutdated(IReadOnlyList<Plan> given, SyncUnit unit)
    {
        var isOnly = unit.Plans.Count == 1;
        var covered = new HashSet<Plan>();
        foreach (var plan in given)
        {
            if (plan.Content.IsRemoved)
            {
                if (FindRemoval(plan, unit) is not { } pool) yield return (plan, $"the {plan.Kind} in {plan.Cluster ?? "this cluster"} does not go away any more");
                else if (!Lost(plan.Changes).SequenceEqual(Lost(NodeAllocation.Lost(pool)))) yield return (plan, "other nodes have addresses from it by now");
                continue;
            }

            var now = unit.Plans.FirstOrDefault(other => other.Cluster == plan.Cluster || (isOnly && plan.Cluster is null));
            if (now is null) yield return (plan, $"the object is not served in {plan.Cluster ?? "this cluster"} any more");
            else if (covered.Add(now) && Differences(plan, now) is { Count: > 0 } differences)
                yield return (plan, string.Join(", ", differences.Take(Most)) + (differences.Count > Most ? $" and {differences.Count - Most} more" : ""));
        }

        // What nobody has seen a plan of must not happen on the strength of the others.
        foreach (var pool in unit.Removals)
        {
            if (!given.Any(plan => plan.Content.IsRemoved && IsOf(plan, pool)))
                yield return (given[0], $"the {pool.Kind} {pool.Pool} in {pool.Cluster ?? "this cluster"} would be deleted too, and no plan of it is given");
        }

        foreach (var now in unit.PoolPlans)
        {
            if (covered.Contains(now) || (now.Content.Live is not null && !PoolState.Differs(now) && now.Changes.Count == 0)) continue;
            yield return (given[0], $"the pool in {now.Cluster} would change too, and no plan of it is given");
        }
    }

    private static Pool? FindRemoval(Plan plan, SyncUnit unit) => unit.Removals.FirstOrDefault(pool => IsOf(plan, pool));

    private static bool IsOf(Plan plan, Pool pool) =>
        (plan.Cluster, plan.Kind, plan.Namespace, plan.Pool) == (pool.Cluster, pool.Kind, pool.Namespace, pool.Pool);

    private static IEnumerable<string> Lost(IEnumerable<NodeAllocation> changes) =>
        changes.Select(static change => $"{change.NodeName} {change.Previous}").Order(StringComparer.Ordinal);

    private static List<string> Differences(Plan then, Plan now)
    {
        var differences = PoolComparison.Compare(now.Content.Pool, then.Content.Pool)
            .Select(static field => $"{field.Path} {field.Found ?? "none"} -> {field.Wanted ?? "none"}")
            .ToList();
        if (then.Content.HasPool != now.Content.HasPool) differences.Add(now.Content.HasPool ? "there would be a pool" : "there would be no pool");
        var before = then.Allocations.ToDictionary(static allocation => allocation.NodeName, Text, StringComparer.Ordinal);
        foreach (var allocation in now.Allocations)
        {
            if (!before.Remove(allocation.NodeName, out var text)) differences.Add($"{allocation} is new");
            else if (text != Text(allocation)) differences.Add($"{allocation.NodeName} {text} -> {Text(allocation)}");
        }

        differences.AddRange(before.Select(static entry => $"{entry.Key} {entry.Value} is not there any more"));
        return differences;
    }

    private static string Text(NodeAllocation allocation) => allocation.Prefix is { } prefix
        ? allocation.Gateway is { } gateway ? $"{prefix} gateway {gateway}" : prefix
        : $"{allocation.StartIP}-{allocation.EndIP}";
}
