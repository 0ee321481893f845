using DpuIpam.Resources;

namespace DpuIpam.Clusters.Manifests;

/// <summary>Reads manifests: YAML streams, JSON, and lists of either, taken apart into single objects.</summary>
/// <remarks>
/// What is wrong with a text is in the result, never thrown, so that the good documents beside it are not lost. A bad
/// document ends at the next line <c>---</c>; of a list, a bad item costs only itself as long as the text stays readable.
/// </remarks>
internal static class ManifestReader
{
    /// <param name="text">The text; a byte order mark at its beginning is passed over.</param>
    /// <param name="file">How errors name the text; null when it has no file.</param>
    /// <param name="limits">How much it may ask for; null for the defaults.</param>
    /// <param name="cancellation">Stops between objects.</param>
    public static ManifestReadResult Read(
        string text, string? file, ManifestLimits? limits = null, CancellationToken cancellation = default)
    {
        limits ??= ManifestLimits.Default;
        if (text.Length > limits.FileBytes) return Failed(TooLarge(file, limits));
        return Read(() => SourceText.FromString(text, file), limits, cancellation);
    }

    /// <summary>Reads a file of UTF-8, with or without byte order mark, or of UTF-16 with one.</summary>
    /// <param name="path">The file to open. What the file system refuses comes as its own exception.</param>
    /// <param name="displayName">How errors name the file.</param>
    /// <param name="limits">How much it may ask for; null for the defaults.</param>
    /// <param name="cancellation">Stops between objects.</param>
    public static ManifestReadResult ReadFile(
        string path, string displayName, ManifestLimits? limits = null, CancellationToken cancellation = default)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1);
        return ReadFile(file, displayName, limits, cancellation);
    }

    /// <summary>Reads a file that is open already.</summary>
    /// <param name="file">The file.</param>
    /// <param name="displayName">How errors name the file.</param>
    /// <param name="limits">How much it may ask for; null for the defaults.</param>
    /// <param name="cancellation">Stops between objects.</param>
    public static ManifestReadResult ReadFile(
        FileStream file, string displayName, ManifestLimits? limits = null, CancellationToken cancellation = default)
    {
        limits ??= ManifestLimits.Default;
        var bytes = Load(file, limits.FileBytes);
        if (bytes is null) return Failed(TooLarge(displayName, limits));
        return Read(() => SourceText.FromBytes(bytes, displayName), limits, cancellation);
    }

    private static ManifestReadResult Read(
        Func<SourceText> open, ManifestLimits limits, CancellationToken cancellation)
    {
        SourceText source;
        try
        {
            source = open();
        }
        catch (ManifestException error)
        {
            return Failed(error);
        }

        var collector = new ManifestCollector(source, limits, cancellation);
        foreach (var chunk in DocumentSplitter.Split(source.Utf8))
        {
            cancellation.ThrowIfCancellationRequested();
            if (collector.IsFull) break;
            ReadChunk(chunk, collector);
        }

        return collector.Result();
    }

    /// <summary>Reads a text and tells the stretches apart, for whoever changes one and keeps the others.</summary>
    /// <param name="source">The text.</param>
    /// <param name="limits">How much it may ask for; null for the defaults.</param>
    /// <param name="cancellation">Stops between objects.</param>
    public static IReadOnlyList<ManifestChunk> ReadChunks(
        SourceText source, ManifestLimits? limits = null, CancellationToken cancellation = default)
    {
        var collector = new ManifestCollector(source, limits ?? ManifestLimits.Default, cancellation);
        var chunks = new List<ManifestChunk>();
        foreach (var chunk in DocumentSplitter.Split(source.Utf8))
        {
            cancellation.ThrowIfCancellationRequested();
            if (collector.MoreErrors > 0)
            {
                var rest = chunk with { End = source.Utf8.Length };
                var error = new ManifestException(
                    $"more than {collector.Limits.Errors} errors; the rest is not read",
                    new SourceLocation(source.File, chunk.Line, 1));
                chunks.Add(new ManifestChunk(rest, new ManifestReadResult([], [error])));
                break;
            }

            var branch = collector.Branch();
            ReadChunk(chunk, branch);
            chunks.Add(new ManifestChunk(chunk, branch.Result()));
            collector.Merge(branch);
        }

        return chunks;
    }

    private static void ReadChunk(in Chunk chunk, ManifestCollector collector)
    {
        var text = collector.Source.Utf8.Span;
        var start = new SourcePosition(chunk.Start, chunk.Line, 1);
        var content = SkipToContent(text, start, chunk.End);
        if (content.Offset == chunk.End) return;
        var before = collector.ErrorCount;
        if (text[content.Offset] == '{')
        {
            JsonManifests.Read(content, chunk.End, collector);
        }
        else if (TabBefore(text, start, content.Offset) is { } tab)
        {
            collector.Fail(new ManifestException(
                "not valid YAML: a tab can't stand before the first key, nor before a comment there; write spaces",
                tab.In(collector.Source)));
        }
        else
        {
            YamlManifests.Read(BehindMark(text, start, content), chunk.End, collector);
        }

        if (collector.ErrorCount > before) collector.Explain(before, new UnrenderedChunk(collector.Source, chunk).Explain);
    }

    /// <summary>Passes over blanks, comments, byte order marks and the lines <c>---</c> and <c>...</c>.</summary>
    internal static SourcePosition SkipToContent(ReadOnlySpan<byte> text, SourcePosition from, int end)
    {
        var i = from.Offset;
        var isBehindDashes = false;
        while (i < end)
        {
            if (text[i] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
            {
                i++;
            }
            else if (text[i] == '#')
            {
                var length = text[i..end].IndexOfAny((byte)'\n', (byte)'\r');
                i = length < 0 ? end : i + length;
            }
            else if (IsMark(text[i..end]) && IsLineStart(text, from.Offset, i))
            {
                // Files that begin with the mark were put one behind the other. Nobody sees it, so it has no column.
                i += ByteOrderMark.Length;
                from = from.Advance(text, i) with { Column = 1 };
            }
            else if (!isBehindDashes && i == from.Offset && text[i..end].StartsWith("---"u8))
            {
                isBehindDashes = true;
                i += 3;
            }
            else
            {
                break;
            }
        }

        // The line that ends a document can only be the chunk's last.
        if (text[i..end].TrimEnd("\r\n \t"u8).SequenceEqual("..."u8)) i = end;
        return from.Advance(text, i);
    }

    /// <summary>What a file may begin with, and each of several files in one text.</summary>
    internal static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    private static bool IsMark(ReadOnlySpan<byte> text) => text.StartsWith(ByteOrderMark);

    private static bool IsLineStart(ReadOnlySpan<byte> text, int start, int at) =>
        at == start || text[at - 1] is (byte)'\n' or (byte)'\r';

    /// <summary>Where the parser is to begin, to which a byte order mark is part of the first key.</summary>
    private static SourcePosition BehindMark(ReadOnlySpan<byte> text, SourcePosition start, SourcePosition content)
    {
        for (var at = content.Offset; at > start.Offset;)
        {
            at = start.Offset + text[start.Offset..at].LastIndexOf(ByteOrderMark);
            if (at < start.Offset) break;
            if (!IsLineStart(text, start.Offset, at) && !text[start.Offset..at].EndsWith(ByteOrderMark)) continue;
            var behind = at + ByteOrderMark.Length;
            return start.Advance(text, behind) with { Column = 1 };
        }

        return start;
    }

    /// <summary>The first tab that leads in a line before the content; kubectl takes none.</summary>
    private static SourcePosition? TabBefore(ReadOnlySpan<byte> text, SourcePosition start, int content)
    {
        var isIndent = true;
        for (var i = start.Offset; i < content; i++)
        {
            if (text[i] is (byte)'\n' or (byte)'\r') isIndent = true;
            else if (isIndent && text[i] == '\t') return start.Advance(text, i);
            else if (text[i] != ' ') isIndent = false;
        }

        return null;
    }

    private static ManifestReadResult Failed(ManifestException error) => new([], [error]);

    internal static ManifestException TooLarge(string? file, ManifestLimits limits) => new(
        $"larger than {limits.FileBytes >> 20} MiB, the most that is read; split it", new SourceLocation(file));

    /// <summary>
    /// A file's bytes; null beyond the limit. Pipes do not know their length, so it is counted while reading.
    /// </summary>
    internal static byte[]? Load(FileStream file, int limit)
    {
        if (file.CanSeek && file.Length > limit) return null;
        using var memory = new MemoryStream(file.CanSeek ? (int)file.Length : 0);
        var block = new byte[1 << 16];
        int read;
        while ((read = file.Read(block)) > 0)
        {
            if (memory.Length + read > limit) return null;
            memory.Write(block, 0, read);
        }

        var isFull = memory.Length == memory.Capacity;
        return isFull ? memory.GetBuffer() : memory.ToArray();
    }
}
