using System.Collections.Immutable;
using DpuIpam.Build.Text;
using Markdig.Syntax;

namespace DpuIpam.Build.Pages;

/// <summary>The parameters: a description and a YAML block each.</summary>
internal static class ParameterSection
{
    private const string CommonParameters = "CommonParameters";

    public static ImmutableArray<Parameter> Read(
        PageSource source, Section section, ImmutableArray<ParameterSet> syntax)
    {
        var parameters = ImmutableArray.CreateBuilder<Parameter>();
        var common = false;
        foreach (var item in section.Items(source, "'### -<parameter>'"))
        {
            if (item.Title == CommonParameters)
                common = true;
            else if (!item.Title.StartsWith('-'))
                source.Problem(item.Line, $"'### {item.Title}' is no parameter: write '### -<name>'.");
            else if (Read(source, item) is { } parameter)
                parameters.Add(parameter);
        }

        if (!common && syntax.Any(set => set.HasCommonParameters))
            source.Problem(section.Line, $"The syntax has [<{CommonParameters}>]: add '### {CommonParameters}' here.");
        return parameters.ToImmutable();
    }

    private static Parameter? Read(PageSource source, Section item)
    {
        var block = item.Blocks.OfType<FencedCodeBlock>().FirstOrDefault(block => block.Info == "yaml");
        var at = block is null ? item.Blocks.Length : item.Blocks.IndexOf(block);
        var description = Paragraphs.Of(BlockText.Of(source, item.Blocks[..at]));
        if (description.Length == 0)
            source.Problem(item.Line, $"'{item.Title}' has no description: say what it does before its YAML block.");
        if (block is null)
        {
            source.Problem(item.Line, $"'{item.Title}' has no metadata: add its ```yaml block.");
            return null;
        }

        foreach (var rest in item.Blocks[(at + 1)..])
            source.Problem(rest, $"Text after the metadata of '{item.Title}' isn't carried into the help: move it up.");
        return ParameterMetadata.Read(source, block) is { } metadata
            ? new(item.Title[1..], description, metadata, item.Line)
            : null;
    }
}
