using DpuIpam.Addressing;
using DpuIpam.Allocation;
using DpuIpam.Validation;

namespace DpuIpam.Planning;

/// <summary>Pools that hand out the same addresses, or addresses that are reserved for something else.</summary>
/// <remarks>
/// What a pool can hand out is its range without its exclusions, so objects that share one parent with complementary
/// exclusions do not overlap. All ranges are sorted once and swept, never compared pair by pair.
/// </remarks>
internal static class OverlapFindings
{
    /// <summary>The plans with their findings.</summary>
    /// <param name="plans">The plans.</param>
    /// <param name="reserved">Ranges in use elsewhere.</param>
    /// <param name="removesFirst">Whether an object's pools that are not wanted any more are gone before the others are
    /// written: those meet nobody.</param>
    public static PlanContent[] AddTo(List<PlanContent> plans, IReadOnlyList<ReservedRange> reserved, bool removesFirst)
    {
        var further = new List<Finding>[plans.Count];
        for (var i = 0; i < further.Length; i++) further[i] = [];
        foreach (var family in Enum.GetValues<AddressFamily>()) Sweep(plans, reserved, family, removesFirst, further);
        var result = new PlanContent[plans.Count];
        for (var i = 0; i < result.Length; i++) result[i] = plans[i].With(further[i]);
        return result;
    }

    private static void Sweep(
        List<PlanContent> plans, IReadOnlyList<ReservedRange> reserved, AddressFamily family, bool removesFirst,
        List<Finding>[] further)
    {
        var pieces = new List<Piece>();
        for (var i = 0; i < plans.Count; i++)
            foreach (var range in HandedOut(plans[i].Result, family)) pieces.Add(new Piece(range, i, null));
        foreach (var range in reserved)
            if (range.Family == family) pieces.Add(new Piece(range.Range, -1, range));
        pieces.Sort(static (a, b) => a.Range.First.CompareTo(b.Range.First));

        var told = new HashSet<(int, int, ReservedRange?)>();
        var open = new List<Piece>();
        foreach (var piece in pieces)
        {
            open.RemoveAll(other => other.Range.Last < piece.Range.First);
            foreach (var other in open)
                if (!removesFirst || !IsFollowed(plans, piece.Plan, other.Plan)) Tell(plans, piece, other, family, told, further);
            open.Add(piece);
        }
    }

    private static void Tell(
        List<PlanContent> plans, Piece one, Piece other, AddressFamily family,
        HashSet<(int, int, ReservedRange?)> told, List<Finding>[] further)
    {
        if (one.Plan == other.Plan) return;
        var (a, b) = (Math.Min(one.Plan, other.Plan), Math.Max(one.Plan, other.Plan));
        if (!told.Add((a, b, one.Reserved ?? other.Reserved))) return;
        var first = AddressText.Format(UInt128.Max(one.Range.First, other.Range.First), family);
        if (a < 0)
        {
            var reserved = (one.Reserved ?? other.Reserved)!;
            further[b].Add(plans[b].Find(
                Rules.ReservedOverlap, $"From {first} on, the pool hands out addresses of the reserved range {reserved.Text}.",
                fix: plans[b].Origin is { } ipam ? Fixes.Exclude(ipam, reserved.Range) : null));
            return;
        }

        // The shares of one object are apart; static prefixes are in the pools of all clusters, and node names decide.
        if (plans[a].Origin is { } origin && ReferenceEquals(origin, plans[b].Origin)
            && !plans[a].IsRemoved && !plans[b].IsRemoved) return;
        further[a].Add(plans[a].Find(Rules.RangeOverlap, $"From {first} on, {Name(plans[b])} hands out the same addresses."));
        further[b].Add(plans[b].Find(Rules.RangeOverlap, $"From {first} on, {Name(plans[a])} hands out the same addresses."));
    }

    /// <summary>Whether one of two pools is of the object that the other is planned from, and is not wanted any more.</summary>
    private static bool IsFollowed(List<PlanContent> plans, int a, int b) =>
        a >= 0 && b >= 0 && (IsFormer(plans[a], plans[b]) || IsFormer(plans[b], plans[a]));

    private static bool IsFormer(PlanContent removed, PlanContent planned) =>
        removed.IsRemoved && ReferenceEquals(removed.Origin, planned.Origin);

    private static string Name(PlanContent plan) => plan.Cluster is null
        ? $"{plan.Pool.Kind} {plan.Pool.Name}"
        : $"{plan.Pool.Kind} {plan.Pool.Name} in {plan.Cluster}";

    /// <summary>What a pool can hand out; nothing when it is invalid.</summary>
    private static IntervalSet HandedOut(PassResult result, AddressFamily family) =>
        result.Layout is { } layout && layout.Network.Family == family ? layout.HandedOut : IntervalSet.Empty;

    private readonly record struct Piece(Interval Range, int Plan, ReservedRange? Reserved);
}
