using System.Buffers;
using System.Text;
using System.Text.Unicode;
using DpuIpam.Resources;

namespace DpuIpam.Clusters.Manifests;

/// <summary>A text as UTF-8, kept for as long as one of its documents may want to look up a position.</summary>
internal sealed class SourceText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private SourceText(ReadOnlyMemory<byte> utf8, string? file)
    {
        Utf8 = utf8;
        File = file;
    }

    public ReadOnlyMemory<byte> Utf8 { get; }

    public string? File { get; }

    public static SourceText FromString(string text, string? file)
    {
        var start = text.StartsWith('\uFEFF') ? 1 : 0;
        try
        {
            var utf8 = new byte[Strict.GetByteCount(text.AsSpan(start))];
            Strict.GetBytes(text.AsSpan(start), utf8);
            return new SourceText(utf8, file);
        }
        catch (EncoderFallbackException fallback)
        {
            // Positions within the encoder's blocks are not the text's, so the place is looked for here.
            var at = IndexOfLoneSurrogate(text.AsSpan(start));
            var before = Encoding.UTF8.GetBytes(text, start, at);
            throw new ManifestException(
                "half of a surrogate pair is not a character; replace it", Position(before, file), inner: fallback);
        }
    }

    /// <summary>
    /// Takes UTF-8, or UTF-16 that begins with a byte order mark, as Windows PowerShell redirects it.
    /// </summary>
    public static SourceText FromBytes(byte[] bytes, string? file)
    {
        var start = bytes.AsSpan();
        if (start.StartsWith<byte>([0xFF, 0xFE])) return FromUtf16(bytes, bigEndian: false, file);
        if (start.StartsWith<byte>([0xFE, 0xFF])) return FromUtf16(bytes, bigEndian: true, file);
        var utf8 = bytes.AsMemory(start.StartsWith<byte>([0xEF, 0xBB, 0xBF]) ? 3 : 0);
        if (!System.Text.Unicode.Utf8.IsValid(utf8.Span))
        {
            var good = utf8.Span[..ValidLength(utf8.Span)];
            throw new ManifestException("the text is not UTF-8; save the file as UTF-8", Position(good, file));
        }

        return new SourceText(utf8, file);
    }

    private static SourceText FromUtf16(byte[] bytes, bool bigEndian, string? file)
    {
        var encoding = new UnicodeEncoding(bigEndian, byteOrderMark: false, throwOnInvalidBytes: true);
        try
        {
            return new SourceText(Strict.GetBytes(encoding.GetString(bytes, 2, bytes.Length - 2)), file);
        }
        catch (DecoderFallbackException fallback)
        {
            throw new ManifestException(
                "the text begins as UTF-16 but is not; save the file as UTF-8",
                new SourceLocation(file, 1, 1), inner: fallback);
        }
    }

    private static SourceLocation Position(ReadOnlySpan<byte> before, string? file)
    {
        var cursor = new TextCursor(1, 1);
        cursor.Advance(before);
        return new SourceLocation(file, cursor.Line, cursor.Column);
    }

    private static int IndexOfLoneSurrogate(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1])) return i;
            i++;
        }

        return text.Length;
    }

    private static int ValidLength(ReadOnlySpan<byte> bytes)
    {
        Span<char> chars = stackalloc char[1024];
        var good = 0;
        while (good < bytes.Length)
        {
            var status = System.Text.Unicode.Utf8.ToUtf16(
                bytes[good..], chars, out var read, out _, replaceInvalidSequences: false);
            good += read;
            if (status is not OperationStatus.DestinationTooSmall) break;
        }

        return good;
    }
}
