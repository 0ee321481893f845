using System.Collections.Immutable;

namespace DpuIpam.Build.Pages;

/// <summary>A cmdlet's help page, as read. Texts are plain: a list of text is a list of paragraphs.</summary>
internal sealed record CommandPage(
    string Name,
    string HelpFile,
    string HelpUri,
    string Synopsis,
    ImmutableArray<ParameterSet> Syntax,
    ImmutableArray<string> Description,
    ImmutableArray<Example> Examples,
    ImmutableArray<Parameter> Parameters,
    ImmutableArray<TypeNote> Inputs,
    ImmutableArray<TypeNote> Outputs,
    ImmutableArray<string> Notes,
    ImmutableArray<Link> Links);

/// <summary>One block of SYNTAX.</summary>
internal sealed record ParameterSet(
    string Name, bool IsDefault, ImmutableArray<SyntaxParameter> Parameters, bool HasCommonParameters, int Line);

/// <summary>One parameter in a block of SYNTAX. A switch has no value type.</summary>
internal sealed record SyntaxParameter(string Name, string? ValueType, bool IsRequired, bool IsPositional, int Line);

internal sealed record Example(string Title, string Introduction, string Code, ImmutableArray<string> Remarks);

internal sealed record Parameter(string Name, ImmutableArray<string> Description, ParameterMetadata Metadata, int Line);

/// <summary>An input or output type and what the page says of it.</summary>
internal sealed record TypeNote(string Type, ImmutableArray<string> Description);

internal sealed record Link(string Text, string Uri)
{
    public static bool IsAbsolute(string uri) =>
        System.Uri.TryCreate(uri, UriKind.Absolute, out var parsed) && (parsed.Scheme is "http" or "https");
}
