using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Markdig.Syntax;

namespace DpuIpam.Build.Pages;

/// <summary>A block of SYNTAX, in the notation of <c>Get-Command -Syntax</c>.</summary>
internal static partial class SyntaxBlock
{
    private const string DefaultMark = "(Default)";

    public static ParameterSet? Read(PageSource source, Section section)
    {
        if (section.Blocks is not [FencedCodeBlock code])
        {
            source.Problem(section.Line, $"The syntax block of '{section.Title}' is missing: add one code block.");
            return null;
        }

        var text = code.Lines.ToString();
        var firstLine = PageSource.LineOf(code) + 1;
        if (!text.StartsWith(source.Name + " ", StringComparison.Ordinal) && text.Trim() != source.Name)
            source.Problem(firstLine, $"The syntax must begin with '{source.Name}'.");

        var parameters = ImmutableArray.CreateBuilder<SyntaxParameter>();
        var common = false;
        var at = text.IndexOfAny([' ', '\n']) is var end and >= 0 ? end : text.Length;
        while (Token().Match(text, at) is { Success: true } match)
        {
            at = match.Index + match.Length;
            var line = firstLine + text.AsSpan(0, match.Groups["token"].Index).Count('\n');
            if (match.Groups["common"].Success)
                common = true;
            else
                parameters.Add(ParameterOf(match, line));
        }

        if (text[at..].Trim() is { Length: > 0 } rest)
        {
            var line = firstLine + text.AsSpan(0, text.Length - text[at..].TrimStart().Length).Count('\n');
            var unread = rest.Split('\n')[0];
            source.Problem(line, $"The syntax can't be read from '{unread}' on: write it as Get-Command -Syntax does.");
        }

        var name = section.Title.Replace(DefaultMark, "", StringComparison.Ordinal).Trim();
        var isDefault = section.Title.EndsWith(DefaultMark, StringComparison.Ordinal);
        return new(name, isDefault, parameters.ToImmutable(), common, section.Line);
    }

    private static SyntaxParameter ParameterOf(Match match, int line)
    {
        var type = match.Groups["type"];
        var form = match.Groups["token"].Value;
        var positional = type.Success && match.Groups["positional"].Success;
        var optional = positional ? form.StartsWith("[[", StringComparison.Ordinal) : form.StartsWith('[');
        return new(match.Groups["name"].Value, type.Success ? type.Value : null, !optional, positional, line);
    }

    // In this order, since '[-Name] <type>' begins like the switch '[-Name]'.
    [GeneratedRegex("""
        \G\s*(?<token>
          (?<common>\[<CommonParameters>\])
        | \[(?<positional>\[)-(?<name>\w+)\]\s+<(?<type>[^<>\s]+)>\]
        | (?<positional>\[)-(?<name>\w+)\]\s+<(?<type>[^<>\s]+)>
        | \[-(?<name>\w+)\s+<(?<type>[^<>\s]+)>\]
        | \[-(?<name>\w+)\]
        | -(?<name>\w+)\s+<(?<type>[^<>\s]+)>
        | -(?<name>\w+)
        )(?=\s|$)
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Token();
}
