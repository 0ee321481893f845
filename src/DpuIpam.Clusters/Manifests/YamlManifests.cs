using System.Text.Json;
using DpuIpam.Resources;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace DpuIpam.Clusters.Manifests;

/// <summary>Reads a stretch of YAML, as a rule one document.</summary>
/// <remarks>
/// The items of a list are taken out while it is read, so that a list of a hundred thousand objects costs one of them at a
/// time. Whether it is a list shows only later, since <c>kind</c> comes after <c>items</c>; if it is none, the stretch is
/// read again as a whole.
/// </remarks>
internal sealed class YamlManifests : IDisposable
{
    private readonly ManifestCollector _collector;
    private readonly YamlText _text;
    private readonly YamlSeparators _separators;
    private readonly YamlTree _tree;
    private readonly YamlToJson _converter;
    private readonly List<StreamedItem> _streamed = [];
    private readonly bool _streams;

    private YamlManifests(YamlText text, ManifestCollector collector, bool streams)
    {
        _text = text;
        _collector = collector;
        _streams = streams;
        _separators = new YamlSeparators(text, collector.Source);
        _tree = new YamlTree(collector.Source, collector.Limits);
        _converter = new YamlToJson(_tree, collector);
    }

    private readonly record struct StreamedItem(JsonElement Root, ManifestException? Error, YamlRange Range);

    public static void Read(SourcePosition start, int end, ManifestCollector collector)
    {
        var text = new YamlText(collector.Source, start, end);
        if (YamlCharacters.Check(text, collector.Source, start.Offset) is { } error)
        {
            collector.Fail(error);
            return;
        }

        if (!TryRead(text, collector, streams: true)) TryRead(text, collector, streams: false);
    }

    public void Dispose() => _converter.Dispose();

    private static bool TryRead(YamlText text, ManifestCollector collector, bool streams)
    {
        var branch = collector.Branch();
        using var manifests = new YamlManifests(text, branch, streams);
        if (!manifests.ReadDocuments()) return false;
        collector.Merge(branch);
        return true;
    }

    /// <summary>False if the items of something that is no list were taken out.</summary>
    private bool ReadDocuments()
    {
        Scanner? scanner = null;
        using var reader = _text.Open(LargestValue, () => JsonManifests.ObjectTooLarge(
            _collector.Limits, _text.SourceLocation(scanner!.CurrentPosition)));
        scanner = new Scanner(reader, skipComments: true);
        var parser = new Parser(scanner);
        try
        {
            while (parser.MoveNext())
            {
                if (parser.Current is DocumentStart && !ReadDocument(parser, reader)) return false;
                reader.NextValue();
            }
        }
        catch (ManifestException error)
        {
            _collector.FailAll(error);
        }
        catch (YamlException malformed)
        {
            // A slip in the indentation can end a document early, so what seemed complete is not to be trusted.
            var mark = malformed.Start.Index == 0 ? scanner.CurrentPosition : malformed.Start;
            _collector.FailAll(NotYaml(malformed.Message, mark, malformed));
        }
        catch (Exception slip) when (slip is not (OperationCanceledException or OutOfMemoryException))
        {
            // The parser answers some malformed texts, such as a list that is not closed, with exceptions of its insides.
            var reason = slip is ArgumentException
                ? "a tag or an escape that can't be read"
                : "unexpected text; a bracket, a brace or a quote may be missing, or a line inside brackets is not indented";
            _collector.FailAll(NotYaml(reason, scanner.CurrentPosition, slip));
        }

        return true;
    }

    private ManifestException NotYaml(string reason, in Mark mark, Exception inner)
    {
        reason = reason.TrimEnd('.');
        var comma = reason.IndexOf(", ", StringComparison.Ordinal);
        if (comma > 0 && reason.StartsWith("While ", StringComparison.Ordinal))
            reason = $"{reason[(comma + 2)..]} (w{reason[1..comma]})";
        return new ManifestException(
            $"not valid YAML: {reason}; correct it here or just before", _text.SourceLocation(mark), inner: inner);
    }

    /// <summary>Characters that one value may take in the text, with the blanks and comments before it: far more than what is
    /// left of it as JSON.</summary>
    private long LargestValue => Math.Max(1 << 16, 4L * _collector.Limits.ObjectBytes);

    private bool ReadDocument(Parser parser, YamlTextReader reader)
    {
        _tree.Clear();
        _streamed.Clear();
        YamlRange range = default;
        var items = -1;
        YamlRange item = default;
        var itemNode = -1;
        while (parser.MoveNext() && parser.Current is { } e)
        {
            reader.NextValue();
            if (e is DocumentEnd)
            {
                range = range with { End = _text.OffsetOf(e.Start) };
                break;
            }

            var depth = _tree.Depth;
            var isEnd = e is MappingEnd or SequenceEnd;
            if (depth == 0) range = _text.RangeFrom(e.Start);
            if (depth == 2 && !isEnd && items >= 0 && _tree.Innermost.Node == items)
            {
                item = _text.RangeFrom(e.Start);
                itemNode = _tree.Count;
            }

            CheckSize(itemNode < 0 ? range : item, Math.Max(itemNode, 0));
            var isItems = items < 0 && depth == 1 && IsItems(e);
            if (depth > 0) CheckSeparator(e);
            var node = Record(e);
            _separators.Pass(e);
            if (isItems)
            {
                items = node;
                _tree.MarkStreamed(node);
            }

            if (itemNode >= 0 && _tree.Depth == 2)
            {
                Stream(itemNode, item with { End = _text.OffsetOf(e.End) });
                itemNode = -1;
            }
        }

        return _tree.Count == 0 || Finish(range);
    }

