using System.Text;
using System.Text.Json;
using DpuIpam.Clusters.Manifests;

namespace DpuIpam.Clusters.Folder;

/// <summary>Changes the text of one YAML object where its tree changes, and nowhere else.</summary>
/// <remarks>
/// Comments stay: those at fields that are kept, and those above a field or item that goes. Lost are comments inside a
/// list or map that is replaced by something else, and behind a field on its line when it goes. The result is for the
/// caller to read back: text can be laid out in ways that no edit foresees.
/// </remarks>
internal sealed class YamlEdit
{
    private readonly string _text;
    private readonly string _lineBreak;
    private readonly List<Splice> _splices = [];

    private YamlEdit(string text, string lineBreak)
    {
        _text = text;
        _lineBreak = lineBreak;
    }

    /// <summary>Text that comes in the place of other text.</summary>
    private readonly record struct Splice(int Start, int End, string Text);

    /// <summary>The text with the changed fields; null if its layout does not allow it.</summary>
    public static string? Change(string text, YamlPlace place, bool isInFlow, JsonElement old, JsonElement changed)
    {
        var edit = new YamlEdit(text, LineBreakOf(text));
        return edit.TryChange(place, isInFlow, old, changed) ? edit.Result() : null;
    }

    /// <summary>The text with the whole object written anew in its place.</summary>
    public static string Replace(string text, YamlPlace place, bool isInFlow, JsonElement changed)
    {
        var edit = new YamlEdit(text, LineBreakOf(text));
        var written = isInFlow ? changed.GetRawText() : edit.Write(to =>
            YamlEmitter.WriteFields(changed, edit.ColumnOf(place.Start), to));
        edit._splices.Add(new Splice(place.Start, place.End, written));
        return edit.Result();
    }

    /// <summary>The text without an item of a list; null if its layout does not allow it.</summary>
    public static string? RemoveItem(string text, YamlPlace place, bool isInFlow)
    {
        if (isInFlow) return FlowList.Remove(text, place.Start, place.End);
        var edit = new YamlEdit(text, LineBreakOf(text));
        return edit.TryRemoveItem(place) ? edit.Result() : null;
    }

    /// <summary>How the lines of a text end.</summary>
    public static string LineBreakOf(string text)
    {
        var at = text.IndexOf('\n', StringComparison.Ordinal);
        return at > 0 && text[at - 1] == '\r' ? "\r\n" : "\n";
    }

    private bool TryChange(YamlPlace place, bool isInFlow, JsonElement old, JsonElement changed)
    {
        if (place.IsMarked || old.ValueKind != changed.ValueKind) return false;
        if (place.Kind == YamlNodeKind.Mapping && old.ValueKind == JsonValueKind.Object)
            return TryChangeFields(place, isInFlow || place.IsFlow, old, changed);
        return place is { Kind: YamlNodeKind.Sequence, IsFlow: false } && old.ValueKind == JsonValueKind.Array
            && TryChangeItems(place, [.. old.EnumerateArray()], [.. changed.EnumerateArray()]);
    }

    private bool TryChangeFields(YamlPlace map, bool isFlow, JsonElement old, JsonElement changed)
    {
        var fields = new Dictionary<string, (YamlPlace Key, YamlPlace Value)>(StringComparer.Ordinal);
        for (var i = 0; i < map.Children.Count; i += 2)
        {
            // A merge key brings in fields that stand elsewhere.
            if (map.Children[i] is not { Text: { } name and not "<<" }) return false;
            fields[name] = (map.Children[i], map.Children[i + 1]);
        }

        if (!changed.EnumerateObject().Any()) return false;
        foreach (var field in old.EnumerateObject())
        {
            if (changed.TryGetProperty(field.Name, out _)) continue;
            if (isFlow || !fields.TryGetValue(field.Name, out var gone) || !TryRemoveField(gone.Key, gone.Value)) return false;
        }

        YamlPlace? before = null;
        foreach (var field in changed.EnumerateObject())
        {
            var isThere = fields.TryGetValue(field.Name, out var found);
            if (!old.TryGetProperty(field.Name, out var value))
            {
                if (isFlow || isThere || !TryInsertField(map, before, field)) return false;
                continue;
            }

            if (isThere) before = found.Value;
            if (CanonicalJson.AreEqual(value, field.Value)) continue;
            if (!isThere) return false;
            ChangeValue(found.Key, found.Value, isFlow, value, field);
        }

        return true;
    }

    private void ChangeValue(YamlPlace key, YamlPlace value, bool isFlow, JsonElement old, JsonProperty changed)
    {
        var mark = _splices.Count;
        if (TryChange(value, isFlow, old, changed.Value)) return;
        _splices.RemoveRange(mark, _splices.Count - mark);
        if (isFlow) _splices.Add(new Splice(value.Start, value.End, changed.Value.GetRawText()));
        else ReplaceValue(key, value, changed);
    }

