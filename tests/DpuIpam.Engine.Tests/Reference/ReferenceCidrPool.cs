using System.Numerics;
using DpuIpam.Allocation;
using DpuIpam.Resources;

namespace DpuIpam.Engine.Tests.Reference;

/// <summary>Allocation of a CIDRPool by docs/upstream.md, 7, prefix by prefix and address by address.</summary>
internal sealed class ReferenceCidrPool
{
    private readonly CidrPoolResource _pool;
    private readonly ReferenceNetwork _cidr;
    private readonly int _length;
    private readonly bool[] _excluded;

    private ReferenceCidrPool(CidrPoolResource pool)
    {
        _pool = pool;
        _cidr = ReferenceNetwork.Parse(pool.Network)!;
        _length = pool.PerNodeNetworkPrefix;
        _excluded = new bool[_cidr.Size];
        foreach (var range in pool.Exclusions)
            for (var i = _cidr.OffsetOf(range.StartIP); i <= _cidr.OffsetOf(range.EndIP); i++)
                _excluded[i.Value] = true;
        var prefixSize = (_cidr with { Length = _length }).Size;
        for (var start = 0; start < _cidr.Size; start += prefixSize)
            foreach (var range in pool.PerNodeExclusions)
                for (var i = range.StartIndex; i <= range.EndIndex; i++) _excluded[start + i] = true;
    }

    public static ReferenceAnswer Run(CidrPoolResource pool, RecordedPrefix[] recorded, string[] selected) =>
        new ReferenceCidrPool(pool).Run(recorded, selected);

    /// <summary>Position of a prefix's gateway in it (7.1).</summary>
    public static int? GatewayOffset(ReferenceNetwork prefix, int index)
    {
        var isOne = prefix.IsPointToPointOrSingle
            ? index >= 0 && index < prefix.Size
            : index >= 1 && index <= prefix.UsableCount;
        return isOne ? index : null;
    }

    private ReferenceAnswer Run(RecordedPrefix[] recorded, string[] selected)
    {
        var prefixes = new Dictionary<string, RecordedPrefix>();
        var discards = new List<Discard>();
        for (var i = 0; i < recorded.Length; i++)
        {
            if (BrokenRule(recorded, i, selected) is { } reason) discards.Add(new Discard(i, reason));
            else prefixes[recorded[i].NodeName] = recorded[i];
        }

        var used = prefixes.Values.Select(static entry => entry.Prefix)
            .Concat(_pool.StaticAllocations.Select(static entry => entry.Prefix))
            .ToHashSet();
        var candidates = new Queue<ReferenceNetwork>(Candidates());
        var unserved = new List<string>();
        foreach (var node in selected.Where(node => !prefixes.ContainsKey(node)))
        {
            if (_pool.StaticAllocations.Where(entry => entry.NodeName == node).ToArray() is [var pinned, ..])
            {
                prefixes[node] = new RecordedPrefix(node, pinned.Prefix, GatewayOf(pinned));
                continue;
            }

            while (candidates.TryPeek(out var next) && (used.Contains(next.ToString()) || IsFullyExcluded(next)))
                candidates.Dequeue();
            if (candidates.TryDequeue(out var free))
                prefixes[node] = new RecordedPrefix(node, free.ToString(), GatewayOf(free));
            else
                unserved.Add(node);
        }

        var written = selected.Where(prefixes.ContainsKey).Select(node => prefixes[node]);
        return new ReferenceAnswer(
            true, new RecordedAllocations(true, null, [.. written]), [.. unserved], [.. discards]);
    }

    private DiscardReason? BrokenRule(RecordedPrefix[] recorded, int index, string[] selected)
    {
        var entry = recorded[index];
        if (!selected.Contains(entry.NodeName)) return DiscardReason.NodeNotSelected;
        if (ReferenceText.ParseCidr(entry.Prefix) is not { } cidr) return DiscardReason.Unreadable;
        var prefix = ReferenceNetwork.Parse(entry.Prefix)!;
        if (prefix.First != cidr.Value) return DiscardReason.Unreadable;
        var rules = _pool.StaticAllocations
            .Where(rule => rule.NodeName == entry.NodeName || rule.Prefix == entry.Prefix)
            .ToArray();
        if (rules is [var rule, ..])
        {
            if (rule.NodeName != entry.NodeName) return DiscardReason.StaticOfOther;
            if (rule.Prefix != entry.Prefix) return DiscardReason.StaticDiffers;
            if (GatewayOf(rule) != entry.Gateway) return DiscardReason.GatewayDiffers;
        }
        else
        {
            if (prefix.IsV4 != _cidr.IsV4 || _cidr.OffsetOf(prefix.First) is null) return DiscardReason.Outside;
            if (prefix.Length != _length) return DiscardReason.WrongSize;
            if (GatewayOf(prefix) != entry.Gateway) return DiscardReason.GatewayDiffers;
            if (recorded.Where((_, other) => other != index).Any(other => Collide(entry, other)))
                return DiscardReason.Conflict;
        }

        return IsFullyExcluded(prefix) ? DiscardReason.FullyExcluded : null;
    }

    private static bool Collide(RecordedPrefix a, RecordedPrefix b) =>
        a.Prefix == b.Prefix || a.NodeName == b.NodeName || (a.Gateway.Length > 0 && a.Gateway == b.Gateway);

    private IEnumerable<ReferenceNetwork> Candidates()
    {
        var first = _cidr with { Length = _length };
        for (var start = BigInteger.Zero; start < _cidr.Size; start += first.Size)
            yield return first with { First = _cidr.First + start };
    }

    private bool IsFullyExcluded(ReferenceNetwork prefix)
    {
        var start = _cidr.OffsetOf(prefix.First)!.Value;
        for (var i = 0; i <= prefix.LastUsable; i++)
            if (!_excluded[start + i]) return false;
        return true;
    }

    private string GatewayOf(ReferenceNetwork prefix) =>
        _pool.GatewayIndex is { } index && GatewayOffset(prefix, index) is { } offset ? prefix.AddressAt(offset) : "";

    private string GatewayOf(StaticAllocation entry) =>
        entry.Gateway.Length > 0 ? entry.Gateway : GatewayOf(ReferenceNetwork.Parse(entry.Prefix)!);
}
