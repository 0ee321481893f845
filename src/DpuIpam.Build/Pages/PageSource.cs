using System.Text.RegularExpressions;
using Markdig;
using Markdig.Extensions.Yaml;
using Markdig.Syntax;

namespace DpuIpam.Build.Pages;

/// <summary>A page as parsed Markdown, with the means to say what is wrong on which of its lines.</summary>
internal sealed partial class PageSource
{
    private static readonly MarkdownPipeline Pipeline =
        new MarkdownPipelineBuilder().UseYamlFrontMatter().UsePipeTables().UseAlertBlocks().Build();

    private readonly Problems _problems;
    private readonly string _text;

    public PageSource(string path, string text, Problems problems)
    {
        Path = path;
        Name = System.IO.Path.GetFileNameWithoutExtension(path);
        _problems = problems;
        _text = text.ReplaceLineEndings("\n");
        CheckCharacters();
        Blocks = Markdown.Parse(_text, Pipeline);
    }

    public string Path { get; }

    /// <summary>The file's name without .md, which is also the page's title.</summary>
    public string Name { get; }

    public MarkdownDocument Blocks { get; }

    public int ProblemCount { get; private set; }

    public YamlFrontMatterBlock? FrontMatter => Blocks.FirstOrDefault() as YamlFrontMatterBlock;

    public static PageSource Read(string path, Problems problems) => new(path, File.ReadAllText(path), problems);

    public static int LineOf(Block block) => block.Line + 1;

    public void Problem(Block at, string text) => Problem(LineOf(at), text);

    public void Problem(int line, string text)
    {
        ProblemCount++;
        _problems.Add(Path, line, text);
    }

    /// <summary>
    /// The heading as written. Names like <c>__AllParameterSets</c> or <c>String[]</c> are no Markdown to interpret.
    /// </summary>
    public string HeadingText(HeadingBlock heading) =>
        _text.Substring(heading.Span.Start, heading.Span.Length).Trim('#', ' ', '\n');

    private void CheckCharacters()
    {
        var lines = _text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].Any(c => char.IsControl(c) && c != '\t'))
                Problem(i + 1, "This line has a control character, which XML can't hold: remove it.");
            if (Placeholder().Match(lines[i]) is { Success: true } found)
                Problem(i + 1, $"The template's placeholder '{found.Value}' is still here: replace it or remove it.");
        }
    }

    // Only the texts that PlatyPS puts into a new page: other double braces may belong to an example.
    [GeneratedRegex(@"\{\{ ?(Fill|Add|Insert|Update) .*?\}\}")]
    private static partial Regex Placeholder();
}
