using System.Text;
using DpuIpam.Resources;

namespace DpuIpam.Clusters.Manifests;

/// <summary>Explains the errors of a stretch of text that is malformed because a template was not rendered.</summary>
internal sealed class UnrenderedChunk(SourceText source, Chunk chunk)
{
    /// <summary>A mark of a template can lie that many lines before the place where the parser gave up.</summary>
    private const int LinesBefore = 2;

    /// <summary>More of a line than this is not looked at.</summary>
    private const int LongestLine = 10_000;

    /// <summary>The error that names the template; null where there is none.</summary>
    public ManifestException? Explain(ManifestException error)
    {
        // An error of a field is one of the values, which could be read.
        if (error.Field is not null || error.Line < chunk.Line) return null;
        var lines = new Stack<(int Line, string Text)>();
        var rest = source.Utf8.Span[chunk.Start..chunk.End];
        for (var line = chunk.Line; line <= error.Line && !rest.IsEmpty; line++)
        {
            var length = rest.IndexOf((byte)'\n');
            var text = length < 0 ? rest : rest[..length];
            rest = length < 0 ? default : rest[(length + 1)..];
            if (line < error.Line - LinesBefore) continue;
            lines.Push((line, Encoding.UTF8.GetString(text[..Math.Min(text.Length, LongestLine)])));
        }

        foreach (var (line, text) in lines)
        {
            if (IsSuspect(text) && UnrenderedText.Explain(text, out var start) is { } explanation)
                return new ManifestException(explanation, new SourceLocation(error.File, line, start + 1), inner: error);
        }

        return null;
    }

    /// <summary>A dollar sign alone stands in many texts, and breaks none.</summary>
    private static bool IsSuspect(string line) => !line.TrimStart().StartsWith('#')
        && (line.Contains("{{", StringComparison.Ordinal) || line.Contains("{%", StringComparison.Ordinal)
            || line.Contains("${", StringComparison.Ordinal));
}
