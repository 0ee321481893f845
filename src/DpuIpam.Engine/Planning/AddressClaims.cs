using DpuIpam.Addressing;
using DpuIpam.Validation;

namespace DpuIpam.Planning;

/// <summary>Finds addresses that a write would give to a node while another node or pool has them.</summary>
/// <remarks>
/// Looked at are nodes of one DPU cluster, whatever pool they get an address from, and nodes of one object, whatever
/// cluster they are in; with what they will have, and with what they have until then. Objects whose ranges overlap in different clusters may serve networks that never meet: about these
/// a plan warns. What is shared already is not this write's doing. Claims are sorted once and swept.
/// </remarks>
internal static class AddressClaims
{
    /// <summary>Findings by the plan that would take the addresses.</summary>
    /// <param name="plans">The plans that the write carries out.</param>
    /// <param name="others">The plans of all other pools, which show what else is handed out.</param>
    /// <param name="removed">Pools that the write deletes.</param>
    /// <param name="removesFirst">Whether they are gone before their own object's other pools are written. DPF deletes them
    /// last: until then two clusters have their addresses (docs/upstream.md, D.5).</param>
    public static Dictionary<Plan, List<Finding>> FindShared(
        IReadOnlyList<Plan> plans, IReadOnlyList<Plan> others, IReadOnlyCollection<Pool> removed, bool removesFirst = true)
    {
        var findings = new Dictionary<Plan, List<Finding>>();
        if (!plans.Any(static plan => plan.Content.Changes is { AddedCount: > 0 } or { MovedCount: > 0 })) return findings;
        var owners = removed.ToDictionary(static pool => (pool.Kind, pool.Cluster, pool.Namespace, pool.Pool), static pool => pool.Owner ?? "");
        foreach (var family in Enum.GetValues<AddressFamily>())
        {
            var claims = new List<Claim>();
            foreach (var plan in plans) Collect(plan, family, null, true, claims);
            foreach (var plan in others)
                Collect(plan, family, owners.GetValueOrDefault((plan.Kind, plan.Cluster, plan.Namespace, plan.Pool)), false, claims);
            Sweep(claims, family, removesFirst, findings);
        }

        return findings;
    }

    private static void Collect(Plan plan, AddressFamily family, string? leaves, bool isPlanned, List<Claim> claims)
    {
        var (scope, changes) = (plan.Content.Scope, plan.Content.Changes);
        var assignments = plan.Content.Result.Assignments.Span;
        for (var i = 0; i < assignments.Length; i++)
        {
            var change = changes.Changes[i];
            if (scope.Family == family)
            {
                var isNew = isPlanned && change is AllocationChange.Added or AllocationChange.Moved;
                claims.Add(new Claim(scope.WholeOf(assignments[i].First), plan, assignments[i].NodeName, isNew, false, leaves));
            }

            if (change == AllocationChange.Moved) AddFormer(changes.Previous[i]);
        }

        foreach (var index in changes.Dropped) AddFormer(index);

        void AddFormer(int index)
        {
            if (scope.Recorded.TryRange(index, family, out var range))
                claims.Add(new Claim(range, plan, scope.Recorded.NodeName(index), false, true, leaves));
        }
    }

    private static void Sweep(
        List<Claim> claims, AddressFamily family, bool removesFirst, Dictionary<Plan, List<Finding>> findings)
    {
        claims.Sort(static (a, b) => a.Range.First.CompareTo(b.Range.First));
        var open = new List<Claim>();
        var told = new HashSet<(Plan, Plan)>();
        foreach (var claim in claims)
        {
            open.RemoveAll(other => other.Range.Last < claim.Range.First);
            foreach (var other in open)
            {
                if (!claim.IsNew && !other.IsNew) continue;
                var (mine, its) = claim.IsNew ? (claim, other) : (other, claim);
                var isFormer = its.Leaves is { } owner && owner == (mine.Plan.Content.Origin?.Name ?? "");
                if (isFormer ? removesFirst : !Meets(mine.Plan.Content, its)) continue;
                if (!told.Add((mine.Plan, its.Plan))) continue;
                if (!findings.TryGetValue(mine.Plan, out var found)) findings[mine.Plan] = found = [];
                found.Add(mine.Plan.Content.Find(Rules.AddressInUse,
                    $"{mine.NodeName} would get {AddressText.Format(claim.Range.First, family)} and following, which"
                    + $" {its.NodeName} has from {Name(its.Plan.Content)}.", nodeName: mine.NodeName));
            }

            open.Add(claim);
        }
    }

    /// <summary>Whether two pools serve one network. The clusters of one object take turns: what one of them gives up, no
    /// other gets before.</summary>
    private static bool Meets(PlanContent one, Claim claim)
    {
        var other = claim.Plan.Content;
        if (ReferenceEquals(one, other)) return false;
        return one.Origin is not null && ReferenceEquals(one.Origin, other.Origin)
            ? !claim.IsGivenUp
            : one.Cluster == other.Cluster;
    }

    private static string Name(PlanContent plan) => plan.Cluster is null
        ? $"{plan.Pool.Kind} {plan.Pool.Name}"
        : $"{plan.Pool.Kind} {plan.Pool.Name} in {plan.Cluster}";

    /// <param name="Range">The addresses.</param>
    /// <param name="Plan">The pool.</param>
    /// <param name="NodeName">The node.</param>
    /// <param name="IsNew">Whether the write gives them to the node.</param>
    /// <param name="IsGivenUp">Whether the node has them now, and not after the write.</param>
    /// <param name="Leaves">The name of the object that deletes the pool; empty for a pool of none, null where nobody does.</param>
    private readonly record struct Claim(Interval Range, Plan Plan, string NodeName, bool IsNew, bool IsGivenUp, string? Leaves);
}
