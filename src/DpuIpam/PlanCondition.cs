using System.Management.Automation;

namespace DpuIpam;

/// <summary>What of a plan makes <c>-FailOn</c> end in an error.</summary>
public enum PlanCondition
{
    /// <summary>Any allocation is added, moved or dropped.</summary>
    Change,

    /// <summary>Any finding is a warning or an error.</summary>
    Warning,

    /// <summary>A node is renumbered or loses its allocation, or a finding is an error.</summary>
    Hazard,
}

/// <summary>Checks <c>-FailOn</c>.</summary>
internal static class PlanConditions
{
    public static void Check(IReadOnlyList<Plan> plans, PlanCondition[] conditions, Action<ErrorRecord> end)
    {
        foreach (var condition in conditions)
        {
            var met = plans.Where(plan => IsMet(plan, condition)).ToArray();
            if (met.Length > 0) end(Errors.FailOn(condition.ToString(), Describe(met, condition), met[0]));
        }
    }

    private static bool IsMet(Plan plan, PlanCondition condition)
    {
        var changes = plan.Content.Changes;
        return condition switch
        {
            PlanCondition.Change => changes.AddedCount + changes.MovedCount + changes.Dropped.Count > 0,
            PlanCondition.Hazard => changes.MovedCount + changes.Dropped.Count > 0 || Grave(plan, condition).Any(),
            _ => Grave(plan, condition).Any(),
        };
    }

    private static IEnumerable<Finding> Grave(Plan plan, PlanCondition condition)
    {
        var least = condition == PlanCondition.Warning ? FindingSeverity.Warning : FindingSeverity.Error;
        return condition == PlanCondition.Change ? [] : plan.Findings.Where(finding => finding.Severity >= least);
    }

    private static string Describe(Plan[] plans, PlanCondition condition) => plans.Length == 1
        ? $"{plans[0].Pool}: {Describe(plans[0], condition)}"
        : new Summary(plans).Describe(condition);

    private static string Describe(Plan plan, PlanCondition condition)
    {
        var changes = plan.Content.Changes;
        var (added, moved, dropped) = (changes.AddedCount, changes.MovedCount, changes.Dropped.Count);
        return condition switch
        {
            PlanCondition.Change => $"{added} allocations added, {moved} moved, {dropped} dropped.",
            PlanCondition.Hazard when moved + dropped > 0 =>
                $"{moved} nodes would be renumbered, {dropped} would lose their allocation.",
            _ => Grave(plan, condition).First().ToString(),
        };
    }

    /// <summary>Several plans in one error: sums, and what of them is where.</summary>
    private sealed class Summary(Plan[] plans)
    {
        /// <summary>Places to name; of more, the number says enough.</summary>
        private const int Most = 10;

        /// <summary>Whether all are of one pool, so that their clusters tell them apart.</summary>
        private readonly bool _isOnePool = plans.All(plan => plan.Cluster is not null && plan.Pool == plans[0].Pool)
            && plans.DistinctBy(static plan => plan.Cluster).Count() == plans.Length;

        public string Describe(PlanCondition condition)
        {
            var parts = new List<string>();
            if (condition == PlanCondition.Change)
            {
                var (added, moved, dropped) = (plans.Sum(Added), plans.Sum(Moved), plans.Sum(Dropped));
                parts.Add($"{added} allocations added, {moved} moved, {dropped} dropped"
                    + Where(static plan => Added(plan) + Moved(plan) + Dropped(plan)));
            }
            else if (condition == PlanCondition.Hazard)
            {
                if (plans.Sum(Moved) is > 0 and var moved) parts.Add($"{Nodes(moved)}{Where(Moved, " would be renumbered")}");
                if (plans.Sum(Dropped) is > 0 and var dropped) parts.Add($"{Nodes(dropped)}{Where(Dropped, " would lose their allocation")}");
            }

            var grave = plans.SelectMany(plan => Grave(plan, condition)).ToArray();
            if (grave.Length > 0)
                parts.Add($"{grave.Length} {(grave.Length == 1 ? "finding" : "findings")}{Where(plan => Grave(plan, condition).Count())}; {grave[0]}".TrimEnd('.'));
            return $"{(_isOnePool ? plans[0].Pool + ": " : "")}{string.Join(". ", parts)}.";
        }

        private static int Added(Plan plan) => plan.Content.Changes.AddedCount;

        private static int Moved(Plan plan) => plan.Content.Changes.MovedCount;

        private static int Dropped(Plan plan) => plan.Content.Changes.Dropped.Count;

        private static string Nodes(int count) => count == 1 ? "1 node" : $"{count} nodes";

        /// <summary>In how many clusters, or pools, and how many in each.</summary>
        private string Where(Func<Plan, int> count, string verb = "")
        {
            var places = plans.Where(plan => count(plan) > 0).Select(plan => $"{Name(plan)} {count(plan)}").ToArray();
            var noun = _isOnePool ? "cluster" : "pool";
            return $" in {places.Length} {noun}{(places.Length == 1 ? "" : "s")}{verb}: {string.Join(", ", places.Take(Most))}"
                + (places.Length > Most ? $" and {places.Length - Most} more" : "");
        }

        private string Name(Plan plan) => _isOnePool ? plan.Cluster!
            : plan.Cluster is { } cluster ? $"{plan.Pool} in {cluster}"
            : plan.Pool;
    }
}
