using DpuIpam.Addressing;
using DpuIpam.Allocation;
using DpuIpam.Resources;
using DpuIpam.Validation;

namespace DpuIpam.Planning;

/// <summary>Plans objects and pools: DPF's part first, then nv-ipam's.</summary>
internal static class Planner
{
    /// <summary>One plan per pool, ordered by namespace, pool, kind and cluster.</summary>
    /// <param name="input">What to plan.</param>
    /// <param name="stopping">Ends the planning between two pools.</param>
    public static IReadOnlyList<Plan> Plan(PlanInput input, CancellationToken stopping = default)
    {
        var contents = new List<PlanContent>();
        var planned = new HashSet<Pool>();
        var index = new PlanIndex(input);
        foreach (var ipam in input.ServiceIpams)
        {
            stopping.ThrowIfCancellationRequested();
            var first = contents.Count;
            PlanServiceIpam(ipam, input, index, contents, planned);
            contents.AddRange(RemovalPlans.Of(ipam, contents[first..], input, index));
        }

        foreach (var content in contents)
            if (content is { IsRemoved: true, Live: { } pool }) planned.Add(pool);

        foreach (var pool in input.Pools)
        {
            stopping.ThrowIfCancellationRequested();
            if (!planned.Contains(pool)) contents.Add(PlanPool(pool, input, index));
        }

        var found = PoolNameFindings.AddTo(OverlapFindings.AddTo(contents, input.ReservedRanges, input.RemovesFirst));
        found = NodeOverlapFindings.AddTo(found, input);
        found = UnselectedNodeFindings.AddTo(found, input, index);
        var plans = Array.ConvertAll(found, static content => new Plan(content));
        Array.Sort(plans, Compare);
        return plans;
    }

    private static void PlanServiceIpam(
        ServiceIpamResource ipam, PlanInput input, PlanIndex index, List<PlanContent> plans, HashSet<Pool> planned)
    {
        var targets = Targets(ipam, input.Clusters);
        if (targets.Count == 0)
        {
            // Nothing is shared out, so that nothing of it can fail.
            plans.Add(WithoutPool(ipam, input, (Rules.NoClusterSelected,
                $"dpuClusterSelector \"{ipam.ClusterSelector}\" {PoolFindings.MatchesNone(input.Clusters.Count, "DPU cluster")}.", null)).With(PendingOf(ipam, input)));
            return;
        }

        var table = ShareTable.Of(ipam, Former(ipam, input), targets, input.HeldShares);
        if (table.Parent is not { } parent)
        {
            var rule = targets.Count > 1 && ipam.Quota is null ? Rules.QuotaMissing : Rules.ShareNotPossible;
            var fix = rule == Rules.QuotaMissing
                ? Fixes.Quota(ipam, Former(ipam, input), targets.Count)
                : Fixes.Grow(ipam, Former(ipam, input), targets, 0);
            plans.Add(WithoutPool(ipam, input, (rule, $"DPF would fail: {table.Error}.", fix)).With(PendingOf(ipam, input)));
            return;
        }

        var shareFindings = new ShareFindings(ipam, Former(ipam, input), table, input.Nodes);
        foreach (var part in table.Parts)
        {
            var pool = PoolBuilder.Build(ipam, part.Exclusions, parent.Range.Family);
            var existing = index.Existing(pool, part.Cluster, table.Parts.Count == 1);
            if (existing is not null && RemovalPlans.GoesWithObject(ipam, existing, input)) existing = null;
            if (existing is not null) planned.Add(existing);
            var recorded = existing is null ? RecordedAllocations.None(pool) : RecordedAllocations.Of(existing.Resource);
            var plan = PlanOne(pool, part.Cluster, recorded, input, index, ipam, IpRange.Of(part.Share, parent.Range.Family));
            plans.Add(plan.With(shareFindings.Of(part, plan)) with
            {
                Live = existing,
                ShareRanges = part.Share,
                Served = part.Share.Union(parent.StaticPrefixes),
            });
        }

        // As with what is left for another cluster, one plan tells it.
        if (table.Parts.Count > 0) plans[^1] = plans[^1].With(PendingOf(ipam, input));
    }

    private static PlanContent PlanPool(Pool pool, PlanInput input, PlanIndex index)
    {
        var plan = PlanOne(pool.Resource, pool.Cluster, RecordedAllocations.Of(pool.Resource), input, index, null, []) with { Live = pool };
        return plan.With([.. input.Pending.Where(pending => pending.Pools.Contains(pool)).Select(static pending => pending.Finding)]);
    }

    private static List<Finding> PendingOf(ServiceIpamResource ipam, PlanInput input)
    {
        var findings = new List<Finding>();
        foreach (var pending in input.Pending)
            if (pending.Ipam.Key == ipam.Key) findings.Add(pending.Finding);
        return findings;
    }

