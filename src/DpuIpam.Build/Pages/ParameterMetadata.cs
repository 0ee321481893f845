using System.Collections.Immutable;
using Markdig.Syntax;

namespace DpuIpam.Build.Pages;

/// <summary>The YAML block below a parameter's description.</summary>
internal sealed record ParameterMetadata(
    string Type,
    string DefaultValue,
    bool SupportsWildcards,
    ImmutableArray<string> Aliases,
    ImmutableArray<ParameterUse> Sets,
    bool DontShow,
    ImmutableArray<string> AcceptedValues)
{
    private static readonly string[] Required = ["Type", "ParameterSets"];

    private static readonly string[] Optional =
    [
        "DefaultValue", "SupportsWildcards", "Aliases", "DontShow", "AcceptedValues", "HelpMessage",
        // Written by earlier versions of PlatyPS; they say nothing that the others don't.
        "ParameterValue", "VariableLength",
    ];

    public bool IsSwitch => Type is "SwitchParameter" or "System.Management.Automation.SwitchParameter";

    public bool IsList => Type.EndsWith("[]", StringComparison.Ordinal);

    public static ParameterMetadata? Read(PageSource source, LeafBlock block)
    {
        if (YamlMap.Read(source, block) is not { } map)
            return null;

        map.CheckKeys(Required, Optional);
        return new(
            map.Value("Type"),
            map.Value("DefaultValue"),
            map.Flag("SupportsWildcards"),
            [.. map.Values("Aliases")],
            [.. map.Maps("ParameterSets").Select(set => ParameterUse.Read(source, set))],
            map.Flag("DontShow"),
            [.. map.Values("AcceptedValues")]);
    }

    /// <summary>How the parameter is used in one set; null when the set doesn't have it.</summary>
    public ParameterUse? In(string set) => Sets.FirstOrDefault(use => use.IsInAll || use.Set == set);
}

/// <summary>An entry of ParameterSets.</summary>
internal sealed record ParameterUse(
    string Set,
    string Position,
    bool IsRequired,
    bool ValueFromPipeline,
    bool ValueFromPipelineByPropertyName,
    int Line)
{
    private const string All = "(All)";
    private const string Named = "Named";

    private static readonly string[] Required =
    [
        "Name", "Position", "IsRequired", "ValueFromPipeline", "ValueFromPipelineByPropertyName",
        "ValueFromRemainingArguments",
    ];

    public bool IsInAll => Set == All;

    public bool IsPositional => Position != Named;

    public static ParameterUse Read(PageSource source, YamlMap map)
    {
        map.CheckKeys(Required, []);
        var position = map.Value("Position");
        if (map.Has("Position") && position != Named && !int.TryParse(position, out _))
            source.Problem(map.LineOf("Position"), $"'Position: {position}' is neither a number nor {Named}.");
        return new(
            map.Value("Name"),
            position,
            map.Flag("IsRequired"),
            map.Flag("ValueFromPipeline"),
            map.Flag("ValueFromPipelineByPropertyName"),
            map.Line);
    }
}
