using DpuIpam.Planning;
using DpuIpam.Resources;

namespace DpuIpam.Clusters.Sync;

/// <summary>An object as it was last seen, and what keeps it from being ready.</summary>
/// <param name="Ipam">The object; null when it is not there any more.</param>
/// <param name="Plans">Its plans.</param>
/// <param name="Left">Its pools that are to go away.</param>
/// <param name="Reasons">What keeps it from being ready; empty when it is.</param>
/// <param name="Inventory">What all clusters held.</param>
internal sealed record ReadinessState(
    ServiceIpamResource? Ipam, IReadOnlyList<Plan> Plans, IReadOnlyList<Pool> Left, IReadOnlyList<Finding> Reasons,
    Inventory Inventory);

/// <summary>Looks at objects until they are ready, or patience ends.</summary>
internal static class ReadinessWatch
{
    /// <summary>What keeps objects from being ready in an inventory.</summary>
    public static IReadOnlyList<ReadinessState> Look(
        Inventory inventory, IReadOnlyCollection<string> keys, CancellationToken cancellation)
    {
        var plans = Planner.Plan(inventory.ToPlanInput(), cancellation).ToLookup(static plan => plan.Content.Origin?.Key ?? "");
        return [.. keys.Select(key =>
        {
            var ipam = inventory.ServiceIpams.FirstOrDefault(one => one.Key == key);
            if (ipam is null) return new ReadinessState(null, [], [], [], inventory);
            Pool[] left = [.. SyncPlanner.FindRemovals(plans[key])];
            var own = plans[key].Where(static plan => !plan.Content.IsRemoved).ToArray();
            var reasons = Readiness.Reasons(ipam, own, inventory.Reports, inventory.Dpf.State == DpfState.Present, left);
            return new ReadinessState(
                ipam, own, left, [.. Unreachable(inventory, own), .. Unwatched(inventory, own), .. reasons], inventory);
        })];
    }

    /// <param name="session">The connection.</param>
    /// <param name="keys">The objects, <c>namespace/name</c>.</param>
    /// <param name="options">How long to wait, and how many clusters to read at once.</param>
    /// <param name="seen">Receives each state as it is seen; for progress.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>The last states seen. Where the host cluster has not answered since, that is among the reasons.</returns>
    /// <exception cref="ClusterException">The host cluster has not answered at all, or refuses to.</exception>
    public static async Task<IReadOnlyList<ReadinessState>> WaitAsync(
        ClusterSession session, IReadOnlyCollection<string> keys, SyncOptions options,
        Action<IReadOnlyList<ReadinessState>> seen, CancellationToken cancellation)
    {
        IReadOnlyList<ReadinessState> states = [];
        ClusterException? failure = null;
        await Waiting.UntilAsync(async () =>
        {
            try
            {
                var inventory = await InventoryReader.ReadAsync(
                    session, InventoryParts.All, options.ThrottleLimit, cancellation).ConfigureAwait(false);
                (states, failure) = (Look(inventory, keys, cancellation), null);
            }
            catch (ClusterException error) when (Waiting.MayPass(error))
            {
                failure = error;
                return false;
            }

            seen(states);
            return states.All(static state => state.Ipam is not null && state.Reasons.Count == 0);
        }, options.Patience, options.Clock, cancellation).ConfigureAwait(false);
        if (failure is null) return states;
        if (states.Count == 0) throw failure;
        var silence = new Finding(Validation.Rules.ClusterUnreachable, $"What is told is not the newest: {failure.Message}");
        return [.. states.Select(state => state with { Reasons = [.. state.Reasons, silence] })];
    }

    private static IEnumerable<Finding> Unreachable(Inventory inventory, Plan[] plans)
    {
        foreach (var member in inventory.Members)
        {
            if (member.Error is null || Array.Find(plans, plan => plan.Cluster == member.Key) is not { } plan) continue;
            yield return plan.Content.Find(Validation.Rules.ClusterUnreachable, member.Error.Message);
        }
    }

    private static IEnumerable<Finding> Unwatched(Inventory inventory, Plan[] plans)
    {
        foreach (var plan in plans)
        {
            if (plan.Content.Live is not { } live
                || inventory.Members.FirstOrDefault(member => member.Key == plan.Cluster) is not { } member
                || !Readiness.IsInUnwatchedNamespace(live, member.Pools)) continue;
            yield return plan.Content.Find(Validation.Rules.NamespaceNotWatched,
                $"nv-ipam serves pools of other namespaces of {member.Name}, and none of {plan.Namespace}.");
        }
    }
}
