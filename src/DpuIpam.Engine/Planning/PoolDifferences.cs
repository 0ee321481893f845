using System.Text.Json;
using System.Text.Json.Nodes;
using DpuIpam.Resources;
using DpuIpam.Validation;

namespace DpuIpam.Planning;

/// <summary>What of the pools that are there is not as their DPUServiceIPAM objects, or their manifests, want it.</summary>
internal static class PoolDifferences
{
    private const string Allocations = "status.allocations";

    /// <summary>The differences, in the order of the plans; pools that should not be there come last.</summary>
    /// <param name="plans">Plans of the objects, made with the pools that are there.</param>
    /// <param name="live">The pools that are there.</param>
    /// <param name="isComplete">Whether every DPUServiceIPAM is planned: a pool whose object is not there is then too many.</param>
    public static IEnumerable<Difference> Of(IReadOnlyList<Plan> plans, IReadOnlyList<Pool> live, bool isComplete)
    {
        var wanted = new HashSet<Pool>();
        var kept = new HashSet<string>(StringComparer.Ordinal);
        var planned = new HashSet<string>(StringComparer.Ordinal);
        foreach (var plan in plans)
        {
            if (plan.Content.Origin is not { } origin) continue;
            planned.Add(Key(origin));
            if (plan.Content.IsRemoved) continue;
            if (plan.Content.Live is { } existing) wanted.Add(existing);

            // Where DPF fails, it leaves its pools as they are.
            if (plan.Findings.Any(static finding => finding.Rule == Rules.QuotaMissing || finding.Rule == Rules.ShareNotPossible))
                kept.Add(Key(origin));
            foreach (var difference in Of(plan)) yield return difference;
        }

        foreach (var pool in live)
        {
            if (wanted.Contains(pool) || OwnerKey(pool) is not { } owner || kept.Contains(owner)) continue;
            if (planned.Contains(owner) || isComplete)
                yield return Whole(pool.Cluster, pool.Resource, null, pool.ToString());
        }
    }

    /// <summary>The differences of pools from a wanted one of their name; it is missing when there is none.</summary>
    /// <param name="wanted">The pool wanted; its status does not count.</param>
    /// <param name="live">The pools that are there, one per DPU cluster.</param>
    /// <param name="input">The nodes.</param>
    public static IEnumerable<Difference> Of(Pool wanted, IReadOnlyList<Pool> live, PlanInput input)
    {
        if (live.Count == 0) return [Whole(wanted.Cluster, wanted.Resource, wanted.ToString(), null)];
        return live.SelectMany(pool =>
        {
            var planned = new Pool(WithStatusOf(wanted.Resource, pool.Resource), pool.Cluster);
            var plan = Planner.Plan(input with { ServiceIpams = [], Pools = [planned] })[0];
            return Of(new Plan(plan.Content with { Live = pool }));
        });
    }

    private static IEnumerable<Difference> Of(Plan plan)
    {
        var content = plan.Content;
        if (!content.HasPool) yield break;
        if (content.Live is not { } existing)
        {
            yield return Whole(plan.Cluster, content.Pool, $"{plan.Kind} {plan.Pool} {plan.Network}", null);
            yield break;
        }

        foreach (var field in PoolComparison.Compare(content.Pool, existing.Resource))
        {
            yield return new Difference(plan.Cluster, plan.Namespace, plan.Pool, plan.Kind)
            {
                Field = field.Path, Wanted = field.Wanted, Found = field.Found,
            };
        }

        foreach (var change in plan.Changes)
        {
            yield return new Difference(plan.Cluster, plan.Namespace, plan.Pool, plan.Kind)
            {
                NodeName = change.NodeName, Field = Allocations, Wanted = Text(change), Found = change.Previous,
            };
        }
    }

    private static string? Text(NodeAllocation allocation) => allocation.Change == AllocationChange.Dropped ? null
        : allocation.Prefix is not { } prefix ? $"{allocation.StartIP}-{allocation.EndIP}"
        : allocation.Previous?.StartsWith(prefix + " ", StringComparison.Ordinal) == true ? $"{prefix} gateway {allocation.Gateway}"
        : prefix;

    private static PoolResource WithStatusOf(PoolResource pool, PoolResource other)
    {
        var tree = DocumentTree.Copy(pool.Root);
        tree["status"] = other.Root.TryGetProperty("status", out var status) ? DocumentTree.CopyValue(status) : null;
        var document = new ManifestDocument(DocumentTree.Of(tree), pool.Document.Location);
        return pool is IPPoolResource ? new IPPoolResource(document) : new CidrPoolResource(document);
    }

    private static Difference Whole(string? cluster, PoolResource pool, string? wanted, string? found) =>
        new(cluster, pool.Namespace, pool.Name, pool is IPPoolResource ? PoolKind.IPPool : PoolKind.CIDRPool)
        {
            Wanted = wanted, Found = found,
        };

    private static string Key(Resource resource) => $"{resource.Namespace}/{resource.Name}";

    private static string? OwnerKey(Pool pool) => pool.Owner is { } owner
        ? $"{pool.Resource.Labels.GetValueOrDefault(ApiNames.OwnerNamespaceLabel)}/{owner}"
        : null;
}
