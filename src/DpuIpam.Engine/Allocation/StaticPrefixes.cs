using DpuIpam.Addressing;
using DpuIpam.Resources;

namespace DpuIpam.Allocation;

/// <summary>The static allocations of a valid CIDRPool, by node and by prefix text.</summary>
internal sealed class StaticPrefixes
{
    private readonly CidrPoolLayout _layout;
    private readonly StaticAllocation[] _entries;
    private readonly Dictionary<string, int> _byNode = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _byPrefix = new(StringComparer.Ordinal);
    private readonly UInt128[] _reserved;

    public StaticPrefixes(CidrPoolLayout layout)
    {
        _layout = layout;
        _entries = ((CidrPoolResource)layout.Pool).StaticAllocations;
        var reserved = new List<UInt128>(_entries.Length);
        for (var i = 0; i < _entries.Length; i++)
        {
            if (_entries[i].NodeName.Length > 0) _byNode.TryAdd(_entries[i].NodeName, i);
            _byPrefix.TryAdd(_entries[i].Prefix, i);
            if (!Prefix.TryParse(_entries[i].Prefix, out var prefix)) continue;
            if (prefix.IsCanonical(_entries[i].Prefix)) reserved.Add(prefix.First);
            else HasOtherText = true;
        }

        reserved.Sort();
        _reserved = [.. reserved];
    }

    /// <summary>First addresses of the static prefixes, ascending: those whose text reserves them (docs/upstream.md,
    /// 15.1).</summary>
    public ReadOnlySpan<UInt128> Reserved => _reserved;

    /// <summary>Whether some prefix is written in other than the canonical text, and so is not reserved.</summary>
    public bool HasOtherText { get; }

    /// <summary>What a node's static entry gives it; exclusions and other holders are not looked at (7.5.2).</summary>
    public bool TryOfNode(string nodeName, out Assignment assignment)
    {
        assignment = default;
        if (_entries.Length == 0 || !_byNode.TryGetValue(nodeName, out var i)) return false;
        var entry = _entries[i];
        if (!Prefix.TryParse(entry.Prefix, out var prefix)) return false;
        var text = prefix.IsCanonical(entry.Prefix) ? null : entry.Prefix;
        assignment = new Assignment(nodeName, prefix.Unmapped.First, -1, text, OwnGateway(entry));
        return true;
    }

    /// <summary>
    /// Whether the static entries decide about a recorded one: the first with its node name or its prefix text does
    /// (7.4.2).
    /// </summary>
    /// <param name="recorded">The recorded entry.</param>
    /// <param name="reason">Why it is dropped; null when it stays.</param>
    public bool Decide(RecordedPrefix recorded, out DiscardReason? reason)
    {
        reason = null;
        if (_entries.Length == 0) return false;
        var byNode = _byNode.TryGetValue(recorded.NodeName, out var node) ? node : int.MaxValue;
        var byPrefix = _byPrefix.TryGetValue(recorded.Prefix, out var prefix) ? prefix : int.MaxValue;
        if (byNode == int.MaxValue && byPrefix == int.MaxValue) return false;
        if (byPrefix < byNode)
        {
            reason = DiscardReason.StaticOfOther;
            return true;
        }

        var entry = _entries[byNode];
        if (entry.Prefix != recorded.Prefix) reason = DiscardReason.StaticDiffers;
        else if (!HasGatewayOf(entry, recorded.Gateway)) reason = DiscardReason.GatewayDiffers;
        return true;
    }

    /// <summary>The gateway of a kept entry where it is not the computed one.</summary>
    public string? OwnGateway(RecordedPrefix recorded) =>
        _entries.Length > 0 && _byNode.TryGetValue(recorded.NodeName, out var i) ? OwnGateway(_entries[i]) : null;

    private static string? OwnGateway(StaticAllocation entry) => entry.Gateway.Length == 0 ? null : entry.Gateway;

    private bool HasGatewayOf(StaticAllocation entry, string gateway)
    {
        if (entry.Gateway.Length > 0) return gateway == entry.Gateway;
        return Prefix.TryParse(entry.Prefix, out var prefix)
            && _layout.IsComputedGateway(gateway, prefix.Unmapped.First);
    }
}
