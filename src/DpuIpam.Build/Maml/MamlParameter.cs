using System.Xml.Linq;
using DpuIpam.Build.Pages;

namespace DpuIpam.Build.Maml;

/// <summary>Parameters, as MAML has them twice: in short in the syntax, in full in the list.</summary>
internal static class MamlParameter
{
    public static XElement SyntaxItem(CommandPage page, ParameterSet set)
    {
        var parameters =
            from shown in set.Parameters
            let parameter = page.Parameters.Single(parameter => parameter.Name == shown.Name)
            select Of(parameter, parameter.Metadata.In(set.Name)!, shown.ValueType, inSyntax: true);
        return new(Names.Command + "syntaxItem", new XElement(Names.Maml + "name", page.Name), parameters);
    }

    public static IEnumerable<XElement> All(CommandPage page) =>
        from parameter in page.Parameters
        where !parameter.Metadata.DontShow
        let uses = parameter.Metadata.Sets
        let use = uses[0] with
        {
            // What differs between sets can't be told apart here: say what can be.
            IsRequired = uses.Any(use => use.IsRequired),
            ValueFromPipeline = uses.Any(use => use.ValueFromPipeline),
            ValueFromPipelineByPropertyName = uses.Any(use => use.ValueFromPipelineByPropertyName),
        }
        select Of(parameter, use, ValueType(page, parameter), inSyntax: false);

    private static XElement Of(Parameter parameter, ParameterUse use, string? valueType, bool inSyntax)
    {
        var metadata = parameter.Metadata;
        return new(
            Names.Command + "parameter",
            new XAttribute("required", use.IsRequired),
            new XAttribute("variableLength", metadata.IsList),
            new XAttribute("globbing", metadata.SupportsWildcards),
            new XAttribute("pipelineInput", PipelineInput(use)),
            new XAttribute("position", use.IsPositional ? use.Position : "named"),
            new XAttribute("aliases", metadata.Aliases.Length == 0 ? "none" : string.Join(", ", metadata.Aliases)),
            new XElement(Names.Maml + "name", parameter.Name),
            inSyntax ? null : Names.Text(Names.Maml + "description", Description(parameter)),
            inSyntax ? Choice(metadata) : null,
            valueType is null ? null : Value(valueType, metadata.IsList),
            new XElement(
                Names.Dev + "type", new XElement(Names.Maml + "name", metadata.Type), new XElement(Names.Maml + "uri")),
            new XElement(Names.Dev + "defaultValue", metadata.DefaultValue is "" ? "None" : metadata.DefaultValue));
    }

    private static string[] Description(Parameter parameter) =>
        parameter.Metadata.AcceptedValues is { Length: > 0 } values
        ? [.. parameter.Description, $"Accepted values: {string.Join(", ", values)}."]
        : [.. parameter.Description];

    // Shows as {Change | Warning | Hazard} instead of the enumeration's name.
    private static XElement? Choice(ParameterMetadata metadata)
    {
        var values = metadata.AcceptedValues.Select(value => Value(value, isList: false)).ToArray();
        return values.Length == 0 ? null : new(Names.Command + "parameterValueGroup", values);
    }

    private static XElement Value(string text, bool isList) => new(
        Names.Command + "parameterValue",
        new XAttribute("required", true),
        new XAttribute("variableLength", isList),
        text);

    // The syntax has the short name, such as string[], that is shown next to the parameter.
    private static string? ValueType(CommandPage page, Parameter parameter) => parameter.Metadata.IsSwitch
        ? null
        : page.Syntax.SelectMany(set => set.Parameters).First(shown => shown.Name == parameter.Name).ValueType;

    private static string PipelineInput(ParameterUse use) =>
        (use.ValueFromPipeline, use.ValueFromPipelineByPropertyName) switch
        {
            (true, true) => "true (ByValue, ByPropertyName)",
            (true, false) => "true (ByValue)",
            (false, true) => "true (ByPropertyName)",
            _ => "false",
        };
}
