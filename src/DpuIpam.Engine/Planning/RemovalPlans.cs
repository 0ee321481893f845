using DpuIpam.Addressing;
using DpuIpam.Allocation;
using DpuIpam.Resources;
using DpuIpam.Validation;

namespace DpuIpam.Planning;

/// <summary>Plans of pools that go away, since their object does not want them any more: those of clusters that it does not
/// select, those of the other kind, and those under a former name.</summary>
internal static class RemovalPlans
{
    /// <summary>Whether a pool goes with its object, which is deleted and made anew. Without DPF only those go that the new
    /// object has no use for.</summary>
    public static bool GoesWithObject(ServiceIpamResource ipam, Pool pool, PlanInput input) =>
        !input.RemovesFirst && input.Recreated.Contains(ipam.Key) && HeldShare.IsOwned(ipam, pool);

    /// <summary>One plan per pool that goes away.</summary>
    /// <param name="ipam">The object.</param>
    /// <param name="wanted">The plans of the pools that it wants.</param>
    /// <param name="input">What is planned.</param>
    /// <param name="index">The pools.</param>
    public static IEnumerable<PlanContent> Of(
        ServiceIpamResource ipam, IReadOnlyList<PlanContent> wanted, PlanInput input, PlanIndex index)
    {
        // Where no share can be given, no pool is touched.
        if (wanted.Any(static content => !content.HasPool && content.Findings.Any(IsError))) yield break;
        var kept = wanted.Where(static content => content.Live is not null).Select(static content => content.Live!).ToHashSet();
        foreach (var pool in index.OwnedBy(ipam))
            if (!kept.Contains(pool) && ReasonOf(ipam, pool, wanted, input) is { } reason) yield return Plan(ipam, pool, reason, input);
    }

    /// <summary>Why a pool goes away; null when nobody deletes it.</summary>
    private static string? ReasonOf(
        ServiceIpamResource ipam, Pool pool, IReadOnlyList<PlanContent> wanted, PlanInput input)
    {
        // Of a cluster that is not known to be one, nobody deletes anything.
        if (pool.Cluster is { } key && input.Clusters.Count > 0 && input.Clusters.All(cluster => cluster.Key != key)) return null;
        if (GoesWithObject(ipam, pool, input)) return "the object is deleted and made anew";
        var here = wanted.Where(content => content.HasPool
            && (content.Cluster is null || pool.Cluster is null || content.Cluster == pool.Cluster)).ToArray();
        if (here.Length == 0) return $"dpuClusterSelector \"{ipam.ClusterSelector}\" does not match the cluster";
        if (Array.TrueForAll(here, content => content.Scope.Kind != pool.Kind))
            return $"the object is of {(ipam.Mode == IpamMode.Network ? "network" : "subnet")} mode";

        // DPF leaves pools under a former name (docs/upstream.md, C.9).
        return input.RemovesFirst ? $"the object's pools are called {ipam.PoolName}" : null;
    }

    private static PlanContent Plan(ServiceIpamResource ipam, Pool pool, string reason, PlanInput input)
    {
        var recorded = RecordedAllocations.Of(pool.Resource);
        var scope = new AllocationScope(pool.Cluster, pool.Resource, recorded);
        // Until it is gone it hands out what it can, unless that is seen before anything else is written.
        var result = GoesWithObject(ipam, pool, input) || PoolValidator.Validate(pool.Resource).Count > 0
            ? new PassResult()
            : new PassResult { Layout = PoolLayout.Of(pool.Resource) };
        var content = new PlanContent
        {
            Cluster = pool.Cluster,
            Pool = pool.Resource,
            Origin = ipam,
            Scope = scope,
            Result = result,
            Changes = ChangeSet.Compare(recorded, result, isDirect: true),
            Share = [],
            Exclusions = [.. pool.Exclusions],
            Findings = [],
            HasPool = false,
            IsRemoved = true,
            Live = pool,
        };
        return content with { Findings = [content.Find(Rules.PoolRemoved, Describe(content, reason, FreedShare(ipam, pool, input)))] };
    }

    private static string Describe(PlanContent content, string reason, string? freed)
    {
        var nodes = content.ChangedAllocations().Select(static lost => $"{lost.NodeName} {lost.Previous}").ToArray();
        var losses = nodes.Length == 0
            ? "no node has addresses from it"
            : $"{PoolFindings.Count(nodes.Length, "node")} {(nodes.Length == 1 ? "loses its addresses" : "lose their addresses")}:"
                + $" {PoolFindings.List(nodes)}";
        return $"The {content.Scope.Kind} is deleted, since {reason}; {losses}.{(freed is null ? "" : $" The share {freed} is free again.")}";
    }

    /// <summary>The share of a cluster that is not selected any more.</summary>
    private static string? FreedShare(ServiceIpamResource ipam, Pool pool, PlanInput input)
    {
        if (pool.Cluster is not { } key || input.Clusters.FirstOrDefault(cluster => cluster.Key == key) is not { } cluster
            || LabelMatch.Matches(ipam.ClusterSelector, cluster.Labels)
            || input.Pending.Any(pending => pending.Ipam.Key == ipam.Key && pending.Cluster == key)) return null;
        var stored = ipam.Shares.Length > 0 ? ipam : input.Former.GetValueOrDefault(ipam.Key) ?? ipam;
        var share = HeldShare.OfStored(stored, key) ?? HeldShare.Of(ipam, pool);
        return share is null ? null : PoolFindings.List([.. IpRange.Of(share.Ranges, share.Family).Select(static range => range.ToString())]);
    }

    private static bool IsError(Finding finding) => finding.Severity == FindingSeverity.Error;
}
