using System.Text.Json.Nodes;
using DpuIpam.Addressing;
using DpuIpam.Resources;

namespace DpuIpam.Input;

/// <summary>Edits the exclusions of an object: entries that an edit does not touch stay as they are written.</summary>
internal sealed class ExclusionEdit(ServiceIpamResource ipam)
{
    private List<string> _single = [.. ipam.Exclusions];
    private List<IpRange> _ranges = [.. ipam.ExcludeRanges.Select(static range => new IpRange(range.StartIP, range.EndIP))];
    private bool _singleChanged;
    private bool _rangesChanged;

    public void Replace(IReadOnlyList<IpRange> ranges)
    {
        _singleChanged |= _single.Count > 0;
        _single = [];
        _ranges = [.. ranges];
        _rangesChanged = true;
    }

    /// <summary>Adds what is not there yet.</summary>
    public void Add(IReadOnlyList<IpRange> ranges)
    {
        foreach (var range in ranges)
        {
            var text = range.ToString();
            if (_single.Contains(text) || _ranges.Exists(existing => existing.ToString() == text)) continue;
            _ranges.Add(range);
            _rangesChanged = true;
        }
    }

    /// <summary>Takes addresses out; of an entry that holds others too, the rest stays.</summary>
    public void Remove(AddressRange[] removed)
    {
        foreach (var range in removed)
        {
            _singleChanged |= _single.RemoveAll(text =>
                Address.TryParse(text, out var address)
                && address.Family == range.Reserved.Family && range.Reserved.Range.Contains(address.Value)) > 0;
            _ranges = [.. _ranges.SelectMany(entry => Without(entry, range))];
        }
    }

    public void WriteTo(ServiceIpamEdit edit)
    {
        if (_singleChanged)
            edit.SetMode("exclusions", _single.Count == 0 ? null : new JsonArray([.. _single.Select(static text => JsonValue.Create(text))]));
        if (_rangesChanged) edit.SetMode("excludeRanges", SpecTree.Ranges(_ranges));
    }

    private IpRange[] Without(IpRange entry, AddressRange removed)
    {
        if (!Address.TryParse(entry.StartIP, out var start) || !Address.TryParse(entry.EndIP, out var end)
            || start.Family != removed.Reserved.Family || end.Value < start.Value)
            return [entry];
        var own = new Interval(start.Value, end.Value);
        if (!own.Overlaps(removed.Reserved.Range)) return [entry];
        _rangesChanged = true;
        return IpRange.Of(IntervalSet.Of(removed.Reserved.Range).Complement(own), start.Family);
    }
}
