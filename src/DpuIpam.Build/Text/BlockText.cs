using System.Collections.Immutable;
using DpuIpam.Build.Pages;
using Markdig.Extensions.Alerts;
using Markdig.Extensions.Tables;
using Markdig.Syntax;

namespace DpuIpam.Build.Text;

/// <summary>Turns a page's blocks into plain text.</summary>
internal sealed class BlockText
{
    private readonly ImmutableArray<TextBlock>.Builder _texts = ImmutableArray.CreateBuilder<TextBlock>();
    private readonly PageSource _source;
    private readonly string _codeIndent;

    private BlockText(PageSource source, int codeIndent)
    {
        _source = source;
        _codeIndent = new(' ', codeIndent);
    }

    /// <param name="source">The page, for what can't be turned into text.</param>
    /// <param name="blocks">The blocks, in order.</param>
    /// <param name="codeIndent">How far code and tables stand to the right of the prose around them.</param>
    public static ImmutableArray<TextBlock> Of(PageSource source, IEnumerable<Block> blocks, int codeIndent = 4)
    {
        var text = new BlockText(source, codeIndent);
        foreach (var block in blocks)
            text.Add(block, "", "", tight: false);
        return text._texts.ToImmutable();
    }

    private void Add(Block block, string first, string next, bool tight)
    {
        switch (block)
        {
            case ParagraphBlock or HeadingBlock:
                AddProse((LeafBlock)block, first, next, tight);
                break;
            case ListBlock list:
                AddList(list, first, next, tight);
                break;
            case AlertBlock alert:
                AddAll(alert, first + alert.Kind.ToString().ToUpperInvariant() + ": ", next, tight);
                break;
            case QuoteBlock quote:
                AddAll(quote, first, next, tight);
                break;
            case Table table:
                AddVerbatim(TableText.Of(table), next);
                break;
            case CodeBlock code:
                AddVerbatim(Code(code), next);
                break;
            case HtmlBlock { Type: HtmlBlockType.Comment } or LinkReferenceDefinitionGroup or ThematicBreakBlock:
                break;
            case HtmlBlock:
                _source.Problem(block, "HTML can't be shown in a console: write it as Markdown.");
                break;
            default:
                _source.Problem(block, $"A {block.GetType().Name} can't become text: write prose, a list or code.");
                break;
        }
    }

    /// <summary>A code block's lines, moved to the left margin.</summary>
    public static ImmutableArray<string> Code(CodeBlock code)
    {
        var lines = code.Lines.ToString().TrimEnd().Split('\n').SkipWhile(string.IsNullOrWhiteSpace).ToArray();
        var margin = lines.Where(line => !string.IsNullOrWhiteSpace(line))
            .Select(line => line.Length - line.TrimStart(' ').Length).DefaultIfEmpty().Min();
        return [.. lines.Select(line => line[Math.Min(margin, line.Length)..].TrimEnd())];
    }

    private void AddProse(LeafBlock block, string first, string next, bool tight)
    {
        var text = InlineText.Of(block.Inline);
        if (text.Length > 0)
            _texts.Add(new(first, next, [.. text.Split('\n').Select(line => line.Trim())], IsVerbatim: false, tight));
    }

    private void AddVerbatim(ImmutableArray<string> lines, string next)
    {
        if (lines.Any(line => line.Length > 0))
            _texts.Add(new(next + _codeIndent, next + _codeIndent, lines, IsVerbatim: true, IsTight: false));
    }

    private void AddList(ListBlock list, string first, string next, bool tight)
    {
        var number = int.TryParse(list.OrderedStart, out var start) ? start : 1;
        foreach (var item in list.OfType<ListItemBlock>())
        {
            var marker = list.IsOrdered ? $"{number++}. " : "- ";
            AddAll(item, first + marker, next + new string(' ', marker.Length), tight, innerTight: !list.IsLoose);
            first = next;
            tight = !list.IsLoose;
        }
    }

    private void AddAll(ContainerBlock blocks, string first, string next, bool tight, bool innerTight = false)
    {
        foreach (var block in blocks)
        {
            Add(block, first, next, tight);
            first = next;
            tight = innerTight;
        }
    }
}
