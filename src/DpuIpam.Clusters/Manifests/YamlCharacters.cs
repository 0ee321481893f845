using System.Buffers;

namespace DpuIpam.Clusters.Manifests;

/// <summary>
/// The characters that YAML doesn't allow. The parser would take the first of them, NUL, for the text's end.
/// </summary>
internal static class YamlCharacters
{
    private static readonly SearchValues<char> Forbidden = SearchValues.Create(MakeForbidden());

    /// <summary>null for a text without any.</summary>
    public static ManifestException? Check(YamlText text, SourceText source)
    {
        var at = text.Value.AsSpan().IndexOfAny(Forbidden);
        if (at < 0) return null;
        var (line, column) = text.PositionOf(at);
        return new ManifestException(
            $"the control character U+{(int)text.Value[at]:X4} is not allowed in YAML; remove it or write it as an escape",
            new(source.File, line, column));
    }

    /// <summary>Controls but for tab and line breaks, and what Unicode says is no character.</summary>
    private static char[] MakeForbidden()
    {
        var forbidden = new List<char> { '\uFFFE', '\uFFFF' };
        for (var c = '\0'; c <= '\u009F'; c++)
        {
            if (char.IsControl(c) && c is not ('\t' or '\n' or '\r' or '\u0085')) forbidden.Add(c);
        }

        return [.. forbidden];
    }
}
