using System.Text;
using YamlDotNet.Core;

namespace DpuIpam.Clusters.Manifests;

/// <summary>A stretch of a text that holds one value: where it begins, and the offset behind it.</summary>
internal readonly record struct YamlRange(SourcePosition Start, int End);

/// <summary>
/// A stretch of the source as the YAML parser takes it, and the way back from its positions to the source's.
/// </summary>
/// <remarks>
/// A stretch that begins inside a line is led in with spaces, so that the columns, which mean something in YAML, stay.
/// </remarks>
internal sealed class YamlText
{
    private readonly SourcePosition _start;
    private int _knownIndex;
    private int _knownOffset;

    public YamlText(SourceText source, SourcePosition start, int end)
    {
        _start = start;
        Padding = start.Column - 1;
        var utf8 = source.Utf8.Span[start.Offset..end];
        var length = Padding + Encoding.UTF8.GetCharCount(utf8);
        Value = string.Create(length, (source.Utf8[start.Offset..end], Padding), static (chars, from) =>
        {
            var (text, padding) = from;
            chars[..padding].Fill(' ');
            Encoding.UTF8.GetChars(text.Span, chars[padding..]);
        });
        _knownIndex = Padding;
        _knownOffset = start.Offset;
    }

    public string Value { get; }

    public int Padding { get; }

    public (int Line, int Column) Locate(in Mark mark) => (_start.Line + (int)mark.Line - 1, (int)mark.Column);

    /// <summary>
    /// Where the text ends. The parser's own position there is the line behind it, which need not exist.
    /// </summary>
    public (int Line, int Column) End() => PositionOf(Value.Length);

    public (int Line, int Column) PositionOf(int index)
    {
        var cursor = new TextCursor(_start.Line, 1);
        cursor.Advance(Encoding.UTF8.GetBytes(Value, 0, index));
        return (cursor.Line, cursor.Column);
    }

    public YamlRange RangeFrom(in Mark mark)
    {
        var (line, column) = Locate(mark);
        return new YamlRange(new SourcePosition(OffsetOf(mark), line, column), 0);
    }

    /// <summary>
    /// The source's offset of a position. Positions are asked for in order, so each costs the way from the last.
    /// </summary>
    public int OffsetOf(in Mark mark)
    {
        var index = Math.Clamp((int)mark.Index, Padding, Value.Length);
        if (index < _knownIndex)
            return _knownOffset - Encoding.UTF8.GetByteCount(Value.AsSpan(index, _knownIndex - index));
        _knownOffset += Encoding.UTF8.GetByteCount(Value.AsSpan(_knownIndex, index - _knownIndex));
        _knownIndex = index;
        return _knownOffset;
    }
}
