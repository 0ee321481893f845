using System.Collections.Immutable;
using DpuIpam.Build.Text;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace DpuIpam.Build.Pages;

/// <summary>Reads a cmdlet's page in the schema of Microsoft.PowerShell.PlatyPS, and reports where it isn't.</summary>
internal static class CommandPageReader
{
    /// <summary>The page; null when it has no front matter, and so is no page at all.</summary>
    public static CommandPage? Read(PageSource source)
    {
        if (FrontMatter.Read(source) is not { } front)
            return null;

        FrontMatter.Check(source, front);
        if (source.Name.Split('-') is not [{ Length: > 0 }, { Length: > 0 }])
            source.Problem(1, $"'{source.Name}' is no cmdlet's name: name the page <Verb-Noun>.md.");

        var outline = PageOutline.Read(source);
        var before = source.ProblemCount;
        var syntax = Syntax(source, outline);
        var parameters = ParameterSection.Read(source, outline[PageOutline.Parameters], syntax);

        // What can't be read can't be compared: it would be reported as missing, too.
        if (source.ProblemCount == before && outline.Has(PageOutline.Syntax) && outline.Has(PageOutline.Parameters))
            SyntaxRules.Check(source, syntax, parameters);
        return new(
            source.Name,
            front.Value(FrontMatter.HelpFile),
            front.Value(FrontMatter.HelpUri),
            Synopsis(source, outline),
            syntax,
            Prose(source, outline, PageOutline.Description, required: true),
            ExampleSection.Read(source, outline),
            parameters,
            Types(source, outline[PageOutline.Inputs]),
            Types(source, outline[PageOutline.Outputs]),
            Prose(source, outline, PageOutline.Notes, required: false),
            Links(source, outline[PageOutline.RelatedLinks]));
    }

    private static string Synopsis(PageSource source, PageOutline outline)
    {
        var section = outline[PageOutline.Synopsis];
        if (section.Blocks is [ParagraphBlock text])
            return InlineText.Of(text.Inline);
        if (outline.Has(PageOutline.Synopsis))
            source.Problem(section.Line, "The synopsis must be one paragraph: say in a sentence what the cmdlet does.");
        return "";
    }

    private static ImmutableArray<ParameterSet> Syntax(PageSource source, PageOutline outline)
    {
        var section = outline[PageOutline.Syntax];
        var items = section.Items(source, "'### <parameter set>'");
        if (items.Length == 0 && outline.Has(PageOutline.Syntax))
            source.Problem(section.Line, "The syntax is missing: add '### <parameter set>' and a code block.");
        return [.. items.Select(item => SyntaxBlock.Read(source, item)).OfType<ParameterSet>()];
    }

    private static ImmutableArray<string> Prose(
        PageSource source, PageOutline outline, string title, bool required)
    {
        var paragraphs = Paragraphs.Of(BlockText.Of(source, outline[title].Blocks));
        if (required && paragraphs.Length == 0 && outline.Has(title))
            source.Problem(outline[title].Line, $"'## {title}' is empty: add its text.");
        return paragraphs;
    }

    private static ImmutableArray<TypeNote> Types(PageSource source, Section section) =>
    [
        .. section.Items(source, "'### <type>'")
            .Select(item => new TypeNote(item.Title, Paragraphs.Of(BlockText.Of(source, item.Blocks)))),
    ];

    private static ImmutableArray<Link> Links(PageSource source, Section section)
    {
        var links = ImmutableArray.CreateBuilder<Link>();
        foreach (var block in section.Blocks)
        {
            if (block is not ListBlock list)
            {
                source.Problem(block, "Related links are a list: write '- [text](address)'.");
                continue;
            }

            foreach (var item in list.OfType<ListItemBlock>())
            {
                if (item is [ParagraphBlock { Inline: { FirstChild: LinkInline link } }])
                    links.Add(new(InlineText.Of(link), link.Url ?? ""));
                else
                    source.Problem(item, "This related link is none: write '- [text](address)'.");
            }
        }

        return links.ToImmutable();
    }
}
