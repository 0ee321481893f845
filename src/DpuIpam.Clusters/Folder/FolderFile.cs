using System.Text;
using DpuIpam.Clusters.Manifests;
using DpuIpam.Resources;

namespace DpuIpam.Clusters.Folder;

/// <summary>A file of a folder as it was read: its bytes, its objects, and what of it is malformed.</summary>
internal sealed class FolderFile
{
    private FolderFile(string path, string displayName, byte[] bytes)
    {
        FilePath = path;
        DisplayName = displayName;
        Bytes = bytes;
    }

    public string FilePath { get; }

    /// <summary>How messages name the file.</summary>
    public string DisplayName { get; }

    public byte[] Bytes { get; }

    /// <summary>The text; null if it could not be read.</summary>
    public SourceText? Source { get; private init; }

    public IReadOnlyList<ManifestChunk> Chunks { get; private init; } = [];

    public IReadOnlyList<FolderObject> Objects { get; private set; } = [];

    public IReadOnlyList<BadManifest> Bad { get; private init; } = [];

    /// <summary>Whether there is anything but comments.</summary>
    public bool HasContent => Chunks.Any(chunk =>
        ManifestReader.SkipToContent(
            Source!.Utf8.Span, new SourcePosition(chunk.Place.Start, 1, 1), chunk.Place.End).Offset < chunk.Place.End);

    public static FolderFile Parse(string path, string displayName, byte[] bytes, CancellationToken cancellation)
    {
        SourceText source;
        try
        {
            source = SourceText.FromBytes(bytes, displayName);
        }
        catch (ManifestException error)
        {
            return new FolderFile(path, displayName, bytes) { Bad = [BadManifest.OfText(error, bytes)] };
        }

        var chunks = ManifestReader.ReadChunks(source, null, cancellation);
        var bad = new List<BadManifest>();
        foreach (var (place, result) in chunks)
            foreach (var error in result.Errors)
                bad.Add(BadManifest.OfText(error, source.Utf8[place.Start..place.End]));
        var file = new FolderFile(path, displayName, bytes) { Source = source, Chunks = chunks, Bad = bad };
        var objects = new List<FolderObject>();
        for (var i = 0; i < chunks.Count; i++)
            foreach (var document in chunks[i].Result.Documents)
            {
                objects.Add(new FolderObject(file, i, objects.Count, document));
                if (MisspeltKind.Find(document) is { } misspelt) bad.Add(BadManifest.Misspelt(misspelt, objects[^1].Name));
            }

        file.Objects = objects;
        return file;
    }

    /// <summary>A file that the system did not let be read, so that anything may be in it.</summary>
    public static FolderFile Unreadable(string path, string displayName, string reason, Exception inner) => new(path, displayName, [])
    {
        Bad = [BadManifest.Anything(new ManifestException(reason, new SourceLocation(displayName), inner: inner))],
    };

    /// <summary>Something that is not read as a file, in the place of which anything may be that somebody writes by hand.</summary>
    public static FolderFile Refused(string path, string displayName, string reason) => new(path, displayName, [])
    {
        Bad = [BadManifest.AnyManifest(new ManifestException(reason, new SourceLocation(displayName)))],
    };

    /// <summary>Whether an open file still has the bytes that were read.</summary>
    public bool IsSameAs(FileStream file) => Source is not null && RegularFile.Holds(file, Bytes);

    /// <summary>Whether both could not be read, for the same reason.</summary>
    public bool IsUnreadableLike(FolderFile other) => Source is null && other.Source is null
        && Bad[0].Error.Message == other.Bad[0].Error.Message && Bytes.AsSpan().SequenceEqual(other.Bytes);

    /// <summary>This file with another text in the place of a stretch; read, but not written.</summary>
    public FolderFile With(int chunk, string text, CancellationToken cancellation)
    {
        var (start, end, _) = Chunks[chunk].Place;
        var utf8 = Source!.Utf8.Span;
        byte[] changed = [.. utf8[..start], .. Encoding.UTF8.GetBytes(text), .. utf8[end..]];
        return Parse(FilePath, DisplayName, Encode(changed), cancellation);
    }

    /// <summary>The text of a stretch.</summary>
    public string TextOf(int chunk)
    {
        var place = Chunks[chunk].Place;
        return Encoding.UTF8.GetString(Source!.Utf8.Span[place.Start..place.End]);
    }

    /// <summary>In the encoding that the file has, with its byte order mark.</summary>
    private byte[] Encode(byte[] utf8)
    {
        var start = Bytes.AsSpan();
        if (start.StartsWith<byte>([0xEF, 0xBB, 0xBF])) return [0xEF, 0xBB, 0xBF, .. utf8];
        var isBigEndian = start.StartsWith<byte>([0xFE, 0xFF]);
        if (!isBigEndian && !start.StartsWith<byte>([0xFF, 0xFE])) return utf8;
        var utf16 = new UnicodeEncoding(isBigEndian, byteOrderMark: true);
        return [.. utf16.GetPreamble(), .. utf16.GetBytes(Encoding.UTF8.GetString(utf8))];
    }
}
