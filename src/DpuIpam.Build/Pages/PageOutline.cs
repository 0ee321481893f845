using System.Collections.Immutable;

namespace DpuIpam.Build.Pages;

/// <summary>The sections a cmdlet's page has, in their order.</summary>
internal sealed class PageOutline
{
    public const string Synopsis = "SYNOPSIS";
    public const string Syntax = "SYNTAX";
    public const string Description = "DESCRIPTION";
    public const string Examples = "EXAMPLES";
    public const string Parameters = "PARAMETERS";
    public const string Inputs = "INPUTS";
    public const string Outputs = "OUTPUTS";
    public const string Notes = "NOTES";
    public const string RelatedLinks = "RELATED LINKS";
    private const string Aliases = "ALIASES";

    private static readonly string[] Order =
        [Synopsis, Syntax, Aliases, Description, Examples, Parameters, Inputs, Outputs, Notes, RelatedLinks];

    private readonly ImmutableDictionary<string, Section> _sections;

    private PageOutline(ImmutableDictionary<string, Section> sections) => _sections = sections;

    /// <summary>The section; one that is missing, and so already reported, is empty.</summary>
    public Section this[string title] => _sections.GetValueOrDefault(title) ?? new(title, 1, []);

    public bool Has(string title) => _sections.ContainsKey(title);

    public static PageOutline Read(PageSource source)
    {
        var found = ImmutableDictionary.CreateBuilder<string, Section>();
        var last = -1;
        foreach (var section in Section.OfPage(source))
        {
            var place = Array.IndexOf(Order, section.Title);
            var heading = $"'## {section.Title}'";
            if (place < 0)
                Problem($"The heading {heading} is unknown. A page's sections are {string.Join(", ", Order)}.");
            else if (!found.TryAdd(section.Title, section))
                Problem($"{heading} is here a second time: merge it with line {found[section.Title].Line}.");
            else if (place < last)
                Problem($"{heading} comes too late: it belongs before '## {Order[last]}'.");
            last = Math.Max(last, place);

            void Problem(string text) => source.Problem(section.Line, text);
        }

        foreach (var title in Order.Where(title => title != Aliases && !found.ContainsKey(title)))
            source.Problem(1, $"The section '## {title}' is missing.");
        return new(found.ToImmutable());
    }
}
