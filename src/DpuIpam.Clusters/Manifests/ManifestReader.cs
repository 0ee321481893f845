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
        limits ??= ManifestLimits.Default;
        var bytes = Load(path, limits.FileBytes);
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
            if (collector.IsFull)
            {
                var rest = chunk with { End = source.Utf8.Length };
                chunks.Add(new ManifestChunk(rest, new ManifestReadResult([], [collector.Result().Errors[^1]])));
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
        var start = new SourcePosition(chunk.Start, chunk.Line, 1);
        var content = SkipToContent(collector.Source.Utf8.Span, start, chunk.End);
        if (content.Offset == chunk.End) return;
        if (collector.Source.Utf8.Span[content.Offset] == '{') JsonManifests.Read(content, chunk.End, collector);
        else YamlManifests.Read(start, chunk.End, collector);
    }

    /// <summary>Passes over blanks, comments and the lines <c>---</c> and <c>...</c>.</summary>
    internal static SourcePosition SkipToContent(ReadOnlySpan<byte> text, SourcePosition from, int end)
    {
        var i = from.Offset;
        if (text[i..end].StartsWith("---"u8)) i += 3;
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
            else
            {
                break;
            }
        }

        // The line that ends a document can only be the chunk's last.
        if (text[i..end].TrimEnd("\r\n \t"u8).SequenceEqual("..."u8)) i = end;
        return from.Advance(text, i);
    }

    private static ManifestReadResult Failed(ManifestException error) => new([], [error]);

    internal static ManifestException TooLarge(string? file, ManifestLimits limits) => new(
        $"larger than {limits.FileBytes >> 20} MiB, the most that is read; split it", new SourceLocation(file));

    private static byte[]? Load(string path, int limit)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1);
        return Load(file, limit);
    }

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
