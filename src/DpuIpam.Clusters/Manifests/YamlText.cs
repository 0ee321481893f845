using System.Text;
using DpuIpam.Resources;
using YamlDotNet.Core;

namespace DpuIpam.Clusters.Manifests;

/// <summary>A stretch of a text that holds one value: where it begins, and the offset behind it.</summary>
internal readonly record struct YamlRange(SourcePosition Start, int End);

/// <summary>
/// A stretch of the source as the YAML parser takes it, and the way back from its positions to the source's.
/// </summary>
/// <remarks>
/// A stretch that begins inside a line is led in with spaces, so that the columns, which mean something in YAML, stay. The
/// text is decoded while it is parsed and never held as a whole.
/// </remarks>
internal sealed class YamlText
{
    private readonly SourceText _source;
    private readonly SourcePosition _start;
    private readonly int _end;
    private int _knownIndex;
    private int _knownOffset;

    public YamlText(SourceText source, SourcePosition start, int end)
    {
        _source = source;
        _start = start;
        _end = end;
        Padding = start.Column - 1;
        _knownIndex = Padding;
        _knownOffset = start.Offset;
    }

    public int Padding { get; }

    public ReadOnlySpan<byte> Utf8 => _source.Utf8.Span[_start.Offset.._end];

    /// <summary>The text for the parser.</summary>
    /// <param name="limit">How many characters one value may take.</param>
    /// <param name="tooLarge">The error of a value that takes more.</param>
    public YamlTextReader Open(long limit = long.MaxValue, Func<ManifestException>? tooLarge = null) =>
        new(_source.Utf8[_start.Offset.._end], Padding) { Limit = limit, TooLarge = tooLarge };

    public (int Line, int Column) Locate(in Mark mark) => (_start.Line + (int)mark.Line - 1, (int)mark.Column);

    /// <summary>Where a place is that the parser names. The text's end, it puts on a line behind it that need not
    /// exist.</summary>
    public SourceLocation SourceLocation(in Mark mark)
    {
        var (line, column) = OffsetOf(mark) < _end ? Locate(mark) : PositionOf(_end);
        return new SourceLocation(_source.File, line, column);
    }

    /// <summary>The place of an offset of the source.</summary>
    public (int Line, int Column) PositionOf(int offset)
    {
        var position = _start.Advance(_source.Utf8.Span, offset);
        return (position.Line, position.Column);
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
        var index = (int)Math.Clamp(mark.Index, Padding, int.MaxValue);
        var utf8 = _source.Utf8.Span;
        while (_knownIndex > index)
        {
            // A character of four bytes is two of UTF-16.
            do _knownOffset--;
            while ((utf8[_knownOffset] & 0xC0) == 0x80);
            _knownIndex -= utf8[_knownOffset] >= 0xF0 ? 2 : 1;
        }

        while (_knownIndex < index && _knownOffset < _end)
        {
            var rest = utf8.Slice(_knownOffset, Math.Min(index - _knownIndex, _end - _knownOffset));
            var ascii = rest.IndexOfAnyExceptInRange((byte)0, (byte)0x7F);
            if (ascii != 0)
            {
                var length = ascii < 0 ? rest.Length : ascii;
                _knownOffset += length;
                _knownIndex += length;
                continue;
            }

            Rune.DecodeFromUtf8(utf8[_knownOffset.._end], out var character, out var bytes);
            _knownOffset += bytes;
            _knownIndex += character.Utf16SequenceLength;
        }

        return _knownOffset;
    }
}
