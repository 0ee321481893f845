using System.Runtime.InteropServices;
using DpuIpam.Resources;

namespace DpuIpam.Clusters.Manifests;

/// <summary>The values of one YAML document as far as they are still needed, with their anchors.</summary>
/// <remarks>Nodes are recorded without recursion, so depth costs a counter and never the stack.</remarks>
internal sealed class YamlTree(SourceText source, ManifestLimits limits)
{
    private readonly List<YamlNode> _nodes = [];
    private readonly Dictionary<string, int> _anchors = new(StringComparer.Ordinal);
    private readonly Stack<(int Node, int Children)> _open = [];

    /// <summary>Collections that are being read.</summary>
    public int Depth => _open.Count;

    public int Count => _nodes.Count;

    /// <summary>
    /// Where the latest anchored value begins; -1 without anchors. Nothing before its end may be forgotten.
    /// </summary>
    public int LastAnchored { get; private set; } = -1;

    public ref readonly YamlNode this[int index] => ref CollectionsMarshal.AsSpan(_nodes)[index];

    public ManifestException Error(string message, int line, int column) =>
        new(message, new SourceLocation(source.File, line, column));

    public ManifestException Error(string message, int node) => Error(message, this[node].Line, this[node].Column);

    public int AddScalar(string value, string? tag, bool plain, string? anchor, int line, int column)
    {
        var node = new YamlNode { Kind = YamlNodeKind.Scalar, Value = value, Tag = tag, Plain = plain };
        var index = Add(node, anchor, line, column);
        Span[index].End = index + 1;
        return index;
    }

    public int AddAlias(string anchor, int line, int column)
    {
        if (!_anchors.TryGetValue(anchor, out var target))
            throw Error($"the alias *{anchor} has no anchor; write &{anchor} at the value it stands for", line, column);
        if (this[target].End == 0)
            throw Error($"the anchor &{anchor} contains itself; take the alias out", line, column);
        var index = Add(new YamlNode { Kind = YamlNodeKind.Alias, Target = target }, null, line, column);
        Span[index].End = index + 1;
        return index;
    }

    public int Begin(YamlNodeKind kind, bool isFlow, string? anchor, int line, int column)
    {
        if (_open.Count >= JsonTree.TextDepth(limits))
            throw Error($"nested more than {limits.Depth} levels deep; no manifest needs that", line, column);
        var index = Add(new YamlNode { Kind = kind, IsFlow = isFlow }, anchor, line, column);
        _open.Push((index, 0));
        return index;
    }

    public int End()
    {
        var (node, _) = _open.Pop();
        Span[node].End = _nodes.Count;
        return node;
    }

    /// <summary>
    /// The collection being read at a depth counted from the innermost, and how many values it has so far.
    /// </summary>
    public (int Node, int Children) Innermost => _open.Peek();

    public void MarkStreamed(int sequence) => Span[sequence].Streamed = true;

    /// <summary>Forgets the values from an index on.</summary>
    public void Truncate(int from) => _nodes.RemoveRange(from, _nodes.Count - from);

    public void Clear()
    {
        _nodes.Clear();
        _anchors.Clear();
        _open.Clear();
        LastAnchored = -1;
    }

    /// <summary>The value behind aliases.</summary>
    public int Follow(int node) => this[node].Kind == YamlNodeKind.Alias ? this[node].Target : node;

    private Span<YamlNode> Span => CollectionsMarshal.AsSpan(_nodes);

    private int Add(YamlNode node, string? anchor, int line, int column)
    {
        if (_nodes.Count >= limits.HeldValues)
            throw Error($"more than {limits.HeldValues} values that have to be kept at once; split the file", line, column);
        var index = _nodes.Count;
        node.Line = line;
        node.Column = column;
        _nodes.Add(node);
        if (_open.TryPop(out var parent))
        {
            if (node.IsMerge && (parent.Children & 1) == 0 && this[parent.Node].Kind == YamlNodeKind.Mapping)
                Span[parent.Node].Merges = true;
            _open.Push((parent.Node, parent.Children + 1));
        }

        if (anchor is null) return index;
        _anchors[anchor] = index;
        LastAnchored = index;
        return index;
    }
}
