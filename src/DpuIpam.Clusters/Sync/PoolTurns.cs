using DpuIpam.Addressing;
using DpuIpam.Allocation;
using DpuIpam.Planning;
using DpuIpam.Resources;

namespace DpuIpam.Clusters.Sync;

/// <summary>Whose turn comes first among the pools of one object: a cluster gets addresses only after every other one that
/// hands them out has given them up.</summary>
/// <remarks>
/// What counts is what a write makes possible: addresses that a cluster could not hand out before, and that another one may be
/// handing out by its pool, to a node of a static prefix, or has given to a node already. A write that only takes away, or
/// changes something else, waits for nobody.
/// </remarks>
internal sealed class PoolTurns
{
    private readonly SyncPlan _sync;
    private readonly Dictionary<Pool, IntervalSet> _handedOut = [];

    private PoolTurns(SyncPlan sync) => _sync = sync;

    /// <summary>The turns of plans, in their order.</summary>
    /// <param name="sync">The sync.</param>
    /// <param name="ipam">The object.</param>
    /// <param name="plans">Its pools.</param>
    /// <param name="stuck">Pools of the object that were to be deleted and are still there.</param>
    public static List<PoolTurn> Find(SyncPlan sync, ServiceIpamResource ipam, IReadOnlyList<Plan> plans, IReadOnlyList<Pool> stuck)
    {
        var turns = new PoolTurns(sync);
        return [.. plans.Select(plan => turns.Of(ipam, plan, plans, stuck))];
    }

    /// <summary>Turns that wait for each other, so that none can be the first, and those that wait for them.</summary>
    public static List<PoolTurn> FindCircle(IEnumerable<PoolTurn> turns)
    {
        var left = turns.ToList();
        while (left.RemoveAll(turn => !turn.Holders.Any(holder => left.Exists(other => other.Plan == holder))) > 0)
        {
            // Whoever waited for those that are gone may be next.
        }

        return left;
    }

    /// <summary>Whether a pool, as it is now, hands out what a turn would give.</summary>
    public static bool Keeps(SyncPlan sync, PoolTurn turn, Pool pool) => new PoolTurns(sync).HandedOutBy(pool).Overlaps(turn.News);

    private PoolTurn Of(ServiceIpamResource ipam, Plan plan, IReadOnlyList<Plan> plans, IReadOnlyList<Pool> stuck)
    {
        if (!Gives(plan)) return new PoolTurn(plan, IntervalSet.Empty, [], null, null);
        var live = plan.Content.Live;
        var assignments = plan.Content.Result.Assignments;
        var served = Enumerable.Range(0, assignments.Length).Select(i => assignments.Span[i].NodeName);
        var possible = Possible(new Pool(plan.Content.Pool, plan.Cluster), served);
        if (live is not null) possible = possible.Subtract(HandedOutBy(live));
        var news = _sync.Allocates ? possible.Union(NewIn(plan)) : possible;
        return new PoolTurn(
            plan, news,
            [.. plans.Where(other => other != plan && other.Content.Live is { } its && HandedOutBy(its).Overlaps(news))],
            stuck.FirstOrDefault(pool => HandedOutBy(pool).Overlaps(news)),
            FindUnread(ipam, plan) is { } unread && MayMeetUnread(plan, possible, plans) ? unread : null);
    }

    /// <summary>Whether a cluster that can't be read may hand out what a write makes possible here: static prefixes cross the shares.
    /// They are in the pools of all clusters, so those that are read tell of them, and may forget none meanwhile.</summary>
    private static bool MayMeetUnread(Plan plan, IntervalSet possible, IReadOnlyList<Plan> plans)
    {
        if (plan.Content.Pool is not CidrPoolResource) return false;
        var live = plans.Where(static other => other.Content.Live is not null).Select(static other => other.Content.Live!.Resource).ToArray();
        var own = plan.Content.Live is { } its ? StaticOf(its.Resource) : IntervalSet.Empty;
        return !own.Subtract(StaticOf(plan.Content.Pool)).IsEmpty
            || (live.Length == 0 && !possible.IsEmpty)
            || live.Append(plan.Content.Pool).Any(pool => StaticOf(pool).Overlaps(possible));
    }

