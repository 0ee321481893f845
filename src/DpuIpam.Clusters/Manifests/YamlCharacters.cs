using System.Buffers;
using System.Text;

namespace DpuIpam.Clusters.Manifests;

/// <summary>
/// The characters that YAML doesn't allow. The parser would take the first of them, NUL, for the text's end.
/// </summary>
internal static class YamlCharacters
{
    /// <summary>First bytes of the forbidden characters; of those above ASCII, of others too.</summary>
    private static readonly SearchValues<byte> Suspects = SearchValues.Create(MakeSuspects());

    /// <summary>null for a text without any.</summary>
    public static ManifestException? Check(YamlText text, SourceText source, int start)
    {
        var utf8 = text.Utf8;
        var at = 0;
        int next;
        while ((next = utf8[at..].IndexOfAny(Suspects)) >= 0)
        {
            at += next;
            Rune.DecodeFromUtf8(utf8[at..], out var character, out var length);
            if (IsForbidden(character.Value))
            {
                var (line, column) = text.PositionOf(start + at);
                return new ManifestException(
                    $"the control character U+{character.Value:X4} is not allowed in YAML; remove it or write it as an escape",
                    new(source.File, line, column));
            }

            at += length;
        }

        return null;
    }

    /// <summary>Controls but for tab and line breaks, and what Unicode says is no character.</summary>
    private static bool IsForbidden(int character) => character is 0xFFFE or 0xFFFF
        || (character <= 0x9F && char.IsControl((char)character) && character is not ('\t' or '\n' or '\r' or 0x85));

    private static byte[] MakeSuspects()
    {
        var suspects = new List<byte> { 0xC2, 0xEF };
        for (var c = 0; c < 0x80; c++)
            if (IsForbidden(c)) suspects.Add((byte)c);
        return [.. suspects];
    }
}
