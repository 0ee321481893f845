using System.Buffers;
using System.Text;
using System.Text.Json;

namespace DpuIpam.Clusters.Manifests;

/// <summary>
/// Turns recorded YAML values into JSON trees: aliases followed, merge keys merged, scalars resolved.
/// </summary>
/// <remarks>Without recursion along the tree; aliases and merges are paid for out of the text's allowance.</remarks>
internal sealed class YamlToJson : IDisposable
{
    private readonly YamlTree _tree;
    private readonly ManifestCollector _collector;
    private readonly YamlMerger _merger;
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly Utf8JsonWriter _writer;
    private readonly Stack<Frame> _frames = [];
    private readonly Stack<HashSet<string>> _spareKeys = [];

    public YamlToJson(YamlTree tree, ManifestCollector collector)
    {
        _tree = tree;
        _collector = collector;
        _merger = new YamlMerger(tree, collector);
        _writer = new Utf8JsonWriter(_buffer, JsonTree.WriterOptions);
    }

    /// <summary>The tree of a value; <see cref="ManifestException"/> if it can't be one.</summary>
    public JsonElement Convert(int node)
    {
        _buffer.ResetWrittenCount();
        _writer.Reset();
        _frames.Clear();
        var root = node;
        Write(node, aliased: false);
        while (_frames.TryPop(out var frame))
        {
            if (!Step(ref frame, out var value, out var aliased))
            {
                Leave(frame);
                continue;
            }

            _frames.Push(frame);
            Write(value, aliased);
            if (_writer.BytesCommitted + _writer.BytesPending > _collector.Limits.ObjectBytes) throw TooLarge(root);
        }

        _writer.Flush();
        if (_buffer.WrittenCount > _collector.Limits.ObjectBytes) throw TooLarge(root);
        return JsonTree.Parse(_buffer.WrittenSpan, _collector.Limits);
    }

    public void Dispose() => _writer.Dispose();

    private ManifestException TooLarge(int node) =>
        JsonManifests.ObjectTooLarge(
            _collector.Limits, new(_collector.Source.File, _tree[node].Line, _tree[node].Column));

    /// <summary>A collection being written: the rest of its children, or of its merged fields.</summary>
    private record struct Frame(int Next, int End, bool IsMap, bool Aliased)
    {
        public HashSet<string>? Keys;
        public IReadOnlyList<YamlField>? Merged;
    }

    /// <summary>Moves to the next child and writes its key; false at the end.</summary>
    private bool Step(ref Frame frame, out int value, out bool aliased)
    {
        aliased = frame.Aliased;
        value = frame.Next;
        if (frame.Next >= frame.End) return false;
        if (frame.Merged is not null)
        {
            var field = frame.Merged[frame.Next++];
            _writer.WritePropertyName(field.Name);
            value = field.Value;
            aliased |= field.Aliased;
            return true;
        }

        if (frame.IsMap)
        {
            var name = _merger.KeyText(value);
            if (!frame.Keys!.Add(name)) throw _merger.Duplicate(name, value);
            _writer.WritePropertyName(name);
            value = _tree[value].End;
        }

        frame.Next = _tree[value].End;
        return true;
    }

    private void Leave(in Frame frame)
    {
        if (frame.IsMap) _writer.WriteEndObject();
        else _writer.WriteEndArray();
        // Clearing a set costs its capacity, so one that was large once would slow down all small maps after it.
        if (frame.Keys is not { Count: < 1000 } keys) return;
        keys.Clear();
        _spareKeys.Push(keys);
    }

    private void Write(int index, bool aliased)
    {
        ref readonly var node = ref _tree[index];
        if (node.Kind == YamlNodeKind.Alias)
        {
            aliased = true;
            index = node.Target;
            node = ref _tree[index];
        }

        if (aliased) _merger.Pay(1 + (node.Value?.Length ?? 0), index);
        switch (node.Kind)
        {
            case YamlNodeKind.Scalar:
                WriteScalar(index);
                break;
            case YamlNodeKind.Mapping:
                CheckDepth(index);
                _writer.WriteStartObject();
                if (node.Merges)
                {
                    var fields = _merger.Fields(index);
                    _frames.Push(new Frame(0, fields.Count, true, aliased) { Merged = fields });
                }
                else
                {
                    if (!_spareKeys.TryPop(out var keys)) keys = new HashSet<string>(StringComparer.Ordinal);
                    _frames.Push(new Frame(index + 1, node.End, true, aliased) { Keys = keys });
                }

                break;
            default:
                CheckDepth(index);
                _writer.WriteStartArray();
                _frames.Push(new Frame(index + 1, node.End, false, aliased));
                break;
        }
    }

    private void CheckDepth(int index)
    {
        if (_frames.Count < _collector.Limits.Depth) return;
        throw _tree.Error($"nested more than {_collector.Limits.Depth} levels deep; no manifest needs that", index);
    }

    private void WriteScalar(int index)
    {
        ref readonly var node = ref _tree[index];
        if (YamlScalar.Resolve(node.Value!, node.Tag, node.Plain, out var scalar) is { } wrong)
            throw _tree.Error(wrong, index);
        switch (scalar.Kind)
        {
            case ScalarKind.String:
                _writer.WriteStringValue(scalar.Text);
                break;
            case ScalarKind.Float when !double.IsFinite(scalar.Number):
                throw _tree.Error($"\"{node.Value}\" is no number that JSON knows; quote it if it is a string", index);
            default:
                Span<byte> utf8 = stackalloc byte[64];
                _writer.WriteRawValue(utf8[..Encoding.ASCII.GetBytes(scalar.Text, utf8)], skipInputValidation: true);
                break;
        }
    }
}
