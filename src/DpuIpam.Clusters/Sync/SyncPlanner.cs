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
        var inventory = await InventoryReader.ReadAsync(
            session, InventoryParts.Pools | InventoryParts.Nodes, options.ThrottleLimit, cancellation).ConfigureAwait(false);
        // Beside DPF a sync only follows what an edit has set off: that one asked for consent.
        if (new SyncPlan(session, inventory, [], options).IsBesideDpf) options = options with { Consent = new Consent(true, true) };
        return Prepare(session, inventory, wanted?.Invoke(inventory) ?? inventory.ServiceIpams, options, cancellation);
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
        // What is deleted and made anew, no rule compares with what it was.
        var remade = wanted.Where(ipam => IsModeSwitch(input.Former.GetValueOrDefault(ipam.Key), ipam))
            .Select(static ipam => ipam.Key).ToHashSet(StringComparer.Ordinal);
        if (remade.Count > 0)
        {
            input = input with
            {
                Former = input.Former.Where(entry => !remade.Contains(entry.Key)).ToDictionary(StringComparer.Ordinal),
                // With the object DPF deletes all its pools, those of the wanted kind too.
                Pools = plan.IsBesideDpf ? [.. input.Pools.Where(pool => !wanted.Any(ipam => IsRemade(ipam) && HeldShare.IsOwned(ipam, pool)))] : input.Pools,
            };
        }

        var plans = Planner.Plan(input, cancellation).ToLookup(static one => one.Content.Origin?.Key ?? "");
        var drafts = wanted.Select(ipam => Draft(
            ipam, plans[ipam.Key].ToArray(), inventory, isDeletedByDpf: IsRemade(ipam) && plan.IsBesideDpf, plan.IsBesideDpf)).ToArray();
        var own = drafts.Select(static draft => draft.Ipam.Key).ToHashSet(StringComparer.Ordinal);
        var claims = AddressClaims.FindShared(
            [.. drafts.SelectMany(static draft => draft.Plans)],
            [.. plans.Where(group => !own.Contains(group.Key)).SelectMany(static group => group)],
            // An object whose pool is stuck writes nothing beside it.
            [.. drafts.SelectMany(static draft => draft.Removals), .. inventory.Stuck],
            removesFirst: !plan.IsBesideDpf);
        return plan with { Units = Array.ConvertAll(drafts, draft => Judge(draft, claims, plan)) };

        bool IsRemade(ServiceIpamResource ipam) => remade.Contains(ipam.Key);
    }

    /// <summary>Whether an object has to be deleted and made anew to become another one.</summary>
    public static bool IsModeSwitch(ServiceIpamResource? live, ServiceIpamResource wanted) =>
        live is { ModeField: not null } && live.Mode != wanted.Mode;

    private static SyncUnit Draft(
        ServiceIpamResource ipam, Plan[] plans, Inventory inventory, bool isDeletedByDpf, bool isBesideDpf)
    {
        return new SyncUnit
        {
            Ipam = ipam,
            Plans = plans,
            Removals = [.. isDeletedByDpf ? inventory.PoolsOf(ipam) : FindRemovals(ipam, plans, inventory, isBesideDpf)],
            Retained = [.. inventory.Members
                .Where(member => member.Key is { } key && (member.Error is not null || IsStuck(key))
                    && plans.All(plan => plan.Cluster != key) && ipam.Shares.Any(share => share.DpuCluster == key))
                .Select(static member => member.Key!)],
            Obstacles = [],
        };

        bool IsStuck(string key) => inventory.Stuck.Any(pool => pool.Cluster == key && HeldShare.IsOwned(ipam, pool));
    }

    /// <summary>Pools of an object that are to go away.</summary>
    /// <param name="ipam">The object.</param>
    /// <param name="plans">Its plans.</param>
    /// <param name="inventory">What the clusters hold.</param>
    /// <param name="isBesideDpf">Whether it is DPF that removes them: it leaves some.</param>
    public static IEnumerable<Pool> FindRemovals(
        ServiceIpamResource ipam, Plan[] plans, Inventory inventory, bool isBesideDpf)
    {
        // Where no share can be given, no pool is touched.
        if (Array.Exists(plans, static plan => plan is { IsValid: false, Content.HasPool: false })) return [];
        var kept = plans.Where(static plan => plan.Content.Live is not null)
            .Select(static plan => plan.Content.Live!.Resource).ToHashSet();
        return inventory.PoolsOf(ipam).Where(pool =>
            !kept.Contains(pool.Resource) && !inventory.Stuck.Contains(pool) && (!isBesideDpf || IsRemovedByDpf(pool, plans)));
    }

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

        obstacles.AddRange(ConsentCheck.Judge(draft.Plans, draft.Removals, plan.Options.Consent));
        obstacles.AddRange(plan.Inventory.Doubts(draft.Ipam));
        // DPF does not look at what clusters hold.
        if (!plan.IsBesideDpf)
        {
            obstacles.AddRange(LostShares.Obstacles(draft.Ipam, plan.Inventory));
            obstacles.AddRange(Circle(draft, plan));
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

    /// <summary>DPF deletes pools of the other kind, and those in clusters that are not selected; it leaves those under a
    /// former name (docs/upstream.md, C.9).</summary>
    private static bool IsRemovedByDpf(Pool pool, Plan[] plans) =>
        Array.TrueForAll(plans, plan => plan.Cluster != pool.Cluster || plan.Kind != pool.Kind);
}
