using DpuIpam.Planning;
using DpuIpam.Resources;
using DpuIpam.Validation;

namespace DpuIpam.Clusters.Sync;

/// <summary>Plans a sync: reads all clusters, plans every object, and judges what would happen. Writes nothing.</summary>
internal static class SyncPlanner
{
    /// <param name="session">The connection.</param>
    /// <param name="wanted">The objects to sync: as they are on the host cluster, or as they would be. Null for all.</param>
    /// <param name="options">What may be done.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public static async Task<SyncPlan> PrepareAsync(
        ClusterSession session, Func<Inventory, IReadOnlyList<ServiceIpamResource>>? wanted, SyncOptions options,
        CancellationToken cancellation)
    {
        var reader = new InventoryReader(session, InventoryParts.Pools | InventoryParts.Nodes, options.ThrottleLimit)
        {
            AsksForNvIpam = options.Allocate,
        };
        var inventory = await reader.ReadAsync(cancellation).ConfigureAwait(false);
        var objects = wanted?.Invoke(inventory) ?? inventory.ServiceIpams;
        var release = ReleaseNames.Resolve(options.ReleaseClusters, inventory, objects);
        inventory = inventory with { Released = release.Keys };
        // Beside DPF a sync only follows what an edit has set off: that one asked for consent.
        if (new SyncPlan(session, inventory, [], options).IsBesideDpf) options = options with { Consent = new Consent(true, true) };
        return Prepare(session, inventory, objects, options, cancellation) with { NotReleased = release.Refused };
    }

    /// <summary>Plans what a sync, or an edit, of objects leads to.</summary>
    /// <param name="session">The connection.</param>
    /// <param name="inventory">What the clusters hold.</param>
    /// <param name="wanted">The objects as they are, or as they would be.</param>
    /// <param name="options">What may be done.</param>
    /// <param name="cancellation">Ends the planning.</param>
    public static SyncPlan Prepare(
        ClusterSession session, Inventory inventory, IReadOnlyList<ServiceIpamResource> wanted, SyncOptions options,
        CancellationToken cancellation)
    {
        var plan = new SyncPlan(session, inventory, [], options);
        // Beside the objects to sync, all others are planned too: they show what else is handed out.
        var all = wanted.Concat(inventory.ServiceIpams.Where(ipam => wanted.All(own => own.Key != ipam.Key))).ToArray();
        var input = inventory.ToPlanInput(all, isBesideDpf: plan.IsBesideDpf) with { Generation = options.Generation };
        var plans = Planner.Plan(input, cancellation).ToLookup(static one => one.Content.Origin?.Key ?? "");
        var drafts = wanted.Select(ipam => Draft(ipam, plans[ipam.Key].ToArray(), inventory, plan.IsBesideDpf)).ToArray();
        var own = drafts.Select(static draft => draft.Ipam.Key).ToHashSet(StringComparer.Ordinal);
        var claims = AddressClaims.FindShared(
            [.. drafts.SelectMany(static draft => draft.Plans)],
            [.. plans.SelectMany(static group => group).Where(one => one.Content.IsRemoved || !own.Contains(one.Content.Origin?.Key ?? ""))],
            // An object whose pool is stuck writes nothing beside it.
            [.. drafts.SelectMany(static draft => draft.Removals), .. inventory.Stuck],
            // What goes with an object that is made anew is seen gone before.
            removesFirst: !plan.IsBesideDpf || input.Recreated.Count > 0);
        return plan with { Units = Array.ConvertAll(drafts, draft => Judge(draft, claims, plan)) };
    }

    /// <summary>Whether an object has to be deleted and made anew to become another one.</summary>
    public static bool IsModeSwitch(ServiceIpamResource? live, ServiceIpamResource wanted) =>
        live is { ModeField: not null } && live.Mode != wanted.Mode;

    private static SyncUnit Draft(ServiceIpamResource ipam, Plan[] plans, Inventory inventory, bool isBesideDpf)
    {
        Plan[] wanted = Array.FindAll(plans, static plan => !plan.Content.IsRemoved);
        // Which clusters are gone is not known while there is a doubt: then everything is held up anyway.
        PendingReclaim[] pending = isBesideDpf || inventory.DoubtfulClusters.Count > 0 ? [] : [.. inventory.PendingOf(ipam)];
        PendingReclaim[] released = isBesideDpf ? [] : [.. inventory.ReleasedOf(ipam)];
        var keeping = pending.Select(static one => one.Cluster)
            .Concat(inventory.Stuck.Where(pool => HeldShare.IsOwned(ipam, pool)).Select(static pool => pool.Cluster));
        // Whoever lets a cluster's addresses go lets its pool go first; where no share can be given, no pool is touched.
        var named = Array.Exists(wanted, static plan => plan is { IsValid: false, Content.HasPool: false })
            ? []
            : released.SelectMany(static one => one.Pools);
        return new SyncUnit
        {
            Ipam = ipam,
            Plans = wanted,
            Removals = [.. FindRemovals(plans).Concat(named).Where(pool => !inventory.Stuck.Contains(pool))],
            Pending = pending,
            Released = released,
            Retained = [.. keeping.OfType<string>().Distinct(StringComparer.Ordinal)
                .Where(key => wanted.All(plan => plan.Cluster != key) && ipam.Shares.Any(share => share.DpuCluster == key))],
            Obstacles = [],
        };
    }

    /// <summary>The pools that plans say go away.</summary>
    public static IEnumerable<Pool> FindRemovals(IEnumerable<Plan> plans) =>
        plans.Where(static plan => plan.Content.IsRemoved).Select(static plan => plan.Content.Live!);

    private static SyncUnit Judge(SyncUnit draft, Dictionary<Plan, List<Finding>> claims, SyncPlan plan)
    {
        var obstacles = new List<Finding>();
        if (draft.Ipam.IsBeingDeleted)
        {
            obstacles.Add(new Finding(Rules.BeingDeleted, "It is being deleted.")
            {
                Namespace = draft.Ipam.Namespace,
                Object = draft.Ipam.Name,
            });
        }

        obstacles.AddRange(ConsentCheck.Judge(draft.Plans, draft.Unnamed, plan.Options.Consent));
        obstacles.AddRange(plan.Inventory.Doubts(draft.Ipam));
        // DPF does not look at what clusters hold.
        if (!plan.IsBesideDpf)
        {
            obstacles.AddRange(LostShares.Obstacles(draft.Ipam, plan.Inventory));
            obstacles.AddRange(Circle(draft, plan));
            obstacles.AddRange(AllocationGate.Obstacles(draft, plan));
        }

        foreach (var one in draft.Plans)
            if (claims.TryGetValue(one, out var found)) obstacles.AddRange(found);
        return draft with { Obstacles = obstacles };
    }

    /// <summary>Clusters that would get addresses of each other, so that neither can be the first.</summary>
    private static IEnumerable<Finding> Circle(SyncUnit draft, SyncPlan plan)
    {
        var circle = PoolTurns.FindCircle(PoolTurns.Find(plan, draft.Ipam, [.. draft.PoolPlans], []));
        return circle.Select(turn => turn.Plan.Content.Find(
            Rules.AddressInUse,
            $"It would get addresses that {turn.Holders.First(holder => circle.Exists(other => other.Plan == holder)).Cluster} hands out until"
            + " it gets some of others itself, so neither can be the first. Give one of them its new addresses, sync, and then the other."));
    }
}
