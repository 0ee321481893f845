using DpuIpam.Addressing;
using DpuIpam.Resources;

namespace DpuIpam.Allocation;

/// <summary>The recorded prefixes of a CIDRPool, parsed, and which of them are in conflict (docs/upstream.md,
/// 7.4).</summary>
/// <remarks>
/// Upstream compares every entry with every other one. Entries with canonical texts and computed gateways, in name
/// order and with different prefixes, as nv-ipam writes them, can't be in conflict: that is seen in one walk. Only
/// otherwise are texts counted.
/// </remarks>
internal sealed class RecordedPrefixes
{
    [Flags]
    private enum Traits : byte
    {
        None = 0,
        Readable = 1,
        Canonical = 2,
        Inside = 4,
        Length = 8,
        Gateway = 16,
        Regular = Readable | Canonical | Inside | Length | Gateway,
    }

    private readonly CidrPoolLayout _layout;
    private readonly RecordedPrefix[] _entries;
    private readonly UInt128[] _first;
    private readonly Traits[] _traits;
    private readonly Dictionary<string, int>? _prefixes;
    private readonly Dictionary<string, int>? _nodes;
    private readonly Dictionary<string, int>? _gateways;

    public RecordedPrefixes(CidrPoolLayout layout, RecordedPrefix[] entries)
    {
        _layout = layout;
        _entries = entries;
        _first = new UInt128[entries.Length];
        _traits = new Traits[entries.Length];
        var regular = true;
        var ascending = true;
        for (var i = 0; i < entries.Length; i++)
        {
            _traits[i] = Parse(entries[i], out _first[i]);
            regular = regular
                && _traits[i] == Traits.Regular
                && (i == 0 || ByteOrder.Compare(entries[i - 1].NodeName, entries[i].NodeName) < 0);
            ascending = ascending && (i == 0 || _first[i] > _first[i - 1]);
        }

        if (regular && (ascending || AreDifferent(_first))) return;
        _prefixes = Count(static entry => entry.Prefix);
        _nodes = Count(static entry => entry.NodeName);
        _gateways = Count(static entry => entry.Gateway);
    }

    /// <summary>First address of an entry's prefix, and whether its text is the canonical one.</summary>
    public (UInt128 First, bool IsCanonical) this[int index] =>
        (_first[index], _traits[index].HasFlag(Traits.Canonical));

    public RecordedPrefix Text(int index) => _entries[index];

    /// <summary>Node name and prefix are there, the prefix parses and has no host bits.</summary>
    public bool IsReadable(int index) => _traits[index].HasFlag(Traits.Readable);

    public bool IsInside(int index) => _traits[index].HasFlag(Traits.Inside);

    public bool HasLength(int index) => _traits[index].HasFlag(Traits.Length);

    public bool HasComputedGateway(int index) => _traits[index].HasFlag(Traits.Gateway);

    /// <summary>Whether any other entry has the same prefix text, node or gateway; both lose.</summary>
    public bool IsInConflict(int index) =>
        _prefixes is not null
        && (_prefixes[_entries[index].Prefix] > 1
            || _nodes![_entries[index].NodeName] > 1
            || (_entries[index].Gateway.Length > 0 && _gateways![_entries[index].Gateway] > 1));

    private Traits Parse(RecordedPrefix entry, out UInt128 first)
    {
        first = 0;
        if (entry.NodeName.Length == 0 || !Prefix.TryParse(entry.Prefix, out var prefix, out var hasHostBits))
            return Traits.None;
        var isOwnForm = prefix.IsMapped == _layout.IsMapped;
        var isCanonical = prefix.IsCanonical(entry.Prefix);
        prefix = prefix.Unmapped;
        first = prefix.First;
        if (hasHostBits) return Traits.None;
        var traits = Traits.Readable;
        var network = _layout.Network;
        if (isCanonical) traits |= Traits.Canonical;
        if (isOwnForm && prefix.Family == network.Family && first >= network.First && first <= network.Last)
            traits |= Traits.Inside;
        if (prefix.Length == _layout.PrefixLength && prefix.Family == network.Family) traits |= Traits.Length;
        if (_layout.IsComputedGateway(entry.Gateway, first)) traits |= Traits.Gateway;
        return traits;
    }

    private static bool AreDifferent(UInt128[] values)
    {
        var seen = new HashSet<UInt128>(values.Length);
        foreach (var value in values)
            if (!seen.Add(value)) return false;
        return true;
    }

    private Dictionary<string, int> Count(Func<RecordedPrefix, string> text)
    {
        var counts = new Dictionary<string, int>(_entries.Length, StringComparer.Ordinal);
        foreach (var entry in _entries)
            System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(counts, text(entry), out _)++;
        return counts;
    }
}
