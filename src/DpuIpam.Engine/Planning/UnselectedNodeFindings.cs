using DpuIpam.Addressing;
using DpuIpam.Validation;

namespace DpuIpam.Planning;

/// <summary>Nodes that all pools of their DPU cluster pass by, while others are served: told once per cluster.</summary>
internal static class UnselectedNodeFindings
{
    /// <summary>The plans with their findings.</summary>
    public static PlanContent[] AddTo(PlanContent[] plans, PlanInput input, PlanIndex index)
    {
        if (!input.HasNodes || plans.Length == 0) return plans;
        foreach (var cluster in plans.Where(static plan => plan.HasPool).GroupBy(static plan => plan.Cluster).ToArray())
        {
            // A pool without a selector selects all, and so does one that selects as many as there are.
            if (cluster.Any(static plan => plan.Pool.NodeSelector is null)) continue;
            var nodes = index.NodesIn(cluster.Key);
            if (!input.AsksWhatIf && cluster.Any(plan => plan.Result.Nodes.Length == nodes.Length)) continue;
            var selected = cluster.SelectMany(static plan => plan.Result.Nodes).ToHashSet(StringComparer.Ordinal);
            if (selected.Count == 0) continue;
            var others = FindOthers(nodes, cluster.Key, input, selected);
            if (others.Length == 0) continue;
            Array.Sort(others, ByteOrder.Instance);
            var first = cluster.MinBy(static plan => (plan.Pool.Namespace, plan.Pool.Name, plan.Pool.Kind))!;
            var place = Array.IndexOf(plans, first);
            plans[place] = first.With([Find(cluster.Key, cluster.Count() == 1 ? first : null, others)]);
        }

        return plans;
    }

    private static string[] FindOthers(Node[] nodes, string? cluster, PlanInput input, HashSet<string> selected)
    {
        var others = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in nodes) Look(node);
        foreach (var node in input.AddedNodes)
            if (Planner.IsIn(node, cluster)) Look(node);
        others.ExceptWith(input.RemovedNodes);
        return [.. others];

        void Look(Node node)
        {
            if (!selected.Contains(node.NodeName)) others.Add(node.NodeName);
        }
    }

    private static Finding Find(string? cluster, PlanContent? only, string[] names) => new(
        Rules.NodeNotSelected,
        $"{PoolFindings.Count(names.Length, "node")} {(names.Length == 1 ? "is" : "are")} selected by"
        + $" {(only is null ? "none of the pools" : "no pool")}: {PoolFindings.List(names)}.")
    {
        Cluster = cluster,
        Namespace = only?.Pool.Namespace,
        Pool = only?.Pool.Name,
        NodeName = names.Length == 1 ? names[0] : null,
        Object = cluster ?? "nodes",
    };
}
