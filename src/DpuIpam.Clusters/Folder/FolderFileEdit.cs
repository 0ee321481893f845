using System.Text;
using System.Text.Json;
using DpuIpam.Clusters.Manifests;

namespace DpuIpam.Clusters.Folder;

/// <summary>Changes or removes one object of a file and leaves the rest as it is.</summary>
/// <remarks>
/// From the gentlest way to the roughest: only the fields that change; the object's whole text, without its inner comments;
/// for a list with items by alias or with anchors, the list's whole text, so without the comments and anchors of its other
/// items and its own metadata. What comes out is read back each time: a way is taken only if the objects of the
/// file are then exactly those that are wanted, and as much of it is malformed as before.
/// </remarks>
internal sealed class FolderFileEdit
{
    private readonly FolderObject _object;
    private readonly FolderFile _file;
    private readonly string _text;
    private readonly bool _isListItem;
    private readonly int _jsonStart = -1;
    private readonly int _jsonEnd = -1;
    private readonly YamlPlace? _place;
    private readonly bool _isInFlow;

    private FolderFileEdit(FolderObject edited)
    {
        _object = edited;
        _file = edited.File;
        _text = _file.TextOf(edited.Chunk);
        var chunk = _file.Chunks[edited.Chunk];
        var location = edited.Document.Locate("");
        var line = location.Line - chunk.Place.Line + 1;
        var content = ManifestReader.SkipToContent(
            _file.Source!.Utf8.Span, new SourcePosition(chunk.Place.Start, 1, 1), chunk.Place.End).Offset;
        if (content < chunk.Place.End && _file.Source.Utf8.Span[content] == '{')
        {
            _jsonStart = IndexOf(line, location.Column);
            _jsonEnd = JsonEdit.FindEnd(_text, _jsonStart);
        }

        if (_jsonEnd < 0) _place = YamlPlaceReader.Find(_text, line, location.Column, out _isInFlow);
        _isListItem = _jsonEnd < 0 ? chunk.Result.Documents.Count > 1 || _isInFlow
            : _text.AsSpan(0, _jsonStart).TrimEnd() is [.., ',' or '['];
    }

    /// <summary>The file with another object in the place of one; null if there is no safe way.</summary>
    public static FolderFile? Replace(FolderObject edited, JsonElement changed, CancellationToken cancellation)
    {
        var edit = new FolderFileEdit(edited);
        var wanted = edited.File.Objects.Select(other => other == edited ? changed : other.Root).ToArray();
        return edit.Try(edit.Replacements(changed), wanted, cancellation);
    }

    /// <summary>The file without an object; null if there is no safe way.</summary>
    public static FolderFile? Remove(FolderObject removed, CancellationToken cancellation)
    {
        var edit = new FolderFileEdit(removed);
        var wanted = removed.File.Objects.Where(other => other != removed).Select(static other => other.Root).ToArray();
        return edit.Try(edit.Removals(), wanted, cancellation);
    }

    private FolderFile? Try(IEnumerable<string?> ways, JsonElement[] wanted, CancellationToken cancellation)
    {
        foreach (var text in ways)
        {
            if (text is null) continue;
            var file = _file.With(_object.Chunk, text, cancellation);
            if (file.Bad.Count == _file.Bad.Count && Holds(file, wanted)) return file;
        }

        return null;
    }

    private static bool Holds(FolderFile file, JsonElement[] wanted)
    {
        if (file.Objects.Count != wanted.Length) return false;
        for (var i = 0; i < wanted.Length; i++)
            if (!CanonicalJson.AreEqual(file.Objects[i].Root, wanted[i])) return false;
        return true;
    }

    private IEnumerable<string?> Replacements(JsonElement changed)
    {
        if (_jsonEnd >= 0) yield return JsonEdit.Replace(_text, _jsonStart, _jsonEnd, changed);
        if (_place is not null)
        {
            yield return YamlEdit.Change(_text, _place, _isInFlow, _object.Root, changed);
            yield return YamlEdit.Replace(_text, _place, _isInFlow, changed);
        }

        yield return Rewrite(_file.Chunks[_object.Chunk].Result.Documents
            .Select(document => document == _object.Document ? changed : document.Root).ToArray());
    }

    private IEnumerable<string?> Removals()
    {
        var (documents, errors) = _file.Chunks[_object.Chunk].Result;
        if (documents.Count == 1 && errors.Count == 0) yield return "";
        if (_jsonEnd >= 0)
            yield return _isListItem ? FlowList.Remove(_text, _jsonStart, _jsonEnd) : _text.Remove(_jsonStart, _jsonEnd - _jsonStart);
        if (_place is not null) yield return YamlEdit.RemoveItem(_text, _place, _isInFlow);
        yield return Rewrite(documents.Where(document => document != _object.Document)
            .Select(static document => document.Root).ToArray());
    }

    /// <summary>The whole stretch anew, behind the comments that lead it in; null where something malformed would go.</summary>
    private string? Rewrite(JsonElement[] roots)
    {
        var (place, result) = _file.Chunks[_object.Chunk];
        if (result.Errors.Count > 0 || roots.Length == 0 || _jsonEnd >= 0) return null;
        var utf8 = _file.Source!.Utf8.Span;
        var content = ManifestReader.SkipToContent(utf8, new SourcePosition(place.Start, 1, 1), place.End).Offset;
        var written = new StringBuilder();
        if (roots.Length == 1 && result.Documents.Count == 1 && !_isListItem) YamlEmitter.Write(roots[0], written);
        else WriteList(roots, written);
        if (_text.AsSpan().TrimEnd() is [.., '.', '.', '.']) written.Append("...\n");
        var lineBreak = YamlEdit.LineBreakOf(_text);
        if (lineBreak != "\n") written.Replace("\n", lineBreak);
        return Encoding.UTF8.GetString(utf8[place.Start..content]) + written;
    }

    private static void WriteList(JsonElement[] roots, StringBuilder written)
    {
        written.Append("apiVersion: v1\nkind: List\nitems:\n");
        foreach (var root in roots) YamlEmitter.WriteItem(root, 0, written);
    }

    private int IndexOf(int line, int column)
    {
        var at = 0;
        for (; line > 1 && at < _text.Length; line--)
        {
            var end = _text.AsSpan(at).IndexOfAny('\n', '\r');
            if (end < 0) break;
            at += end + 1;
            if (_text[at - 1] == '\r' && at < _text.Length && _text[at] == '\n') at++;
        }

        return Math.Min(at + column - 1, _text.Length);
    }
}
