using System.Collections.Immutable;
using System.Text.RegularExpressions;
using DpuIpam.Build.Text;
using Markdig.Syntax;

namespace DpuIpam.Build.Pages;

/// <summary>The examples: text, the code, and what it shows.</summary>
internal static partial class ExampleSection
{
    private const string Code = "powershell";

    public static ImmutableArray<Example> Read(PageSource source, PageOutline outline)
    {
        var section = outline[PageOutline.Examples];
        var items = section.Items(source, "'### Example 1: <title>'");
        if (items.Length == 0 && outline.Has(PageOutline.Examples))
            source.Problem(section.Line, "The page has no example: add '### Example 1: <title>'.");
        return [.. items.Select((item, i) => Read(source, item, i + 1)).OfType<Example>()];
    }

    private static Example? Read(PageSource source, Section item, int number)
    {
        var title = Title().Match(item.Title);
        if (!title.Success || title.Groups["number"].Value != $"{number}")
            source.Problem(item.Line, $"'### {item.Title}' must be '### Example {number}: <title>' here.");
        foreach (var block in item.Blocks.OfType<FencedCodeBlock>().Where(block => string.IsNullOrEmpty(block.Info)))
            source.Problem(block, $"This code block has no language: write ```{Code} for code, ```Output for output.");

        var code = item.Blocks.OfType<FencedCodeBlock>().FirstOrDefault(block => block.Info == Code);
        if (code is null || string.IsNullOrWhiteSpace(code.Lines.ToString()))
        {
            source.Problem(item.Line, $"The example has no code: add a ```{Code} block.");
            return null;
        }

        // Output keeps the console's full width.
        var at = item.Blocks.IndexOf(code);
        var before = Paragraphs.Of(BlockText.Of(source, item.Blocks[..at]));
        var after = Paragraphs.Of(BlockText.Of(source, item.Blocks[(at + 1)..], codeIndent: 0));
        return new(item.Title, string.Join("\n\n", before), string.Join('\n', BlockText.Code(code)), after);
    }

    [GeneratedRegex(@"^Example (?<number>\d+): \S")]
    private static partial Regex Title();
}
