using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using DpuIpam.Resources;

namespace DpuIpam.Clusters.Manifests;

/// <summary>Reads a stretch of text that begins with a brace: JSON values, or a YAML map in flow style.</summary>
internal static class JsonManifests
{
    public static void Read(SourcePosition start, int end, ManifestCollector collector)
    {
        while (!collector.IsFull)
        {
            var scan = new JsonScan(collector.Source, start, collector.Limits);
            try
            {
                scan.Run(end);
            }
            catch (JsonException malformed)
            {
                ReadAsYaml(start, end, malformed, collector);
                return;
            }
            catch (ManifestException error)
            {
                collector.Fail(error);
                return;
            }

            Add(scan, start, collector);
            start = ManifestReader.SkipToContent(collector.Source.Utf8.Span, scan.End, end);
            if (start.Offset == end) return;
            if (collector.Source.Utf8.Span[start.Offset] == '{') continue;
            collector.Fail(new ManifestException(
                "only another object or a line \"---\" may follow a JSON object; correct the text from here on",
                start.In(collector.Source)));
            return;
        }
    }

    private static void Add(JsonScan scan, SourcePosition start, ManifestCollector collector)
    {
        if (scan.Error is not null)
        {
            collector.Fail(scan.Error);
        }
        else if (scan.Items is not null && ListNames.IsList(scan.Kind))
        {
            var names = new ListNames(scan.ApiVersion, scan.Kind);
            foreach (var item in scan.Items) AddObject(item, names, collector);
        }
        else
        {
            // Not a list after all: what is wrong with one of its items is wrong with the object.
            ManifestException? error = null;
            if (scan.Items is not null)
            {
                foreach (var item in scan.Items) error ??= item.Error;
            }

            AddObject(new JsonScan.Item(start, scan.End.Offset, error), default, collector);
        }
    }

    private static void AddObject(in JsonScan.Item item, ListNames names, ManifestCollector collector)
    {
        if (collector.IsFull) return;
        var (start, end, error) = item;
        var limits = collector.Limits;
        var location = start.In(collector.Source);
        var text = collector.Source.Utf8[start.Offset..end];
        if (error is not null)
        {
            collector.Fail(error);
            return;
        }

        if (text.Length > limits.ObjectBytes && CompactLength(text) > limits.ObjectBytes)
        {
            collector.Fail(ObjectTooLarge(limits, location));
            return;
        }

        JsonElement root;
        try
        {
            // The tree shares the text's bytes, which have to stay in memory for positions anyway.
            root = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = limits.Depth }).RootElement;
        }
        catch (JsonException)
        {
            collector.Fail(new ManifestException(
                $"nested more than {limits.Depth} levels deep; no manifest needs that", location));
            return;
        }

        var locator = new JsonLocator(collector.Source, start, end);
        collector.Add(names.Complete(root, limits), location, locator);
    }

    internal static ManifestException ObjectTooLarge(ManifestLimits limits, SourceLocation location) => new(
        $"larger than {limits.ObjectBytes >> 20} MiB as JSON, more than the API server takes; make the object smaller",
        location);

    /// <summary>Length without indentation, which is what counts.</summary>
    private static long CompactLength(ReadOnlyMemory<byte> text)
    {
        var reader = new Utf8JsonReader(text.Span, new JsonReaderOptions { MaxDepth = 1000 });
        var length = 0L;
        while (reader.Read()) length += reader.BytesConsumed - reader.TokenStartIndex + 1;
        return length;
    }

    /// <summary>
    /// kubectl takes for YAML what is no JSON, such as <c>{a: b}</c> or a trailing comma. When that fails too, the author's
    /// error is the one of the language they were writing.
    /// </summary>
    private static void ReadAsYaml(SourcePosition start, int end, JsonException malformed, ManifestCollector collector)
    {
        var text = collector.Source.Utf8.Span;
        var at = Offset(text[start.Offset..end], malformed) + start.Offset;
        var mayBeYaml = at < end && MayBeYaml(text[start.Offset..end], at - start.Offset);
        var branch = collector.Branch();
        if (mayBeYaml) YamlManifests.Read(start, end, branch);
        if (mayBeYaml && (branch.FirstError is null || LooksLikeYaml(text[at])))
        {
            collector.Merge(branch);
            return;
        }

        var reason = malformed.Message;
        var cut = reason.IndexOf(" LineNumber:", StringComparison.Ordinal);
        if (cut >= 0) reason = reason[..cut];
        reason = reason.Replace(" Change the reader options.", "", StringComparison.Ordinal).TrimEnd('.');
        collector.Fail(new ManifestException(
            $"not valid JSON: {reason}; correct it here or just before",
            start.Advance(text, at).In(collector.Source), inner: malformed));
    }

    /// <summary>
    /// Whether a text stops being JSON at a place where YAML may go on: where a key or a value begins, at a comment, or at the
    /// bracket behind a trailing comma. Anywhere else, such as inside a string or behind a value, it is JSON with a slip,
    /// which as YAML would mean something that nobody wrote.
    /// </summary>
    private static bool MayBeYaml(ReadOnlySpan<byte> text, int at)
    {
        var before = text[..at].TrimEnd(" \t\r\n"u8);
        var isApart = before.Length < at;
        var previous = before.IsEmpty ? (byte)0 : before[^1];
        return text[at] switch
        {
            (byte)'#' => isApart,
            // kubectl goes on to read a comment as the beginning of the next key, and the field is gone.
            (byte)'/' => !text[at..].StartsWith("//"u8) && !text[at..].StartsWith("/*"u8) && Begins(previous),
            (byte)'}' or (byte)']' => previous == ',',
            (byte)',' or < 0x20 => false,
            >= 0x80 => Begins(previous) && IsVisible(text[at..]),
            _ => Begins(previous),
        };

        static bool Begins(byte previous) => previous is (byte)'{' or (byte)'[' or (byte)',' or (byte)':';
    }

    private static bool IsVisible(ReadOnlySpan<byte> text) => Rune.DecodeFromUtf8(text, out var character, out _) == OperationStatus.Done
        && !Rune.IsWhiteSpace(character) && Rune.GetUnicodeCategory(character) != UnicodeCategory.Format;

    /// <summary>Words without quotes, anchors and the like are no slips in JSON but another language.</summary>
    private static bool LooksLikeYaml(byte value) =>
        char.IsAsciiLetter((char)value) || value >= 0x80 || "'&*!|>%@_".Contains((char)value, StringComparison.Ordinal);

    private static int Offset(ReadOnlySpan<byte> text, JsonException malformed)
    {
        var offset = 0;
        for (var line = malformed.LineNumber ?? 0; line > 0; line--) offset += text[offset..].IndexOf((byte)'\n') + 1;
        return (int)Math.Min(text.Length, offset + (malformed.BytePositionInLine ?? 0));
    }
}
