using System.Collections.Immutable;
using Markdig.Extensions.Yaml;
using Markdig.Syntax;

namespace DpuIpam.Build.Pages;

/// <summary>A heading and what stands below it, up to the next heading of its level.</summary>
internal sealed record Section(string Title, int Line, ImmutableArray<Block> Blocks)
{
    /// <summary>The page's <c>## </c> sections; text before the first of them is reported, it has no place.</summary>
    public static ImmutableArray<Section> OfPage(PageSource source)
    {
        var blocks = source.Blocks.Where(block => block is not YamlFrontMatterBlock).ToImmutableArray();
        if (blocks is not [HeadingBlock { Level: 1 } title, ..] || source.HeadingText(title) != source.Name)
        {
            source.Problem(
                blocks.Length > 0 ? PageSource.LineOf(blocks[0]) : 1,
                $"The front matter must be followed by the title '# {source.Name}', which is the file's name.");
        }

        var (lead, sections) = Split(source, blocks, 2);
        foreach (var block in lead.Skip(1))
            source.Problem(block, "Text before '## SYNOPSIS' isn't carried into the help: move it below a heading.");
        foreach (var block in sections.SelectMany(section => section.Blocks).OfType<HeadingBlock>().Where(IsTitle))
            source.Problem(block, "A page has one title: make this heading '## ' or '### '.");
        return sections;
    }

    /// <summary>The <c>### </c> items of a section that is made of nothing else.</summary>
    public ImmutableArray<Section> Items(PageSource source, string item)
    {
        var (lead, items) = Split(source, Blocks, 3);
        foreach (var block in lead)
            source.Problem(block, $"Text right below '## {Title}' isn't carried into the help: put it below {item}.");
        return items;
    }

    private static bool IsTitle(HeadingBlock heading) => heading.Level == 1;

    private static (ImmutableArray<Block> Lead, ImmutableArray<Section> Sections) Split(
        PageSource source, ImmutableArray<Block> blocks, int level)
    {
        var starts = Enumerable.Range(0, blocks.Length)
            .Where(i => blocks[i] is HeadingBlock heading && heading.Level == level).Append(blocks.Length).ToArray();
        return (blocks[..starts[0]], [.. starts[..^1].Zip(starts[1..], Between)]);

        Section Between(int start, int end)
        {
            var heading = (HeadingBlock)blocks[start];
            return new(source.HeadingText(heading), PageSource.LineOf(heading), blocks[(start + 1)..end]);
        }
    }
}