    private static PlanContent PlanOne(
        PoolResource pool, string? cluster, RecordedAllocations recorded, PlanInput input, PlanIndex index,
        ServiceIpamResource? origin, IReadOnlyList<IpRange> share)
    {
        var nodes = input.HasNodes
            ? index.NodesIn(cluster)
            : RecordedNodes(recorded, cluster);
        var first = PoolPass.Run(pool, recorded, nodes);
        var result = first;
        var before = recorded;
        if (input.AsksWhatIf && first is { Errors.Count: 0, Fault: PassFault.None })
        {
            // Where nothing is recorded yet, the question is what would change once the plan was applied.
            if (!recorded.Exists) before = RecordedAllocations.Of(pool, first);
            result = AskWhatIf(pool, first, nodes, cluster, input);
        }

        var scope = new AllocationScope(cluster, pool, before);
        var changes = ChangeSet.Compare(before, result, ReferenceEquals(result, first) && ReferenceEquals(before, recorded));
        var findings = new PoolFindings(scope, pool, origin, result, first.Discards, recorded, nodes)
        {
            Refusals = origin is null ? [] : Refusals(origin, input),
            Failures = origin is null ? [] : ControllerRules.Check(origin),
            Former = origin is null ? null : Former(origin, input),
            HasNodes = nodes.Length + input.AddedNodes.Count > 0,
            AreNodesFromStatus = !input.HasNodes && nodes.Length > 0,
        }.Collect();
        return new PlanContent
        {
            Cluster = cluster,
            Pool = pool,
            Origin = origin,
            Scope = scope,
            Result = result,
            Changes = changes,
            Share = share,
            Exclusions = [.. pool.Exclusions.Select(static range => new IpRange(range.StartIP, range.EndIP))],
            Findings = findings,
        };
    }

    /// <summary>Nodes leave in one pass; those that join or come back do so in the next.</summary>
    private static PassResult AskWhatIf(
        PoolResource pool, PassResult first, Node[] nodes, string? cluster, PlanInput input)
    {
        var gone = new HashSet<string>(input.RemovedNodes.Concat(input.ReregisteredNodes), StringComparer.Ordinal);
        var staying = nodes.Where(node => !gone.Contains(node.NodeName)).ToArray();
        var result = PoolPass.Run(pool, RecordedAllocations.Of(pool, first), staying);
        var joining = nodes
            .Where(node => input.ReregisteredNodes.Contains(node.NodeName, StringComparer.Ordinal))
            .Concat(input.AddedNodes.Where(node => IsIn(node, cluster)))
            .ToArray();
        return joining.Length == 0
            ? result
            : PoolPass.Run(pool, RecordedAllocations.Of(pool, result), [.. staying, .. joining]);
    }

    /// <summary>A plan of an object from which DPF makes no pool; what nv-ipam would say of it is told all the same.</summary>
    private static PlanContent WithoutPool(
        ServiceIpamResource ipam, PlanInput input, (Rule Rule, string Message, string? Fix) cause)
    {
        var pool = PoolBuilder.Build(ipam, IntervalSet.Empty, AddressFamily.IPv4);
        var recorded = RecordedAllocations.None(pool);
        var scope = new AllocationScope(null, pool, recorded);
        var result = new PassResult { Errors = PoolValidator.Validate(pool) };
        var findings = new PoolFindings(scope, pool, ipam, result, [], recorded, [])
        {
            NoPool = cause,
            Former = Former(ipam, input),
            Refusals = Refusals(ipam, input),
            Failures = ControllerRules.Check(ipam),
        };
        return new PlanContent
        {
            Cluster = null,
            Pool = pool,
            Origin = ipam,
            Scope = scope,
            Result = result,
            Changes = ChangeSet.Compare(recorded, result, true),
            Share = [],
            Exclusions = [],
            Findings = findings.Collect(),
            HasPool = false,
        };
    }

    private static ServiceIpamResource? Former(ServiceIpamResource ipam, PlanInput input) =>
        input.Former.GetValueOrDefault($"{ipam.Namespace}/{ipam.Name}");

    private static List<DpfViolation> Refusals(ServiceIpamResource ipam, PlanInput input) =>
        Former(ipam, input) is { } former
            ? ServiceIpamValidator.ValidateUpdate(former, ipam, input.Generation)
            : ServiceIpamValidator.Validate(ipam, input.Generation);

    /// <summary>Without DPUCluster documents there is one cluster, which has no name.</summary>
    private static List<string?> Targets(ServiceIpamResource ipam, IReadOnlyList<DpuClusterResource> clusters) =>
        clusters.Count == 0
            ? [null]
            : [.. clusters.Where(cluster => LabelMatch.Matches(ipam.ClusterSelector, cluster.Labels)).Select(static c => c.Key)];

    /// <summary>Whether a node is in a cluster; nodes of no cluster are in every one.</summary>
    public static bool IsIn(Node node, string? cluster) =>
        cluster is null || node.Cluster is null || node.Cluster == cluster;

    private static Node[] RecordedNodes(RecordedAllocations recorded, string? cluster)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var nodes = new List<Node>(recorded.Count);
        for (var i = 0; i < recorded.Count; i++)
        {
            var name = recorded.NodeName(i);
            if (name.Length > 0 && names.Add(name)) nodes.Add(new Node(name, cluster: cluster));
        }

        return [.. nodes];
    }

    private static int Compare(Plan a, Plan b)
    {
        var order = ByteOrder.Compare(a.Namespace, b.Namespace);
        if (order == 0) order = ByteOrder.Compare(a.Pool, b.Pool);
        if (order == 0) order = a.Kind.CompareTo(b.Kind);
        return order != 0 ? order : ByteOrder.Compare(a.Cluster, b.Cluster);
    }
}
