using System.Management.Automation;

namespace DpuIpam.Cmdlets.Tests.Contract;

/// <summary>A parameter in one line: name, type, aliases, and its place in each parameter set.</summary>
internal static class ParameterText
{
    public static string Describe(CmdletInfo command)
    {
        var own = command.Parameters.Values
            .Where(static parameter => !Cmdlet.CommonParameters.Contains(parameter.Name)
                && !Cmdlet.OptionalCommonParameters.Contains(parameter.Name))
            .OrderBy(static parameter => parameter.Name, StringComparer.Ordinal)
            .Select(Describe);
        return $"{command.Name} ({command.DefaultParameterSet ?? "one set"})\n  {string.Join("\n  ", own)}";
    }

    private static string Describe(ParameterMetadata parameter)
    {
        var aliases = parameter.Aliases.Count == 0 ? "" : $" alias {string.Join(", ", parameter.Aliases)}";
        var wildcards = parameter.Attributes.Any(static attribute => attribute is SupportsWildcardsAttribute) ? " wildcards" : "";
        var sets = parameter.ParameterSets
            .OrderBy(static set => set.Key, StringComparer.Ordinal)
            .Select(static set => (set.Key == ParameterAttribute.AllParameterSets ? "all" : set.Key) + Describe(set.Value));
        return $"{parameter.Name} {Describe(parameter.ParameterType)}{aliases}{wildcards}: {string.Join("; ", sets)}";
    }

    private static string Describe(ParameterSetMetadata set) =>
        (set.IsMandatory ? " mandatory" : "")
        + (set.Position >= 0 ? $" {set.Position}" : "")
        + (set.ValueFromPipeline ? " pipeline" : "")
        + (set.ValueFromPipelineByPropertyName ? " property" : "");

    private static string Describe(Type type) =>
        Nullable.GetUnderlyingType(type) is { } underlying ? underlying.Name + "?" : type.Name;
}
