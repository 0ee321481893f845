using System.Text;
using DpuIpam.Build.Pages;
using Markdig.Syntax.Inlines;

namespace DpuIpam.Build.Text;

/// <summary>What is left of inline Markdown when only letters can be shown.</summary>
internal static class InlineText
{
    /// <summary>The text; a line break in it is one that the author forced.</summary>
    public static string Of(ContainerInline? inlines)
    {
        var text = new StringBuilder();
        if (inlines is not null)
            Append(inlines, text);
        return text.ToString().Trim();
    }

    private static void Append(ContainerInline inlines, StringBuilder text)
    {
        foreach (var inline in inlines)
        {
            switch (inline)
            {
                case LiteralInline literal:
                    text.Append(literal.Content.AsSpan());
                    break;
                case CodeInline code:
                    text.Append(code.Content);
                    break;
                case LineBreakInline lineBreak:
                    text.Append(lineBreak.IsHard ? '\n' : ' ');
                    break;
                case AutolinkInline autolink:
                    text.Append(autolink.Url);
                    break;
                case HtmlEntityInline entity:
                    text.Append(entity.Transcoded.AsSpan());
                    break;
                case HtmlInline html:
                    AppendHtml(html.Tag, text);
                    break;
                case LinkInline link:
                    AppendLink(link, text);
                    break;
                case ContainerInline container:
                    Append(container, text);
                    break;
            }
        }
    }

    // What looks like a tag is nearly always a placeholder such as <node>, and belongs to the text.
    private static void AppendHtml(string tag, StringBuilder text)
    {
        if (!tag.StartsWith("<!--", StringComparison.Ordinal))
            text.Append(tag);
    }

    // Links between pages lead nowhere in a console, those to the web can be followed from there.
    private static void AppendLink(LinkInline link, StringBuilder text)
    {
        var label = Of(link);
        text.Append(label);
        if (!link.IsImage && link.Url is { } url && Link.IsAbsolute(url) && url != label)
            text.Append(" (").Append(url).Append(')');
    }
}
