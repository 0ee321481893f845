using System.Collections.Immutable;

namespace DpuIpam.Build.Text;

/// <summary>Text as the paragraphs of MAML.</summary>
internal static class Paragraphs
{
    /// <remarks>
    /// Get-Help trims every paragraph, which would push an indented first line (code, a list item's second paragraph)
    /// to the margin: such text goes into the paragraph before it, where its indentation is safe.
    /// </remarks>
    public static ImmutableArray<string> Of(ImmutableArray<TextBlock> texts)
    {
        var paragraphs = new List<string>();
        foreach (var text in texts)
        {
            var lines = string.Join('\n', text.Unwrapped());
            if (paragraphs.Count > 0 && (text.IsTight || lines.StartsWith(' ')))
                paragraphs[^1] += (text.IsTight ? "\n" : "\n\n") + lines;
            else
                paragraphs.Add(lines);
        }

        return [.. paragraphs];
    }
}
