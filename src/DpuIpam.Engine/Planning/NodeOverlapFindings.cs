using System.Globalization;
using DpuIpam.Addressing;
using DpuIpam.Allocation;
using DpuIpam.Validation;

namespace DpuIpam.Planning;

/// <summary>Pools that hand out what nodes have already: their own addresses, and the ranges of their pods.</summary>
/// <remarks>Nodes are sorted once by address; a pool costs a walk over those before its end. Nodes of which no address is
/// known, as an API server lists them here, cost nothing.</remarks>
internal sealed class NodeOverlapFindings
{
    private readonly List<Owned>[] _addresses = [[], []];
    private readonly List<Owned>[] _podRanges = [[], []];

    private NodeOverlapFindings(PlanInput input)
    {
        foreach (var node in input.Nodes) Add(node);
        foreach (var node in input.AddedNodes) Add(node);
        foreach (var list in _addresses.Concat(_podRanges))
            list.Sort(static (a, b) => a.Range.Range.First.CompareTo(b.Range.Range.First));
    }

    /// <summary>The plans with their findings.</summary>
    public static PlanContent[] AddTo(PlanContent[] plans, PlanInput input)
    {
        var known = new NodeOverlapFindings(input);
        return Array.ConvertAll(plans, plan => plan.With(known.Of(plan)));
    }

    private void Add(Node node)
    {
        if (node.Ranges.Count == 0) return;
        foreach (var range in node.Ranges)
        {
            var kind = range.AddressType is null ? _podRanges : _addresses;
            kind[(int)range.Family].Add(new Owned(range, node.NodeName));
        }
    }

    private List<Finding> Of(PlanContent plan)
    {
        var findings = new List<Finding>();
        if (!plan.HasPool || plan.Result.Layout is not { } layout) return findings;
        var family = (int)layout.Network.Family;
        if (_addresses[family].Count + _podRanges[family].Count == 0) return findings;
        var handedOut = layout.HandedOut;
        var addresses = new Hits(static owned => $"{owned.Range.Text} ({owned.Range.AddressType} of {owned.NodeName})");
        Collect(_addresses[family], handedOut, addresses);
        var gateways = new Hits(static owned =>
            $"{owned.Range.Text} is the {owned.Range.AddressType} of {owned.NodeName}");
        if (layout is IPPoolLayout { Gateway: { } gateway })
            Collect(_addresses[family], IntervalSet.Of(new Interval(gateway, gateway)), gateways);
        if (addresses.Count + gateways.Count > 0)
        {
            var texts = new List<string>(2);
            if (addresses.Count > 0) texts.Add($"The pool hands out addresses of nodes: {addresses}.");
            if (gateways.Count > 0) texts.Add($"The gateway {gateways}.");
            findings.Add(plan.Find(
                Rules.NodeAddressInPool, string.Join(' ', texts), nodeName: Hits.OnlyNode(addresses, gateways)));
        }

        var podRanges = new Hits(static owned => $"{owned.Range.Text} ({owned.NodeName})");
        Collect(_podRanges[family], handedOut, podRanges);
        if (podRanges.Count > 0)
        {
            findings.Add(plan.Find(
                Rules.PodRangeOverlap, $"The pool hands out addresses of the nodes' pod ranges: {podRanges}.",
                nodeName: Hits.OnlyNode(podRanges)));
        }

        return findings;
    }

    private static void Collect(List<Owned> sorted, IntervalSet ranges, Hits hits)
    {
        if (sorted.Count == 0 || ranges.IsEmpty) return;
        foreach (var owned in Between(sorted, ranges[^1].Last))
            if (ranges.Overlaps(owned.Range.Range)) hits.Add(owned);
    }

    /// <summary>The ranges that begin before an address or at it.</summary>
    private static ReadOnlySpan<Owned> Between(List<Owned> sorted, UInt128 last)
    {
        int low = 0, high = sorted.Count;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (sorted[middle].Range.Range.First <= last) low = middle + 1;
            else high = middle;
        }

        return System.Runtime.InteropServices.CollectionsMarshal.AsSpan(sorted)[..low];
    }

    private readonly record struct Owned(NodeRange Range, string NodeName);

    /// <summary>What a pool meets: the first in words, the others counted.</summary>
    private sealed class Hits(Func<Owned, string> describe)
    {
        private const int MostInWords = 3;

        private readonly List<string> _texts = [];
        private string? _node;
        private bool _hasSeveralNodes;

        public int Count { get; private set; }

        public void Add(Owned owned)
        {
            if (Count++ < MostInWords) _texts.Add(describe(owned));
            _hasSeveralNodes |= _node is not null && _node != owned.NodeName;
            _node ??= owned.NodeName;
        }

        /// <summary>The node that all of it is about; null where there are several.</summary>
        public static string? OnlyNode(params ReadOnlySpan<Hits> all)
        {
            string? only = null;
            foreach (var hits in all)
            {
                if (hits._node is null) continue;
                if (hits._hasSeveralNodes || (only is not null && only != hits._node)) return null;
                only = hits._node;
            }

            return only;
        }

        public override string ToString() => Count <= MostInWords
            ? string.Join(", ", _texts)
            : string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", _texts)} and {Count - MostInWords} more");
    }
}