    /// <summary>
    /// Each value takes two bytes of JSON at least, so an object too large need not be held to know it.
    /// </summary>
    private void CheckSize(in YamlRange range, int from)
    {
        if (_tree.Count - from > _collector.Limits.ObjectBytes / 2)
            throw JsonManifests.ObjectTooLarge(_collector.Limits, range.Start.In(_collector.Source));
    }

    /// <summary>
    /// Whether an event begins the list in the field <c>items</c> of a document, without an anchor to refer back to.
    /// </summary>
    private bool IsItems(ParsingEvent e)
    {
        if (!_streams || e is not SequenceStart { Anchor.IsEmpty: true }) return false;
        var (root, children) = _tree.Innermost;
        if (_tree[root].Kind != YamlNodeKind.Mapping || (children & 1) == 0) return false;
        ref readonly var key = ref _tree[_tree.Count - 1];
        return key is { Kind: YamlNodeKind.Scalar, Value: "items", Tag: null } && !IsKnownAsNoList(root);
    }

    private bool IsKnownAsNoList(int root)
    {
        for (var key = root + 1; key < _tree.Count - 1; key = _tree[_tree[key].End].End)
        {
            if (_tree[key].Value == "kind") return !ListNames.IsList(_tree[_tree[key].End].Value);
        }

        return false;
    }

    private void CheckSeparator(ParsingEvent e)
    {
        var (parent, children) = _tree.Innermost;
        ref readonly var node = ref _tree[parent];
        if (_separators.Check(e, node.Kind, node.IsFlow, children) is { } wrong) throw wrong;
    }

    private int Record(ParsingEvent e)
    {
        var (line, column) = _text.Locate(e.Start);
        switch (e)
        {
            case Scalar scalar:
                var tag = scalar.Tag.IsEmpty ? null : scalar.Tag.Value;
                var plain = tag is null && scalar.Style == ScalarStyle.Plain;
                if (plain && IsMisread(scalar.Value))
                    throw _tree.Error("the text has a colon that can't be told from a key's; quote it", line, column);
                return _tree.AddScalar(scalar.Value, tag, plain, Name(scalar.Anchor), line, column);
            case AnchorAlias alias:
                return _tree.AddAlias(alias.Value.Value, line, column);
            case MappingStart map:
                return _tree.Begin(
                    YamlNodeKind.Mapping, map.Style == MappingStyle.Flow, Name(map.Anchor), line, column);
            case SequenceStart sequence:
                return _tree.Begin(
                    YamlNodeKind.Sequence, sequence.Style == SequenceStyle.Flow, Name(sequence.Anchor), line, column);
            default:
                return _tree.End();
        }
    }

    /// <summary>
    /// The parser takes <c>a *b: c</c> for a text instead of a key and a value. No text without quotes may hold such a
    /// colon, so better an error than a field that goes missing.
    /// </summary>
    private static bool IsMisread(string plain) =>
        plain.Contains('*') && (plain.EndsWith(':') || plain.Contains(": ", StringComparison.Ordinal));

    private static string? Name(AnchorName anchor) => anchor.IsEmpty ? null : anchor.Value;

    private void Stream(int node, YamlRange range)
    {
        var (root, error) = TryConvert(node);
        _streamed.Add(new StreamedItem(root, error, range));
        if (_tree.LastAnchored < node) _tree.Truncate(node);
    }

    private (JsonElement Root, ManifestException? Error) TryConvert(int node)
    {
        try
        {
            return (_converter.Convert(node), null);
        }
        catch (ManifestException error)
        {
            return (default, error);
        }
    }

    /// <summary>Hands over a document that has been read to its end.</summary>
    private bool Finish(YamlRange range)
    {
        var root = _tree.Follow(0);
        if (_tree[root].Kind == YamlNodeKind.Scalar && IsNull(root)) return true;
        var list = YamlListFields.Find(_tree, root, new YamlMerger(_tree, _collector));
        if (list is { } found && ListNames.IsList(found.Names.Kind))
        {
            if (_tree[found.Items].Streamed)
            {
                foreach (var item in _streamed) Add(item, found.Names);
                return true;
            }

            if (_tree[found.Items].Kind == YamlNodeKind.Sequence)
            {
                AddItems(found, range);
                return true;
            }
        }

        if (_streamed.Count > 0) return false;
        var (tree, error) = TryConvert(root);
        Add(new StreamedItem(tree, error, range), default);
        return true;
    }

    private void AddItems(in YamlListFields list, in YamlRange range)
    {
        var locator = new YamlLocator(_collector.Source, range);
        var number = 0;
        for (var item = list.Items + 1; item < _tree[list.Items].End; item = _tree[item].End)
        {
            var place = new ItemLocator(locator, $"items[{number++}]");
            var (root, error) = TryConvert(item);
            if (error is not null)
            {
                _collector.Fail(error);
                continue;
            }

            var location = new SourceLocation(_collector.Source.File, _tree[item].Line, _tree[item].Column);
            _collector.Add(list.Names.Complete(root, _collector.Limits), location, place);
        }
    }

    private void Add(in StreamedItem item, ListNames names)
    {
        if (item.Error is not null)
        {
            _collector.Fail(item.Error);
            return;
        }

        var locator = new YamlLocator(_collector.Source, item.Range);
        _collector.Add(
            names.Complete(item.Root, _collector.Limits), item.Range.Start.In(_collector.Source), locator);
    }

    private bool IsNull(int node) =>
        YamlScalar.Resolve(_tree[node].Value!, _tree[node].Tag, _tree[node].Plain, out var scalar) is null
        && scalar.Kind == ScalarKind.Null;
}
