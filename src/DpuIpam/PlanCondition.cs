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
            foreach (var plan in plans)
            {
                if (Describe(plan, condition) is not { } reason) continue;
                end(Errors.FailOn(condition.ToString(), $"{plan.Pool}: {reason}", plan));
            }
        }
    }

    private static string? Describe(Plan plan, PlanCondition condition)
    {
        var changes = plan.Content.Changes;
        var moved = changes.MovedCount;
        var dropped = changes.Dropped.Count;
        var grave = plan.Findings.FirstOrDefault(finding => finding.Severity
            >= (condition == PlanCondition.Warning ? FindingSeverity.Warning : FindingSeverity.Error));
        return condition switch
        {
            PlanCondition.Change when changes.AddedCount + moved + dropped > 0 =>
                $"{changes.AddedCount} allocations added, {moved} moved, {dropped} dropped.",
            PlanCondition.Hazard when moved + dropped > 0 => $"{moved} nodes would be renumbered, {dropped} would lose"
                + " their allocation.",
            PlanCondition.Warning or PlanCondition.Hazard => grave?.ToString(),
            _ => null,
        };
    }
}
