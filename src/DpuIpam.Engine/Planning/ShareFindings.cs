using System.Globalization;
using DpuIpam.Allocation;
using DpuIpam.Resources;
using DpuIpam.Validation;

namespace DpuIpam.Planning;

/// <summary>What is worth knowing about a DPU cluster's part of a range, seen beside the other clusters'.</summary>
internal sealed class ShareFindings
{
    private readonly ServiceIpamResource _ipam;
    private readonly ServiceIpamResource? _former;
    private readonly ShareTable _table;
    private readonly IReadOnlyList<Node> _nodes;
    private readonly Dictionary<string, int> _clustersByStaticNode = new(StringComparer.Ordinal);

    public ShareFindings(ServiceIpamResource ipam, ServiceIpamResource? former, ShareTable table, IReadOnlyList<Node> nodes)
    {
        _ipam = ipam;
        _former = former;
        _table = table;
        _nodes = nodes;
        if (ipam.Allocations.Count == 0 || table.Parts.Count < 2) return;
        foreach (var part in table.Parts)
            foreach (var name in StaticNodesIn(part.Cluster))
                _clustersByStaticNode[name] = _clustersByStaticNode.GetValueOrDefault(name) + 1;
    }

    public Finding[] Of(ClusterPart part, PlanContent plan)
    {
        var findings = new FindingList();
        var quotaField = _ipam.ModePath(
            _ipam.Mode == IpamMode.Network ? "subnetsPerDPUCluster" : "blocksPerDPUCluster");
        if (_ipam.Quota is { } quota && part.BlockCount < (UInt128)Math.Max(quota, 0))
        {
            findings.Add(plan.Find(Rules.PartialShare,
                $"The cluster's share has {part.BlockCount} of {quota} usable {Noun((UInt128)quota)}.", quotaField, fix: Grow(0)));
        }

        if (_ipam.Quota is { } wanted && ReferenceEquals(part, _table.Parts[^1]) && _table.FreeBlocks < (UInt128)Math.Max(wanted, 0))
        {
            findings.Add(plan.Find(Rules.NextShare, _table.FreeBlocks == 0
                ? $"No {Noun(0)} are left: another DPU cluster would stop DPF from serving all of them."
                : $"Left for another DPU cluster: {_table.FreeBlocks} {Noun(_table.FreeBlocks)}, less than {wanted}.",
                quotaField, fix: Grow(1)));
        }

        if (_table.Parts.Count > 1) CollectNodes(part, plan, findings);
        return findings.ToArray();
    }

    private string? Grow(int more) =>
        Fixes.Grow(_ipam, _former, [.. _table.Parts.Select(static part => part.Cluster)], more);

    private string Noun(UInt128 count) =>
        (_ipam.Mode == IpamMode.Network ? "subnet" : "block") + (count == 1 ? "" : "s");

    private void CollectNodes(ClusterPart part, PlanContent plan, FindingList findings)
    {
        var homeless = _nodes.Count(static node => node.Cluster is null);
        if (homeless > 0)
        {
            findings.Add(plan.Find(Rules.NodesWithoutCluster, string.Create(CultureInfo.InvariantCulture,
                $"{PoolFindings.Count(homeless, "node")} without a known DPU cluster: planned in each of {_table.Parts.Count}.")));
        }

        foreach (var name in StaticNodesIn(part.Cluster))
        {
            if (_clustersByStaticNode[name] < 2) continue;
            findings.Add(plan.Find(Rules.StaticNodeInTwoClusters,
                $"A node of this name is in {_clustersByStaticNode[name]} DPU clusters: each gets {_ipam.Allocations[name]}.",
                _ipam.ModePath($"allocations['{name}']"), name));
        }
    }

    private IEnumerable<string> StaticNodesIn(string? cluster) => _nodes
        .Where(node => Planner.IsIn(node, cluster) && _ipam.Allocations.ContainsKey(node.NodeName))
        .Select(static node => node.NodeName)
        .Distinct(StringComparer.Ordinal);
}
