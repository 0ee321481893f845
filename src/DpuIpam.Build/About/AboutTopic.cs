using DpuIpam.Build.Pages;
using DpuIpam.Build.Text;
using Markdig.Extensions.Yaml;
using Markdig.Syntax;

namespace DpuIpam.Build.About;

/// <summary>An about_ topic as the text file that Get-Help shows as it is.</summary>
internal static class AboutTopic
{
    private const int Width = 80;
    private const string Indent = "    ";
    private const string ShortDescription = "SHORT DESCRIPTION";

    /// <remarks>
    /// Get-Help takes the fifth line as the topic's synopsis. The layout below puts the short description there.
    /// </remarks>
    public static string Render(PageSource source)
    {
        var blocks = source.Blocks.Where(block => block is not YamlFrontMatterBlock).ToList();
        if (!HasOpening(source, blocks))
            return "";

        List<string> lines = ["TOPIC", Indent + source.Name];
        foreach (var block in blocks.Skip(1))
            Append(source, block, lines);
        return string.Join('\n', lines) + "\n";
    }

    private static bool HasOpening(PageSource source, List<Block> blocks)
    {
        if (blocks.FirstOrDefault() is not HeadingBlock { Level: 1 } title || source.HeadingText(title) != source.Name)
        {
            var line = blocks.Count > 0 ? PageSource.LineOf(blocks[0]) : 1;
            source.Problem(line, $"The page must begin with its title, which is the file's name: '# {source.Name}'.");
            return false;
        }

        if (blocks is not [_, HeadingBlock { Level: 2 } summary, ParagraphBlock text, ..]
            || Caption(source, summary) != ShortDescription)
        {
            source.Problem(title, "The title must be followed by '## Short description' and a line of text: add them.");
            return false;
        }

        if (InlineText.Of(text.Inline).Length > Width - Indent.Length)
            source.Problem(text, $"Get-Help lists only the first {Width - Indent.Length} characters: shorten this.");
        return true;
    }

    private static void Append(PageSource source, Block block, List<string> lines)
    {
        switch (block)
        {
            case HeadingBlock { Level: 1 }:
                source.Problem(block, "A page has one title: make this heading '## '.");
                break;
            case HeadingBlock { Level: 2 } heading:
                lines.AddRange("", Caption(source, heading));
                break;
            case HeadingBlock { Level: 3 } heading:
                lines.AddRange("", "  " + InlineText.Of(heading.Inline));
                break;
            default:
                AppendText(BlockText.Of(source, [block]), lines);
                break;
        }
    }

    private static void AppendText(IEnumerable<TextBlock> texts, List<string> lines)
    {
        foreach (var text in texts)
        {
            // Text follows its heading at once, and other text after an empty line.
            if (!text.IsTight && lines[^1].StartsWith(Indent, StringComparison.Ordinal))
                lines.Add("");
            lines.AddRange((text with { First = Indent + text.First, Next = Indent + text.Next }).Wrapped(Width));
        }
    }

    private static string Caption(PageSource source, HeadingBlock heading) =>
        source.HeadingText(heading).ToUpperInvariant();
}