    /// <summary>Whether anything of a pool is written that may give addresses to nodes.</summary>
    private bool Gives(Plan plan) => plan.Content.Live is null || PoolState.Differs(plan)
        || (_sync.Allocates && plan.Content.Changes is { AddedCount: > 0 } or { MovedCount: > 0 });

    /// <summary>A cluster that has been served and can't be read: static prefixes cross the shares, so it may have given a node
    /// what was static, or is to be.</summary>
    private DpuClusterState? FindUnread(ServiceIpamResource ipam, Plan plan) => _sync.Inventory.Members.Concat(_sync.Inventory.Departed)
        .FirstOrDefault(member => member.Error is not null && !_sync.Inventory.Released.Contains(member.Key ?? "") && member.Key != plan.Cluster && Array.Exists(ipam.Shares, share => share.DpuCluster == member.Key));

    /// <summary>What a pool may hand out, and what its nodes have.</summary>
    private IntervalSet HandedOutBy(Pool pool)
    {
        if (_handedOut.TryGetValue(pool, out var known)) return known;
        var recorded = RecordedAllocations.Of(pool.Resource);
        var ranges = new List<Interval>(recorded.Count);
        var family = FamilyOf(pool.Resource);
        for (var i = 0; i < recorded.Count; i++)
            if (recorded.TryRange(i, family, out var range)) ranges.Add(range);
        var names = Enumerable.Range(0, recorded.Count).Select(recorded.NodeName);
        return _handedOut[pool] = Possible(pool, names).Union(IntervalSet.Of([.. ranges]));
    }

    /// <summary>What a pool may give to nodes of its cluster: its range without its exclusions, and static prefixes of those
    /// nodes only.</summary>
    /// <param name="pool">The pool.</param>
    /// <param name="served">Nodes that it serves, in case nobody knows which ones there are.</param>
    private IntervalSet Possible(Pool pool, IEnumerable<string> served)
    {
        var offered = HeldShare.OfferedBy(pool);
        if (pool.Resource is not CidrPoolResource { StaticAllocations.Length: > 0 } cidr) return offered;
        var nodes = _sync.NodesOf(pool.Cluster).Select(static node => node.NodeName).Concat(served).ToHashSet(StringComparer.Ordinal);
        return offered.Union(StaticOf(cidr, nodes.Contains));
    }

    private static IntervalSet StaticOf(PoolResource pool, Func<string, bool>? isThere = null)
    {
        if (pool is not CidrPoolResource cidr) return IntervalSet.Empty;
        var family = FamilyOf(pool);
        var ranges = new List<Interval>();
        foreach (var entry in cidr.StaticAllocations)
        {
            if ((isThere is null || isThere(entry.NodeName)) && Prefix.TryParse(entry.Prefix, out var prefix) && prefix.Family == family)
                ranges.Add(new Interval(prefix.First, prefix.Last));
        }

        return IntervalSet.Of([.. ranges]);
    }

    private static IntervalSet NewIn(Plan plan)
    {
        var content = plan.Content;
        var assignments = content.Result.Assignments.Span;
        var found = new List<Interval>();
        for (var i = 0; i < assignments.Length; i++)
            if (content.Changes.Changes[i] != AllocationChange.Kept) found.Add(content.Scope.WholeOf(assignments[i].First));
        return IntervalSet.Of([.. found]);
    }

    private static AddressFamily FamilyOf(PoolResource pool) =>
        Prefix.TryParse(pool.Network, out var network) ? network.Family : AddressFamily.IPv4;
}

/// <summary>Whom a pool waits for.</summary>
/// <param name="Plan">The pool to write.</param>
/// <param name="News">Addresses that its cluster may hand out by the write, and could not before; with -Allocate those that nodes
/// get as well.</param>
/// <param name="Holders">Plans of other clusters whose live pools hand some of them out.</param>
/// <param name="Stuck">A pool that does so and was to be deleted; null where there is none.</param>
/// <param name="Unread">A cluster that may do so and can't be read; null where there is none.</param>
internal sealed record PoolTurn(
    Plan Plan, IntervalSet News, IReadOnlyList<Plan> Holders, Pool? Stuck, DpuClusterState? Unread);
