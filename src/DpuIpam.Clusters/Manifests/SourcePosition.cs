using DpuIpam.Resources;

namespace DpuIpam.Clusters.Manifests;

/// <summary>A place in a UTF-8 text: its offset, and what a reader of the text would call it.</summary>
internal readonly record struct SourcePosition(int Offset, int Line, int Column)
{
    public SourcePosition Advance(ReadOnlySpan<byte> text, int offset)
    {
        var cursor = new TextCursor(Line, Column);
        cursor.Advance(text[Offset..offset]);
        return new SourcePosition(offset, cursor.Line, cursor.Column);
    }

    public SourceLocation In(SourceText source) => new(source.File, Line, Column);
}
