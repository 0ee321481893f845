using DpuIpam.Addressing;
using DpuIpam.Allocation;
using DpuIpam.Resources;
using DpuIpam.Validation;

namespace DpuIpam.Planning;

/// <summary>What is worth knowing about one planned pool.</summary>
/// <param name="scope">The pool's allocations.</param>
/// <param name="pool">The pool.</param>
/// <param name="origin">The DPUServiceIPAM it comes from, if any.</param>
/// <param name="result">What nv-ipam makes of it.</param>
/// <param name="discards">Recorded allocations that its first pass drops.</param>
/// <param name="recorded">What was recorded.</param>
/// <param name="nodes">All nodes of the cluster.</param>
internal sealed class PoolFindings(
    AllocationScope scope, PoolResource pool, ServiceIpamResource? origin, PassResult result,
    IReadOnlyList<Discard> discards, RecordedAllocations recorded, Node[] nodes)
{
    private readonly FindingList _findings = new();

    /// <summary>Why DPF makes no pool of the object, if it does not.</summary>
    public (Rule Rule, string Message, string? Fix)? NoPool { get; init; }

    /// <summary>What the DPUServiceIPAM was, when an update is checked.</summary>
    public ServiceIpamResource? Former { get; init; }

    /// <summary>What DPF refuses of the object.</summary>
    public IReadOnlyList<DpfViolation> Refusals { get; init; } = [];

    /// <summary>What DPF takes, and then fails on.</summary>
    public IReadOnlyList<DpfViolation> Failures { get; init; } = [];

    private SchemaIssues Issues => ((Resource?)origin ?? pool).Issues;

    /// <summary>Whether any node is known, those that may join included.</summary>
    public bool HasNodes { get; init; }

    /// <summary>Whether the nodes are those that the status names.</summary>
    public bool AreNodesFromStatus { get; init; }

    /// <summary>All findings, the gravest first.</summary>
    public Finding[] Collect()
    {
        CollectIssues();
        foreach (var refusal in Refusals.Where(refusal => !IsMissing(refusal.Field)))
            Add(refusal.Rule, $"DPF refuses the object: {refusal.Message}.", refusal.Field);
        if (origin is { ModeField: null }) return _findings.ToArray();
        foreach (var failure in Failures) Add(failure.Rule, $"DPF's controller would fail: {failure.Message}.", failure.Field);

        // What DPF refuses, it does not share out either: that needs no second word.
        if (NoPool is var (rule, message, fix) && (Refusals.Count + Issues.Missing.Count == 0 || rule != Rules.ShareNotPossible))
            Add(rule, message, fix: fix);
        foreach (var error in result.Errors.Where(error => !IsMissing(PathInManifest(error.Field))))
            Add(error.Rule, $"nv-ipam refuses the pool: {error.Message}.", PathInOrigin(error.Field));
        if (NoPool is null && result.Layout is { } layout) CollectFromPass(layout);
        return _findings.ToArray();
    }

    /// <summary>What the manifest's schema says of it. A field that is missing is told as such, and not by what is wrong with
    /// the value that stands for nothing.</summary>
    private void CollectIssues()
    {
        foreach (var missing in Issues.Missing)
        {
            if (origin is null) Add(Rules.FieldMissing, $"The API server refuses the pool: {missing.Message}.", missing.Path);
            else Add(Rules.DpfFieldMissing, $"DPF refuses the object: {missing.Message}.", missing.Path);
        }

        foreach (var unknown in Issues.Unknown) Add(Rules.UnknownField, unknown.Message + ".", unknown.Path);
    }

    private bool IsMissing(string path) => Issues.Missing.Any(missing => missing.Holds(path));

    private void CollectFromPass(PoolLayout layout)
    {
        if (layout.Panics)
        {
            Add(Rules.UpstreamPanics, result.Fault == PassFault.Panics
                ? $"nv-ipam panics on the v4-mapped subnet {pool.Network}."
                : $"nv-ipam panics on the v4-mapped subnet {pool.Network} as soon as a node needs a block.", "spec.subnet");
        }

        if (result.Fault == PassFault.NeverEnds)
            Add(Rules.SearchNeverEnds, "nv-ipam would try excluded blocks one by one practically for ever.", "spec.exclusions");
        if (result.Fault != PassFault.None) return;

        new AddressFindings(scope, layout, result, Add).Collect();
        new CapacityFindings(layout, result, Add).Collect();
        CollectNodes();
        CollectRecorded(layout);
        CollectTexts(layout);
        CollectSpecial(layout);
        CollectGatewayOnEdge(layout);
    }

    private void CollectNodes()
    {
        if (AreNodesFromStatus)
            Add(Rules.NodesFromStatus, $"No node was given: planned with the pool's status, {Count(nodes.Length, "node")}.");
        if (!NodeSelection.CanMatch(pool.NodeSelector))
        {
            Add(Rules.NoNodeSelected, "No term of the node selector has requirements that a node could meet: it matches none.",
                "spec.nodeSelector");
        }
        else if (!HasNodes)
        {
            Add(Rules.NoNodes, "No node is known: only the capacity is planned.");
        }
        else if (nodes.Length > 0 && result.Nodes.Length == 0)
        {
            Add(Rules.NoNodeSelected, $"The node selector \"{pool.NodeSelector}\" {MatchesNone(nodes.Length, "node")}.",
                "spec.nodeSelector");
        }

        var unlabelled = NodeSelection.CountAssumed(pool.NodeSelector, nodes);
        if (unlabelled > 0)
        {
            Add(Rules.NodesWithoutLabels,
                $"{Count(unlabelled, "node")} without known labels {(unlabelled == 1 ? "is" : "are")} taken to match"
                + $" the node selector \"{pool.NodeSelector}\".", "spec.nodeSelector");
        }

        if (result.Unserved.Count > 0)
        {
            var noun = scope.Kind == PoolKind.IPPool ? "block" : "prefix";
            Add(Rules.NodeUnallocated,
                $"The pool is exhausted: {Count(result.Unserved.Count, "node")} without a {noun} ({List(result.Unserved)}).",
                nodeName: result.Unserved.Count == 1 ? result.Unserved[0] : null);
        }
    }

    private void CollectRecorded(PoolLayout layout)
    {
        foreach (var group in discards.GroupBy(static discard => discard.Reason).OrderBy(static group => group.Key))
        {
            // A node that left, or is no longer selected, is no contradiction: it is among the changes. Where nothing but
            // the status tells of nodes, the selector contradicts the status.
            if (group.Key == DiscardReason.NodeNotSelected && !AreNodesFromStatus) continue;
            var names = group.Select(discard => recorded.NodeName(discard.RecordedIndex)).ToArray();
            Add(Rules.RecordDiscarded,
                $"{Count(names.Length, "recorded allocation")} {(names.Length == 1 ? "is" : "are")} discarded:"
                + $" {Describe(group.Key)} ({List(names)}).",
                "status.allocations", names.Length == 1 ? names[0] : null);
        }

        if (result.MayChangeAgain)
            Add(Rules.NotAtRest, "The next pass of nv-ipam would change these allocations again.", "status.allocations");
        if (layout is not IPPoolLayout { Network: { Family: AddressFamily.IPv4, IsPointToPointOrSingle: false } network })
            return;
        foreach (var assignment in result.Assignments.Span)
        {
            if (assignment.RecordedIndex < 0 || assignment.First + (layout.Extent - 1) != network.Last) continue;
            Add(Rules.BroadcastInBlock,
                $"This node's recorded block ends on the broadcast address {AddressText.Format(network.Last, network.Family)}"
                + " and is kept.", nodeName: assignment.NodeName);
        }
    }

    private void CollectTexts(PoolLayout layout)
    {
        if (layout is not CidrPoolLayout || layout.IsMapped || pool is not CidrPoolResource cidrPool) return;
        for (var i = 0; i < cidrPool.StaticAllocations.Length; i++)
        {
            var entry = cidrPool.StaticAllocations[i];
            if (!Addressing.Prefix.TryParse(entry.Prefix, out var prefix)) continue;
            var node = entry.NodeName.Length == 0 ? null : entry.NodeName;
            if (!prefix.IsCanonical(entry.Prefix))
            {
                Add(Rules.PrefixText, $"The static prefix {entry.Prefix} does not reserve {prefix}: the texts differ.",
                    $"spec.staticAllocations[{i}].prefix", node);
            }

            if (node is not null && layout.Grid.TryIndexAt(prefix.First, out var index) && layout.Excluded.Contains(index))
            {
                Add(Rules.StaticPrefixExcluded, $"The static prefix {entry.Prefix} lies in the exclusions and is given out"
                    + " all the same.", $"spec.staticAllocations[{i}].prefix", node, origin is null ? null : Fixes.Include(origin, prefix));
            }
        }

        foreach (var assignment in result.Assignments.Span)
        {
            if (assignment is not { PrefixText: { } text, RecordedIndex: >= 0 }) continue;
            Add(Rules.PrefixText, $"The recorded prefix {text} does not reserve {scope.PrefixText(assignment.First)}:"
                + " the texts differ.", "status.allocations", assignment.NodeName);
        }
    }

    private void CollectSpecial(PoolLayout layout)
    {
        IntervalSet? handedOut = null;
        var found = new List<string>();
        foreach (var special in SpecialRanges.In(layout.Network.Family))
        {
            if (special.Range.Overlaps(new Interval(layout.Network.First, layout.Network.Last))
                && (handedOut ??= layout.HandedOut).Overlaps(special.Range))
                found.Add($"{special.Description} ({special.Text})");
        }

        if (found.Count == 0) return;
        Add(Rules.SpecialRange, $"The pool hands out {string.Join(", ", found)}.",
            PathInOrigin(scope.Kind == PoolKind.IPPool ? "spec.subnet" : "spec.cidr"));
    }

    /// <summary>IPv6 has no broadcast address, and its routers do answer on the network address (RFC 4291).</summary>
    private void CollectGatewayOnEdge(PoolLayout layout)
    {
        if (layout.Network.Family != AddressFamily.IPv4) return;
        if (layout is IPPoolLayout { Gateway: { } gateway } && EdgeOf(layout.Network, gateway) is { } edge)
            Tell(AddressText.Format(gateway, AddressFamily.IPv4), edge, layout.Network, PathInOrigin("spec.gateway"), "");
        if (pool is not CidrPoolResource cidrPool) return;
        for (var i = 0; i < cidrPool.StaticAllocations.Length; i++)
        {
            var entry = cidrPool.StaticAllocations[i];
            if (Address.TryParse(entry.Gateway, out var own) && Addressing.Prefix.TryParse(entry.Prefix, out var prefix)
                && EdgeOf(prefix.Unmapped, own.Value) is { } side)
                Tell(entry.Gateway, side, prefix.Unmapped, $"spec.staticAllocations[{i}].gateway", entry.NodeName);
        }

        void Tell(string text, string edge, Prefix subnet, string field, string node) => Add(Rules.GatewayOnEdge,
            $"The gateway {text} is the {edge} of {subnet}: no router answers there.", field, node.Length == 0 ? null : node);
    }

    private static string? EdgeOf(Prefix subnet, UInt128 address) =>
        subnet.IsPointToPointOrSingle ? null
        : address == subnet.First ? "network address"
        : address == subnet.Last ? "broadcast address"
        : null;

    private void Add(Rule rule, string message, string? field, string? nodeName) => Add(rule, message, field, nodeName, null);

    private void Add(Rule rule, string message, string? field = null, string? nodeName = null, string? fix = null) =>
        _findings.Add(new Finding(rule, message)
        {
            Cluster = scope.Cluster,
            Namespace = scope.Namespace,
            Pool = scope.Pool,
            Field = field,
            NodeName = nodeName,
            Fix = fix ?? (origin is null ? null : Fixes.Of(rule, origin, Former)),
        });

    /// <summary>The field of the DPUServiceIPAM that a pool's field comes from, if there is one.</summary>
    private string PathInOrigin(string field)
    {
        if (origin is null) return field;
        if (field.StartsWith("spec.nodeSelector", StringComparison.Ordinal)) return SelectorPath(field);
        return field switch
        {
            "metadata.name" => field,
            "spec.subnet" => origin.ModePath("subnet"),
            "spec.cidr" => origin.ModePath("network"),
            "spec.perNodeBlockSize" => origin.ModePath("perNodeIPCount"),
            "spec.perNodeNetworkPrefix" => origin.ModePath("prefixSize"),
            _ when field.StartsWith("spec.staticAllocations", StringComparison.Ordinal) => origin.ModePath("allocations"),
            _ when field.StartsWith("spec.exclusions", StringComparison.Ordinal) => origin.ModePath("excludeRanges"),
            _ => origin.ModePath(field["spec.".Length..]),
        };
    }

    /// <summary>Where a field of the pool stands in the manifest that is checked.</summary>
    private string PathInManifest(string field) => origin is null ? SelectorPath(field) : PathInOrigin(field);

    /// <summary>nv-ipam's paths of a node selector leave out a level.</summary>
    private static string SelectorPath(string field) =>
        field.Replace("spec.nodeSelectorTerms", "spec.nodeSelector.nodeSelectorTerms", StringComparison.Ordinal);

    private static string Describe(DiscardReason reason) => reason switch
    {
        DiscardReason.Unreadable => "not readable",
        DiscardReason.Outside => "outside the pool's range",
        DiscardReason.Reversed => "the end lies before the start",
        DiscardReason.OffGrid => "not on the pool's grid",
        DiscardReason.WrongSize => "not of the pool's size per node",
        DiscardReason.IsGateway => "the gateway itself",
        DiscardReason.FullyExcluded => "fully excluded",
        DiscardReason.BlockTaken => "recorded for an earlier entry as well",
        DiscardReason.StaticDiffers => "other than the node's static prefix",
        DiscardReason.StaticOfOther => "a static prefix of another node",
        DiscardReason.GatewayDiffers => "the gateway is not the computed one",
        DiscardReason.Conflict => "node, prefix or gateway of another entry",
        _ => "the node is not selected",
    };

    /// <summary>That a selector matches nothing of what is there, as what follows its name.</summary>
    internal static string MatchesNone(int count, string noun) => count switch
    {
        0 => $"matches none: no {noun} is known",
        1 => $"does not match the only {noun}",
        _ => $"matches none of {count} {noun}s",
    };

    internal static string Count(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";

    internal static string List(IReadOnlyList<string> names) => names.Count <= 3
        ? string.Join(", ", names)
        : $"{names[0]}, {names[1]}, {names[2]} and {names.Count - 3} more";
}
