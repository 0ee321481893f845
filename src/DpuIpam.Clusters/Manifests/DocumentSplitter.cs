namespace DpuIpam.Clusters.Manifests;

/// <summary>A stretch of a text that holds one document (or some JSON values), and the line it begins on.</summary>
internal readonly record struct Chunk(int Start, int End, int Line);

/// <summary>Cuts a text at the lines <c>---</c> and <c>...</c>, where YAML lets no document go on.</summary>
/// <remarks>Cutting first is what keeps one bad document from taking those behind it along.</remarks>
internal static class DocumentSplitter
{
    public static IEnumerable<Chunk> Split(ReadOnlyMemory<byte> text)
    {
        var cursor = new TextCursor(1, 1);
        var start = 0;
        var from = 0;
        var dashes = Next(text.Span, "---"u8, 0);
        var dots = Next(text.Span, "..."u8, 0);
        while (Math.Min(dashes, dots) < text.Length)
        {
            int cut;
            if (dashes < dots)
            {
                cut = text.Span[start..dashes].EndsWith(ManifestReader.ByteOrderMark)
                    ? dashes - ManifestReader.ByteOrderMark.Length
                    : dashes;
                if (IsPreamble(text.Span[start..cut])) cut = start;
                from = dashes + 3;
                dashes = Next(text.Span, "---"u8, from);
            }
            else
            {
                cut = EndOfLine(text.Span, dots);
                from = dots + 3;
                dots = Next(text.Span, "..."u8, from);
            }

            if (cut == start) continue;
            yield return new Chunk(start, cut, cursor.Line);
            cursor.Advance(text.Span[start..cut]);
            start = cut;
        }

        if (start < text.Length) yield return new Chunk(start, text.Length, cursor.Line);
    }

    /// <summary>Comments, directives and blank lines belong to the document that follows them.</summary>
    private static bool IsPreamble(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            if (!IsBlank(text[0]) && text[0] is not ((byte)'%' or (byte)'#'))
            {
                return false;
            }

            var line = text[..EndOfLine(text, 0)];
            var content = line.TrimStart(" \t\r\n"u8);
            if (!content.IsEmpty && content[0] != '#' && line[0] != '%') return false;
            text = text[line.Length..];
        }

        return true;
    }

    /// <summary>Where the next marker stands alone at the beginning of a line; the text's length if nowhere.</summary>
    private static int Next(ReadOnlySpan<byte> text, ReadOnlySpan<byte> marker, int from)
    {
        while (from < text.Length)
        {
            var found = text[from..].IndexOf(marker);
            if (found < 0) break;
            var at = from + found;
            var end = at + marker.Length;
            if (IsLineStart(text[..at]) && (end == text.Length || IsBlank(text[end]))) return at;
            from = at + 1;
        }

        return text.Length;
    }

    /// <summary>Whether a line begins behind a text, or behind the byte order mark that it ends with.</summary>
    private static bool IsLineStart(ReadOnlySpan<byte> before)
    {
        if (before.EndsWith(ManifestReader.ByteOrderMark)) before = before[..^ManifestReader.ByteOrderMark.Length];
        return before.IsEmpty || before[^1] is (byte)'\n' or (byte)'\r';
    }

    private static int EndOfLine(ReadOnlySpan<byte> text, int from)
    {
        var length = text[from..].IndexOfAny((byte)'\n', (byte)'\r');
        if (length < 0) return text.Length;
        var end = from + length + 1;
        return text[end - 1] == '\r' && end < text.Length && text[end] == '\n' ? end + 1 : end;
    }

    private static bool IsBlank(byte value) => value is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r';
}
