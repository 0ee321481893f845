using System.Xml.Linq;
using DpuIpam.Build.Pages;

namespace DpuIpam.Build.Maml;

/// <summary>A page as MAML's <c>command</c> element.</summary>
internal static class MamlCommand
{
    public static XElement Of(CommandPage page) => new(
        Names.Command + "command",
        Details(page),
        Names.Text(Names.Maml + "description", page.Description),
        new XElement(Names.Command + "syntax", page.Syntax.Select(set => MamlParameter.SyntaxItem(page, set))),
        new XElement(Names.Command + "parameters", MamlParameter.All(page)),
        new XElement(Names.Command + "inputTypes", page.Inputs.Select(type => Type("inputType", type))),
        new XElement(Names.Command + "returnValues", page.Outputs.Select(type => Type("returnValue", type))),
        Notes(page),
        new XElement(Names.Command + "examples", page.Examples.Select(Example)),
        new XElement(Names.Command + "relatedLinks", Links(page)));

    private static XElement Details(CommandPage page)
    {
        var (verb, noun) = page.Name.Split('-') is [var first, var second] ? (first, second) : (page.Name, "");
        return new(
            Names.Command + "details",
            new XElement(Names.Command + "name", page.Name),
            Names.Text(Names.Maml + "description", [page.Synopsis]),
            new XElement(Names.Command + "verb", verb),
            new XElement(Names.Command + "noun", noun));
    }

    private static XElement? Notes(CommandPage page) =>
        page.Notes.Length == 0 ? null : new(Names.Maml + "alertSet", Names.Text(Names.Maml + "alert", page.Notes));

    private static XElement Type(string name, TypeNote type) => new(
        Names.Command + name,
        new XElement(Names.Dev + "type", new XElement(Names.Maml + "name", type.Type)),
        Names.Text(Names.Maml + "description", type.Description));

    private static XElement Example(Example example) => new(
        Names.Command + "example",
        new XElement(Names.Maml + "title", $"---------- {example.Title} ----------"),
        Introduction(example),
        new XElement(Names.Dev + "code", example.Code),
        // The empty paragraph is the empty line before the next example's title.
        Names.Text(Names.Dev + "remarks", [.. example.Remarks, ""]));

    // Get-Help joins the introduction to the code as it is, since it was meant for a prompt: so the text stays in one
    // paragraph and brings the empty line before the code along.
    private static XElement? Introduction(Example example) => example.Introduction.Length == 0
        ? null
        : Names.Text(Names.Maml + "introduction", [example.Introduction + "\n\n"]);

    /// <remarks>
    /// <c>Get-Help -Online</c> opens the first link with an address, whatever it leads to. Where the page has none of
    /// its own, the others' go into the text, so that <c>-Online</c> says there is none instead of opening one of them.
    /// </remarks>
    private static IEnumerable<XElement> Links(CommandPage page)
    {
        if (page.HelpUri.Length > 0)
            yield return Link("Online Version:", page.HelpUri);
        foreach (var link in page.Links)
        {
            var uri = Pages.Link.IsAbsolute(link.Uri) ? link.Uri : "";
            yield return page.HelpUri.Length > 0 ? Link(link.Text, uri) : Link($"{link.Text} {uri}".TrimEnd(), "");
        }
    }

    private static XElement Link(string text, string uri) => new(
        Names.Maml + "navigationLink",
        new XElement(Names.Maml + "linkText", text),
        new XElement(Names.Maml + "uri", uri));
}