    private void ReplaceValue(YamlPlace key, YamlPlace value, JsonProperty changed)
    {
        var written = Write(to => YamlEmitter.WriteField(changed.Name, changed.Value, ColumnOf(key.Start), to));
        var firstLine = written.IndexOf(_lineBreak, StringComparison.Ordinal);
        var first = StartOfLine(value.Start);
        var isBelow = value.Kind is YamlNodeKind.Mapping or YamlNodeKind.Sequence && first > key.Start;
        if (isBelow && firstLine > 0 && written[firstLine - 1] == ':')
        {
            // The key's line, with its comment, stays.
            _splices.Add(new Splice(first, value.End, written[(firstLine + _lineBreak.Length)..]));
            return;
        }

        var prefix = YamlString.Key(changed.Name).Length + 2;
        var isOneLine = value.Kind == YamlNodeKind.Scalar && value.End > value.Start && firstLine < 0
            && !_text.AsSpan(value.Start, value.End - value.Start).Contains('\n');
        if (isOneLine) _splices.Add(new Splice(value.Start, value.End, written[prefix..]));
        else _splices.Add(new Splice(key.Start, value.End, written));
    }

    private bool TryRemoveField(YamlPlace key, YamlPlace value)
    {
        if (!IsFirstOnLine(key.Start)) return false;
        _splices.Add(new Splice(StartOfLine(key.Start), EndOfLine(value.End), ""));
        return true;
    }

    private bool TryInsertField(YamlPlace map, YamlPlace? after, JsonProperty field)
    {
        if (map.Children.Count == 0 || (after is null && !IsFirstOnLine(map.Start))) return false;
        var column = ColumnOf(map.Start);
        Insert(after is null ? StartOfLine(map.Start) : EndOfLine(after.End), column,
            Write(to => YamlEmitter.WriteField(field.Name, field.Value, column, to)));
        return true;
    }

    private bool TryChangeItems(YamlPlace list, JsonElement[] old, JsonElement[] changed)
    {
        if (changed.Length == 0 || list.Children.Count != old.Length) return false;
        var start = 0;
        var shorter = Math.Min(old.Length, changed.Length);
        while (start < shorter && CanonicalJson.AreEqual(old[start], changed[start])) start++;
        var kept = 0;
        while (kept < shorter - start && CanonicalJson.AreEqual(old[^(kept + 1)], changed[^(kept + 1)])) kept++;
        if (old.Length == changed.Length)
        {
            for (var i = start; i < old.Length - kept; i++) ChangeItem(list.Children[i], old[i], changed[i]);
            return true;
        }

        for (var i = start; i < old.Length - kept; i++)
            if (!TryRemoveItem(list.Children[i])) return false;
        var dash = FindDash(list.Children[0].Start);
        if (dash < 0) return false;
        var column = ColumnOf(dash);
        var at = start == 0 ? StartOfLine(dash) : EndOfLine(list.Children[start - 1].End);
        for (var i = start; i < changed.Length - kept; i++)
        {
            var item = changed[i];
            Insert(at, column, Write(to => YamlEmitter.WriteItem(item, column, to)));
        }

        return true;
    }

    private void ChangeItem(YamlPlace item, JsonElement old, JsonElement changed)
    {
        if (CanonicalJson.AreEqual(old, changed)) return;
        var mark = _splices.Count;
        if (TryChange(item, item.IsFlow, old, changed)) return;
        _splices.RemoveRange(mark, _splices.Count - mark);
        var written = Write(to => YamlEmitter.WriteItem(changed, Math.Max(ColumnOf(item.Start) - 2, 0), to));
        _splices.Add(new Splice(item.Start, item.End, written[2..]));
    }

    private bool TryRemoveItem(YamlPlace item)
    {
        var dash = FindDash(item.Start);
        if (dash < 0) return false;
        _splices.Add(new Splice(StartOfLine(dash), EndOfLine(item.End), ""));
        return true;
    }

    private void Insert(int at, int column, string written)
    {
        var isOpenLine = at > 0 && _text[at - 1] != '\n';
        var line = new string(' ', column) + written;
        _splices.Add(new Splice(at, at, isOpenLine ? _lineBreak + line : line + _lineBreak));
    }

    /// <summary>What the emitter writes, with this text's line breaks and without the last.</summary>
    private string Write(Action<StringBuilder> write)
    {
        var written = new StringBuilder();
        write(written);
        written.Length--;
        return _lineBreak == "\n" ? written.ToString() : written.Replace("\n", _lineBreak).ToString();
    }

    private string Result()
    {
        var result = new StringBuilder(_text.Length + 256);
        var at = 0;
        foreach (var splice in _splices.OrderBy(static splice => splice.Start).ThenBy(static splice => splice.End))
        {
            result.Append(_text, at, splice.Start - at).Append(splice.Text);
            at = splice.End;
        }

        return result.Append(_text, at, _text.Length - at).ToString();
    }

    /// <summary>The dash before an item, if it is the first on its line; -1 if not.</summary>
    private int FindDash(int item)
    {
        var dash = item - 1;
        while (dash >= 0 && _text[dash] is ' ' or '\r' or '\n') dash--;
        return dash >= 0 && _text[dash] == '-' && IsFirstOnLine(dash) ? dash : -1;
    }

    private bool IsFirstOnLine(int at) => _text.AsSpan(StartOfLine(at)..at).Trim(' ').IsEmpty;

    private int ColumnOf(int at) => at - StartOfLine(at);

    private int StartOfLine(int at) => at == 0 ? 0 : _text.LastIndexOf('\n', at - 1) + 1;

    private int EndOfLine(int at)
    {
        var end = _text.IndexOf('\n', at);
        return end < 0 ? _text.Length : end + 1;
    }
}
